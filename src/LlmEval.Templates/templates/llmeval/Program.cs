using LlmEval.Caching;
using LlmEval.Documents;
using LlmEval.Llama;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using Microsoft.Extensions.AI;

// Sorts one support ticket with the prompt and the model that evals/triage.eval.yml guards.
string ticket = args.Length > 0 ? string.Join(' ', args) : "The Pico Watch does not turn on! This is urgent. The order id is 31387.";
try
{
    Console.WriteLine(await AskAsync(ticket));
    return 0;
}
catch (LlmEvalException e)
{
    Console.Error.WriteLine(e.Diagnostic);
    return 1;
}

static async Task<string> AskAsync(string ticket)
{
    DiagnosticBag mistakes = new();
    PromptTemplate prompt = PromptFile.Load(Path.Combine(AppContext.BaseDirectory, "prompts", "triage.prompt.yml"), "triage", mistakes)
        ?? throw new LlmEvalException(mistakes.Items[0]);
    Ticket values = new(ticket);
    ChatMessage[] messages = [.. prompt.Messages.Select(m => new ChatMessage(new ChatRole(m.Role.ToString().ToLowerInvariant()), m.Content.Render(values, mistakes) ?? ""))];

    string file = Path.Combine(AppContext.BaseDirectory, "models", "triage-tiny.gguf");
    ModelSpec model = new()
    {
        Name = "triage-tiny",
        Provider = "Llama",
        Location = new Location(file),
        Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Path"] = file },
    };
    ModelContext context = new()
    {
        ProjectDirectory = AppContext.BaseDirectory,
        Home = HomeLocation.Resolve(Environment.GetEnvironmentVariable),
        OutputDirectory = Path.Combine(Path.GetTempPath(), "llmeval-triage"),
        Report = Console.Error.WriteLine,
    };
    using IChatClient client = await new LlamaModelProvider().StartAsync(model, context, CancellationToken.None);
    return (await client.GetResponseAsync(messages, new ChatOptions { Temperature = 0, MaxOutputTokens = prompt.Parameters.MaxTokens })).Text;
}

/// <summary>The one variable of the prompt.</summary>
internal sealed class Ticket(string text) : ITemplateValues
{
    public string Description => "the ticket";

    public Location Location => Location.None;

    public CaseValue? Find(string path) => path == "ticket" ? CaseValue.OfText(text) : null;
}
