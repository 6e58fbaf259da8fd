using System.IO.Compression;
using System.Text;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>What an environment variable holds stays there.</summary>
public sealed class SecretTests
{
    private const string Secret = "sk-planted-0c51ba77";

    [Fact]
    public async Task No_file_that_a_red_or_a_green_run_leaves_holds_a_secret_of_the_environment()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        sandbox.WithEnvironment("OPENAI_API_KEY", Secret).WithEnvironment("LLMEVAL_TEST_SECRET", Secret);
        sandbox.App.WithTriage();
        BuildResult[] results =
        [
            await sandbox.BuildAsync("-t:LlmEval"),
            await sandbox.BuildAsync("-t:LlmEvalAccept"),
            await sandbox.BuildAsync("-t:LlmEval", "-bl:" + Path.Combine(sandbox.Root, "green.binlog")),
        ];
        sandbox.App.Edit("prompts/triage.prompt.yml", "Sort", "Shuffle");
        results = [.. results, (await sandbox.BuildAsync("-t:LlmEval")).MustFail()];
        CommandResult report = await sandbox.ToolAsync("report", "--format", "json");

        results.Should().AllSatisfy(r => r.Output.Should().NotContain(Secret));
        report.Output.Should().NotContain(Secret);
        string[] files = [.. Directory.EnumerateFiles(sandbox.Root, "*", SearchOption.AllDirectories)];
        files.Should().Contain(f => f.EndsWith("report.txt", StringComparison.Ordinal)).And.Contain(f => f.StartsWith(sandbox.Cache, StringComparison.Ordinal));
        files.Where(f => Holds(f, Secret)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_file_and_no_line_of_a_build_that_asks_a_remote_model_holds_its_key(bool isUserSecret)
    {
        await using TellingServer server = new();
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        string user = Directory.CreateTempSubdirectory("llmeval-user-").FullName;
        if (isUserSecret)
        {
            // What the user keeps there is no output of ours.
            string secrets = Path.Combine(user, "Microsoft", "UserSecrets", "the-id");
            Directory.CreateDirectory(secrets);
            await File.WriteAllTextAsync(Path.Combine(secrets, "secrets.json"), $$"""{ "My": { "Key": "{{Secret}}" } }""", TestContext.Current.CancellationToken);
            sandbox.WithEnvironment("APPDATA", user);
        }
        else { sandbox.WithEnvironment("My__Key", Secret); }

        sandbox.App.WithProperty("UserSecretsId", "the-id").WithPrompt(TriageProject.Prompt)
            .WithItem($"""<LlmModel Include="remote" Provider="OpenAI" Endpoint="{server.Address}" Model="m" ApiKeyVariable="My__Key" />""")
            .WithSuite("prompt: triage\nmodels: [remote]\nsamples: 1\nscore:\n  - contains: Hello\n  - contains: { value: nothing of it, metric: other }\ncases:\n  - { id: a, vars: { ticket: T } }\n");
        BuildResult answered = await sandbox.BuildAsync("-t:LlmEval", "-bl:" + Path.Combine(sandbox.Root, "answered.binlog"));
        int asked = server.Asked;
        CommandResult report = await sandbox.ToolAsync("report", "--format", "json");
        server.Refuses = true;
        sandbox.App.Edit("prompts/triage.prompt.yml", "Sort", "Shuffle");
        BuildResult refused = (await sandbox.BuildAsync("-t:LlmEval", "-bl:" + Path.Combine(sandbox.Root, "refused.binlog"))).MustFail();

        asked.Should().Be(1, answered.Output);
        server.LastKey.Should().Be("Bearer " + Secret);
        refused.ErrorCodes.Should().Equal("LLM3018");
        refused.Output.Should().Contain("oops: Bearer ***");
        string.Concat(answered.Output, refused.Output, report.Output).Should().NotContain(Secret);
        string[] files = [.. Directory.EnumerateFiles(sandbox.Root, "*", SearchOption.AllDirectories)];
        files.Where(f => Holds(f, "Hello Bearer ***")).Should().NotBeEmpty("the answer is kept, without the key that it told");
        files.Where(f => f.EndsWith(".binlog", StringComparison.Ordinal)).Should().HaveCount(2).And.OnlyContain(f => Holds(f, "My__Key"), "the logs can be searched");
        files.Where(f => Holds(f, Secret)).Should().BeEmpty();
        Directory.Delete(user, recursive: true);
    }

    private static bool Holds(string file, string text) => Content(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>What a file holds; a binary log is compressed, and would hide anything.</summary>
    private static byte[] Content(string file)
    {
        if (!file.EndsWith(".binlog", StringComparison.Ordinal)) { return File.ReadAllBytes(file); }

        using GZipStream stream = new(File.OpenRead(file), CompressionMode.Decompress);
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
