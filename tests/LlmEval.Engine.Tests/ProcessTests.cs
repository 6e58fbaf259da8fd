using System.Diagnostics;
using System.Globalization;

namespace LlmEval.Engine.Tests;

/// <summary>Test hosts as processes: several at once, and ones that are ended.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly Project _project = new(8);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Two_hosts_that_run_one_suite_at_once_both_succeed_and_share_answers()
    {
        _project.WithScript("- { delay: 20ms, answer: \"{user}\" }\n").WriteManifest();

        using Process first = Start("triage"), second = Start("triage");
        string[] said = await Task.WhenAll(EndAsync(first), EndAsync(second));

        said.Should().OnlyContain(s => s.Contains("red=False", StringComparison.Ordinal), string.Join('\n', said));
        int both = _project.Asked;
        SuiteResult third = await _project.Runner().RunSuiteAsync("triage", cancellationToken: Token);
        both.Should().Be(third.Cases.Sum(c => c.Samples.Count), "the one that came second found the answers of the first");
        _project.Asked.Should().Be(both, "everything was kept");
    }

    [Theory]
    [InlineData("-INT")]
    [InlineData("-TERM")]
    public async Task A_signal_ends_a_host_and_the_model_that_it_asks(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends a signal.");
        _project.Home = Path.Combine(Project.RepoRoot, "artifacts", "tests-home");
        _project.WithTriage(out string suite).WriteManifest();
        using Process host = Start(suite);
        int worker = await ChildAsync(host);

        using (Process kill = Process.Start("kill", [signal, host.Id.ToString(CultureInfo.InvariantCulture)])) { await kill.WaitForExitAsync(Token); }

        await EndAsync(host);
        host.ExitCode.Should().NotBe(0);
        while (Directory.Exists($"/proc/{worker}") && !(await File.ReadAllTextAsync($"/proc/{worker}/stat", Token)).Contains(") Z ", StringComparison.Ordinal)) { await Task.Delay(20, Token); }
    }

    [Fact]
    public async Task The_tiny_model_of_the_example_is_asked_once_for_its_whole_suite()
    {
        _project.Home = Path.Combine(Project.RepoRoot, "artifacts", "tests-home");
        LlmEvalRunner runner = _project.WithTriage(out string name).Runner();
        Listing.ListedSuite suite = runner.Suite(name);
        runner.Expect(name, suite.Cases.Select(c => c.Id));

        CaseResult one = await runner.RunCaseAsync(name, "damaged-and-urgent", cancellationToken: Token);
        SuiteResult all = await runner.RunSuiteAsync(name, cancellationToken: Token);

        one.Should().Pass().And.NotRegress().And.HaveScore("exact").EqualTo(1);
        one.Samples.Should().ContainSingle().Which.Answer.Should().Contain("defect");
        all.Should().Pass().And.NotRegress().And.HaveScore("exact").AtLeast(0.9);
        all.Cases.Should().HaveCount(suite.Cases.Count).And.OnlyContain(c => !c.IsRed);
        all.Cases.Count(c => c.SkipReason is not null).Should().BePositive("it was accepted at 91%: what failed then is known");
    }

    private Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", ["exec", Project.TestProcess, _project.ManifestPath, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LLMEVAL_HOME"] = _project.Environment("LLMEVAL_HOME");
        return Process.Start(start)!;
    }

    private static async Task<string> EndAsync(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(Token);
        try { await process.WaitForExitAsync(Token); }
        finally
        {
            if (!process.HasExited) { process.Kill(entireProcessTree: true); }
        }

        return await output + await errors;
    }

    /// <summary>The worker that a host started.</summary>
    private static async Task<int> ChildAsync(Process host)
    {
        while (true)
        {
            host.HasExited.Should().BeFalse();
            foreach (string child in (await File.ReadAllTextAsync($"/proc/{host.Id}/task/{host.Id}/children", Token)).Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(Children(host.Id)))
            {
                int id = int.Parse(child, CultureInfo.InvariantCulture);
                try
                {
                    if ((await File.ReadAllTextAsync($"/proc/{id}/cmdline", Token)).Contains("Worker", StringComparison.OrdinalIgnoreCase)) { return id; }
                }
                catch (IOException) { continue; }
            }

            await Task.Delay(10, Token);
        }
    }

    private static IEnumerable<string> Children(int id) => Directory.EnumerateDirectories($"/proc/{id}/task").SelectMany(t => File.Exists(t + "/children") ? File.ReadAllText(t + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries) : []);
}
