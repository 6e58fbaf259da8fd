using LlmEval.Endpoints.Scheduling;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Servers;

/// <summary>Makes what the tests test.</summary>
internal static class Sut
{
    public const string Key = "sk-test-THE-SECRET-0123456789";

    /// <summary>As the usual ones, a hundred times faster.</summary>
    public static RetrySettings Fast { get; } = new()
    {
        Delay = TimeSpan.FromMilliseconds(5),
        LongestDelay = TimeSpan.FromMilliseconds(100),
        ReachDelay = TimeSpan.FromMilliseconds(50),
        Grace = TimeSpan.FromMilliseconds(200),
        Total = TimeSpan.FromSeconds(20),
    };

    public static ModelContext Context { get; } = new() { ProjectDirectory = "/", Home = "/", OutputDirectory = "/" };

    public static string? Variables(string name) => name is "TEST_KEY" or "OPENAI_API_KEY" ? Key : null;

    public static EndpointModelProvider Provider(string name, RetrySettings? retries = null) => name switch
    {
        "OpenAI" => new OpenAIModelProvider(Variables, retries ?? Fast),
        "AzureOpenAI" => new AzureOpenAIModelProvider(Variables, retries ?? Fast),
        "Anthropic" => new AnthropicModelProvider(Variables, retries ?? Fast),
        "Http" => new HttpModelProvider(Variables, retries ?? Fast),
        _ => new OllamaModelProvider(Variables, retries ?? Fast),
    };

    public static ModelSpec Spec(string provider, params (string Name, string Value)[] metadata) => new()
    {
        Name = "gpt",
        Provider = provider,
        Location = new Location("/project.csproj", 7),
        Metadata = metadata.ToDictionary(m => m.Name, m => m.Value, StringComparer.OrdinalIgnoreCase),
    };

    public static async Task<IChatClient> ClientAsync(
        string endpoint, string provider = "OpenAI", RetrySettings? retries = null, params (string Name, string Value)[] more) =>
        await Provider(provider, retries).StartAsync(
            Spec(provider, [("Endpoint", endpoint), ("Model", "gpt-x"), ("ApiKeyVariable", "TEST_KEY"), .. more]), Context, TestContext.Current.CancellationToken);

    public static async Task<IChatClient> StartAsync(string provider, params (string Name, string Value)[] metadata) =>
        await Provider(provider).StartAsync(Spec(provider, metadata), Context, TestContext.Current.CancellationToken);

    public static Task<ChatResponse> AskAsync(this IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options = null) =>
        client.GetResponseAsync(messages, options, TestContext.Current.CancellationToken);

    public static Task<ChatResponse> AskAsync(this IChatClient client, string text = "Hi") => client.AskAsync([new ChatMessage(ChatRole.User, text)]);

    public static async Task<ModelIdentity?> IdentifyAsync(string provider, params (string Name, string Value)[] metadata) =>
        await Provider(provider).IdentifyAsync(Spec(provider, metadata), Context, TestContext.Current.CancellationToken);

    public static IReadOnlyList<Diagnostic> Validate(string provider, params (string Name, string Value)[] metadata)
    {
        DiagnosticBag diagnostics = new();
        Provider(provider).Validate(Spec(provider, metadata), Context, diagnostics);
        return diagnostics.Items;
    }
}
