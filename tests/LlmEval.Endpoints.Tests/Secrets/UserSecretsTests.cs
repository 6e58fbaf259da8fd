using System.Text;
using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Secrets;

public sealed class UserSecretsTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("llmeval-user-secrets-").FullName;
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly List<string> _reported = [];

    public UserSecretsTests() => _variables["HOME"] = _home;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData("MY_KEY", """{ "MY_KEY": "from-secrets" }""")]
    [InlineData("MY_KEY", """{ "Other": "x", /* a note */ "my_key": " from-secrets\n", }""")]
    [InlineData("OpenAI__ApiKey", """{ "OpenAI:ApiKey": "from-secrets" }""")]
    [InlineData("OpenAI__ApiKey", """{ "OpenAI": { "Model": "x", "ApiKey": "from-secrets" } }""")]
    [InlineData("OpenAI__ApiKey", """{ "OpenAI__ApiKey": "from-secrets" }""")]
    public async Task A_key_that_the_environment_lacks_is_among_the_project_s_user_secrets(string variable, string secrets)
    {
        Write(".microsoft/usersecrets/the-id/secrets.json", secrets);

        (await SentAsync(variable, "the-id")).Should().Be("Bearer from-secrets");
    }

    [Fact]
    public async Task The_environment_comes_first_and_other_projects_secrets_do_not_count()
    {
        Write(".microsoft/usersecrets/the-id/secrets.json", """{ "MY_KEY": "from-secrets" }""");
        (await SentAsync("MY_KEY", "other-id")).Should().BeNull();
        (await SentAsync("MY_KEY", null)).Should().BeNull();
        (await SentAsync("MY_KEY", "../the-id")).Should().BeNull();

        _variables["MY_KEY"] = "from-environment";
        (await SentAsync("MY_KEY", "the-id")).Should().Be("Bearer from-environment");
    }

    [Fact]
    public async Task On_Windows_they_are_among_the_application_s_data()
    {
        _variables["APPDATA"] = Path.Combine(_home, "Roaming");
        Write("Roaming/Microsoft/UserSecrets/the-id/secrets.json", "\uFEFF{ \"MY_KEY\": \"from-secrets\" }");

        (await SentAsync("MY_KEY", "the-id")).Should().Be("Bearer from-secrets");
    }

    [Theory]
    [InlineData("{ \"MY_KEY\": \"PLANTED\" ")]
    [InlineData("PLANTED")]
    [InlineData("[\"PLANTED\"]")]
    [InlineData("{ \"MY_KEY\": \"PLANTED\\ud83d\" }")]
    public async Task A_file_that_cannot_be_read_is_told_without_a_word_of_it(string secrets)
    {
        Write(".microsoft/usersecrets/the-id/secrets.json", secrets);

        (await SentAsync("MY_KEY", "the-id")).Should().BeNull();

        _reported.Should().Contain(l => l.Contains("the-id") && l.Contains("no JSON object")).And.NotContain(l => l.Contains("PLANTED"));
        _reported.Should().Contain(l => l.Contains("MY_KEY") && l.Contains("user secrets"));
    }

    [Fact]
    public async Task A_refused_user_secret_is_named_as_what_it_is_and_never_shown()
    {
        Write(".microsoft/usersecrets/the-id/secrets.json", """{ "MY_KEY": "planted-key-1" }""");
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => c.Error(401, $"Incorrect key {r.Headers["Authorization"]}"));
        using IChatClient client = await Provider().StartAsync(Spec(server, "MY_KEY"), Context("the-id"), TestContext.Current.CancellationToken);

        (await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<LlmEvalException>()).Which.Message.Should().Contain("the user secret MY_KEY").And.NotContain("planted-key-1");
    }

    private async Task<string?> SentAsync(string variable, string? id)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello")));
        try
        {
            using IChatClient client = await Provider().StartAsync(Spec(server, variable), Context(id), TestContext.Current.CancellationToken);
            await client.AskAsync();
            return server.Requests[0].Headers["Authorization"];
        }
        catch (LlmEvalException e) when (e.Diagnostic.Descriptor == Diagnostics.ModelMissing)
        {
            _reported.Add(e.Message);
            return null;
        }
    }

    private OpenAIModelProvider Provider() => new(name => _variables.GetValueOrDefault(name), Sut.Fast);

    private static ModelSpec Spec(LoopbackServer server, string variable) => Sut.Spec("OpenAI", ("Endpoint", server.Address), ("Model", "m"), ("ApiKeyVariable", variable));

    private ModelContext Context(string? id) => Sut.Context with
    {
        Report = _reported.Add,
        Settings = id is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["UserSecretsId"] = id },
    };

    private void Write(string path, string text)
    {
        string full = Path.Combine(_home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text, new UTF8Encoding(false));
    }
}
