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
        byte[] secret = Encoding.UTF8.GetBytes(Secret);
        string[] files = [.. Directory.EnumerateFiles(sandbox.Root, "*", SearchOption.AllDirectories)];
        files.Should().Contain(f => f.EndsWith("report.txt", StringComparison.Ordinal)).And.Contain(f => f.StartsWith(sandbox.Cache, StringComparison.Ordinal));
        files.Where(f => File.ReadAllBytes(f).AsSpan().IndexOf(secret) >= 0).Should().BeEmpty();
    }
}
