using System.Globalization;
using System.Text.RegularExpressions;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>Two builds at once share what can be shared and take turns where only one can go.</summary>
public sealed class SharedCacheTests
{
    [Fact]
    public async Task Two_builds_that_share_a_cache_keep_every_answer()
    {
        const string script = "- { answer: \"{user}\", delay: 20ms }\n";
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        SandboxProject one = sandbox.App.WithTriage(60, script, "Concurrency=\"2\"");
        SandboxProject two = sandbox.AddProject("two").WithTriage(60, script, "Concurrency=\"2\"").WithFile("evals/tickets.jsonl", TriageProject.Tickets(31, 90));
        await sandbox.BuildAsync();
        await sandbox.BuildAsync("two/two.csproj");

        BuildResult[] both = await Task.WhenAll(sandbox.BuildAsync("-t:LlmEval"), sandbox.BuildAsync("two/two.csproj", "-t:LlmEval", "--no-restore"));

        both.Should().AllSatisfy(b => b.MustPass().WarningCodes.Should().Equal("LLM2011"));
        Verdict(one).Should().Contain("60 of 60 cases");
        Verdict(two).Should().Contain("60 of 60 cases");
        CommandResult verified = await sandbox.ToolAsync("cache", "verify");
        verified.ExitCode.Should().Be(0, verified.Output);
        verified.Output.Should().Contain(" 0 problems");
        CommandResult statistics = await sandbox.ToolAsync("cache", "stats");
        Match counted = Regex.Match(statistics.Output, @"(\d+) answers in (\d+) segments, \d+ bytes, (\d+) twice");
        Number(counted, 1).Should().Be(90, "30 of the 120 are the same; " + statistics.Output);
        Number(counted, 2).Should().Be(2, "nobody writes to another's segment");
        (Number(counted, 1) + Number(counted, 3)).Should().Be(one.Asked() + two.Asked(), "every answer that was drawn is kept");

        int asked = one.Asked() + two.Asked();
        one.Edit("evals/tickets.jsonl", TriageProject.Tickets(60, 60), TriageProject.Tickets(60, 90));
        (await sandbox.BuildAsync()).MustPass().WarningCodes.Should().Equal("LLM2011");
        (one.Asked() + two.Asked()).Should().Be(asked, "each finds what the other drew");
    }

    [Fact]
    public async Task Two_builds_with_a_local_model_take_turns_on_the_device()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        sandbox.WithSharedRuntime();
        SandboxProject one = sandbox.App.WithTicketTriage(rows: 60);
        SandboxProject two = sandbox.AddProject("two").WithTicketTriage(rows: 60).Edit(TicketTriage.Prompt, "Triage", "Sort");
        await sandbox.BuildAsync("-p:LlmEvalMode=Validate");
        await sandbox.BuildAsync("two/two.csproj", "-p:LlmEvalMode=Validate");

        BuildResult[] both = await Task.WhenAll(sandbox.BuildAsync("-t:LlmEval"), sandbox.BuildAsync("two/two.csproj", "-t:LlmEval", "--no-restore"));

        both.Should().AllSatisfy(b => b.MustPass().WarningCodes.Should().Equal("LLM2011"));
        Verdict(one).Should().Contain("61 of 61 cases").And.Contain("61 samples drawn now");
        Verdict(two).Should().Contain("61 of 61 cases").And.Contain("61 samples drawn now");
        File.Exists(Path.Combine(TicketTriage.SharedHome, "leases", "cpu.holder.json")).Should().BeFalse("the device was given back");
    }

    private static string Verdict(SandboxProject project) => File.ReadAllText(Path.Combine(project.LlmEvalDirectory, "report.txt"));

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
