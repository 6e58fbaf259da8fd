using System.Reflection;

namespace LlmEval.MSBuild.Tests;

/// <summary>The task with a real process behind it: the stand-in engine.</summary>
public sealed class RunLlmEvalTests : IDisposable
{
    private static readonly string s_engine = typeof(RunLlmEvalTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "FakeEngine").Value!;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeBuildEngine _engine = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_engine_is_told_manifest_and_mode_and_its_lines_become_diagnostics()
    {
        RunLlmEval task = Sut("# fake: print /p/a.eval.yml(3,5): error LLM1002: unknown key\n");

        task.Execute().Should().BeFalse();

        _engine.Errors.Should().ContainSingle(e => e.Code == "LLM1002" && e.File == "/p/a.eval.yml" && e.LineNumber == 3 && e.ColumnNumber == 5);
        File.ReadAllText(_folder["home/engine.log"]).Should().StartWith("Run ");
    }

    [Fact]
    public void Success_is_quiet_and_leaves_a_verdict()
    {
        Sut("# fake: error LLM2001 1 1 metric fell\n").Execute().Should().BeTrue();

        _engine.Errors.Should().BeEmpty();
        File.Exists(_folder["out/verdict.tsv"]).Should().BeTrue();
    }

    [Fact]
    public void An_engine_that_leaves_without_a_reason_is_a_defect_told_with_its_last_words()
    {
        Sut("# fake: print something odd\n# fake: exit 70\n").Execute().Should().BeFalse();

        _engine.Errors.Should().ContainSingle().Which.Message.Should().Contain("exit code 70").And.Contain("something odd");
        _engine.Errors[0].Code.Should().Be("LLM9001");
    }

    [Fact]
    public void An_engine_that_gave_its_reason_is_not_commented_on()
    {
        Sut("# fake: print llmeval: error LLM3007: The cache cannot be written.\n# fake: exit 1\n").Execute().Should().BeFalse();

        _engine.Errors.Should().ContainSingle().Which.Code.Should().Be("LLM3007");
    }

    [Fact]
    public void What_an_earlier_run_left_is_gone_before_the_engine_starts()
    {
        _folder.Write("out/verdict.tsv", "old");
        _folder.Write("out/complete.stamp", "old");

        Sut("# fake: exit 1\n").Execute();

        File.Exists(_folder["out/verdict.tsv"]).Should().BeFalse();
        File.Exists(_folder["out/complete.stamp"]).Should().BeFalse();
    }

    [Fact]
    public async Task Cancelling_asks_the_engine_and_waits_for_it()
    {
        RunLlmEval task = Sut("# fake: sleep 100\n");
        Task<bool> run = Task.Run(task.Execute, TestContext.Current.CancellationToken);
        while (!File.Exists(_folder["home/engine.log"])) { await Task.Delay(50, TestContext.Current.CancellationToken); }

        task.Cancel();

        (await run).Should().BeFalse();
        File.ReadAllText(_folder["home/engine.log"]).Should().Contain("cancelled", "the engine was asked, not killed");
        _engine.Errors.Should().OnlyContain(e => e.Code == "LLM3009");
        Directory.EnumerateFiles(_folder["out"], "cancel.*").Should().BeEmpty();
    }

    [Fact]
    public void The_command_is_logged_as_one_would_type_it()
    {
        Sut(string.Empty).Execute();

        _engine.Messages.Should().Contain(m => m.Message!.Contains("llmeval.dll") && m.Message.Contains("build --manifest " + _folder["out/manifest.json"] + " --mode Run"));
    }

    [Fact]
    public void A_reason_goes_with_accept_only_and_on_one_line()
    {
        RunLlmEval accept = Sut(string.Empty);
        accept.Mode = "Accept";
        accept.AcceptReason = "better\nwording";
        accept.Execute();
        RunLlmEval run = Sut(string.Empty);
        run.AcceptReason = "not now";
        run.Execute();

        _engine.Messages.Should().Contain(m => m.Message!.Contains("--reason \"better wording\""));
        _engine.Messages.Should().NotContain(m => m.Message!.Contains("not now"));
    }

    private RunLlmEval Sut(string suite)
    {
        string path = _folder.Write("a.eval.yml", suite);
        var manifest = new WriteLlmEvalManifest
        {
            BuildEngine = _engine,
            ProjectFile = _folder["p.csproj"],
            OutputDirectory = _folder["out"],
            Mode = "Run",
            EngineAssembly = s_engine,
            Suites = [new Microsoft.Build.Utilities.TaskItem(path)],
        };
        manifest.Execute().Should().BeTrue();
        return new RunLlmEval
        {
            BuildEngine = _engine,
            EngineAssembly = s_engine,
            ManifestFile = _folder["out/manifest.json"],
            Mode = manifest.EffectiveMode,
            ProjectFile = _folder["p.csproj"],
            EnvironmentVariables = ["LLMEVAL_HOME=" + _folder["home"]],
        };
    }
}
