using System.Diagnostics;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>Every mistake is an error where it was made, with its mend; nothing that was paid for or accepted is touched.</summary>
public sealed class BadInputTests(SharedSandbox shared) : IClassFixture<SharedSandbox>
{
    private BuildSandbox Sandbox => shared.Sandbox;

    public static TheoryData<string> Names => [.. BadInput.All.Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_mistake_is_an_error_in_its_place_and_nothing_is_lost(string name)
    {
        BadInput bad = BadInput.All.Single(b => b.Name == name);
        SandboxProject app = shared.Fresh();
        bad.Break(app);
        SortedDictionary<string, string> project = TriageProject.Snapshot(app.Directory);
        SortedDictionary<string, string> cache = TriageProject.Snapshot(Sandbox.Cache);
        int asked = app.Asked();
        string[] target = bad.Arguments.Any(a => a.StartsWith("-t:", StringComparison.Ordinal)) ? [] : ["-t:LlmEval"];

        BuildResult result = (await Sandbox.BuildAsync([.. target, .. bad.Arguments])).MustFail();

        string[] told = [.. result.Errors.Select(e => $"{Path.GetRelativePath(app.Directory, e.File)}({e.Line}): {e.Code}: {e.Message}")];
        told.Should().NotBeEmpty(result.Output);
        told[0].Should().Contain(bad.Code).And.Contain(bad.Says).And.MatchRegex(@"[.)?]$|Report: \S+$", "it ends with the mend");
        if (bad.File.Length > 0) { told[0].Should().StartWith(bad.File + "("); }
        if (bad.Line > 0) { told[0].Should().Contain($"({bad.Line}): "); }
        told.Should().HaveCount(bad.Times, string.Join('\n', told));
        result.Output.Should().NotContain("   at ", "a stack trace helps nobody");
        WithoutProjectFile(TriageProject.Snapshot(app.Directory)).Should().Equal(WithoutProjectFile(project));
        TriageProject.Snapshot(Sandbox.Cache).Should().Equal(cache);
        (app.Asked() - asked).Should().BeInRange(0, bad.Code == "LLM3007" ? 8 : 0, "nothing is asked in vain");
    }

    [Fact]
    public async Task A_value_that_no_template_uses_is_a_warning_at_the_case()
    {
        SandboxProject app = shared.Fresh();
        app.WithFile("evals/triage.eval.yml", TriageProject.Suite + "cases:\n  - id: more\n    vars: { ticket: T01, custmer: Ann }\n    expected: { category: T01 }\n");

        BuildDiagnostic warning = (await Sandbox.BuildAsync("-t:LlmEvalValidate")).MustPass().Warnings.Should().ContainSingle().Subject;

        warning.Code.Should().Be("LLM1009");
        warning.File.Should().EndWith("triage.eval.yml");
        warning.Line.Should().Be(7);
        warning.Message.Should().Contain("custmer");
    }

    [Fact]
    public async Task A_full_disk_is_told_keeps_what_was_stored_and_the_next_run_pays_for_the_rest()
    {
        SandboxProject app = shared.Fresh().Edit("prompts/triage.prompt.yml", "Sort", "File");
        app.WithFile("evals/tickets.jsonl", TriageProject.Tickets(1, 40))
            .WithScriptedModel(Incompressible(40), "wordy", $"CallLog=\"../wordy.calls.log\"")
            .Edit("evals/triage.eval.yml", "[scripted]", "[wordy]").Without(TriageProject.Baseline);
        string folder = Path.Combine(Sandbox.Root, "small");
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(OperatingSystem.IsLinux() && Shell("mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", folder), "A small disk cannot be mounted here.");
        try
        {
            BuildDiagnostic full = (await Sandbox.BuildAsync("-t:LlmEval", "-p:LlmEvalCacheDirectory=" + folder)).MustFail().Errors.Should().ContainSingle().Subject;
            full.Code.Should().Be("LLM3007");
            full.Message.Should().Contain(folder);
            string log = Path.Combine(Sandbox.Root, "wordy.calls.log");
            int asked = File.ReadAllLines(log).Count(l => l == "ask");
            asked.Should().BeLessThan(40 + 8, "what cannot be kept is not asked for on and on");

            Shell("mount", "-o", "remount,size=4m", folder).Should().BeTrue();
            (await Sandbox.BuildAsync("-t:LlmEval", "-p:LlmEvalCacheDirectory=" + folder)).MustPass();
            int stored = asked + 40 - File.ReadAllLines(log).Count(l => l == "ask");
            stored.Should().BeGreaterThan(5, "what was stored before the disk was full is not asked again");
        }
        finally
        {
            Shell("umount", folder);
        }
    }

    private static string Incompressible(int tickets)
    {
        Random random = new(1);
        byte[] bytes = new byte[3000];
        return string.Concat(Enumerable.Range(1, tickets).Select(i =>
        {
            random.NextBytes(bytes);
            return FormattableString.Invariant($"- {{ user: T{i:00}, answer: \"{Convert.ToBase64String(bytes)}\" }}\n");
        }));
    }

    private static IEnumerable<KeyValuePair<string, string>> WithoutProjectFile(SortedDictionary<string, string> files) => files.Where(f => f.Key is not ("app.csproj" or "Program.cs"));

    private static bool Shell(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
