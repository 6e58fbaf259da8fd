using Microsoft.Build.Framework;

namespace LlmEval.MSBuild.Tests;

public sealed class GateLlmEvalTests : IDisposable
{
    private const string Header = "#llmeval-verdict\t1\tcomplete\n";
    private const string Fall = "error\tLLM2001\t/p/evals/a.eval.yml\t3\t5\t3\t9\thttps://help/llm2001\tmetric fell\n";
    private const string NoBaseline = "warning\tLLM2011\t/p/evals/a.eval.yml\t1\t1\t0\t0\thttps://help/llm2011\tno baseline\n";
    private const string NotEvaluated = "warning\tLLM2010\t/p/evals/a.eval.yml\t1\t1\t0\t0\thttps://help/llm2010\tnot evaluated\n";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeBuildEngine _engine = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_error_is_said_with_its_place_code_and_help()
    {
        Run(Header + Fall).Should().BeFalse();

        BuildErrorEventArgs error = _engine.Errors.Should().ContainSingle().Subject;
        error.Code.Should().Be("LLM2001");
        error.File.Should().Be("/p/evals/a.eval.yml");
        (error.LineNumber, error.ColumnNumber, error.EndLineNumber, error.EndColumnNumber).Should().Be((3, 5, 3, 9));
        error.HelpLink.Should().Be("https://help/llm2001");
        error.Message.Should().Be("metric fell");
    }

    [Theory]
    [InlineData("error", "LLM2022")]
    [InlineData("error", "LLM2023")]
    [InlineData("error", "LLM2024")]
    [InlineData("message", "LLM2025")]
    [InlineData("warning", "LLM2026")]
    [InlineData("warning", "LLM2027")]
    [InlineData("warning", "LLM2028")]
    [InlineData("message", "LLM2029")]
    [InlineData("message", "LLM2030")]
    public void Every_code_is_said_with_its_severity_and_help(string severity, string code)
    {
        string help = "https://help/" + code;

        Run(Header + $"{severity}\t{code}\t/p/evals/a.eval.yml\t3\t5\t0\t0\t{help}\tsaid\n").Should().Be(severity != "error");

        (string, string, string?)[] said =
        [
            .. _engine.Errors.Select(e => ("error", e.Code, e.HelpLink)), .. _engine.Warnings.Select(w => ("warning", w.Code, w.HelpLink)),
            // MSBuild's messages have no link.
            .. _engine.Messages.Where(m => m.Code is not null).Select(m => ("message", m.Code, (string?)help)),
        ];
        said.Should().Equal((severity, code, help));
    }

    [Theory]
    [InlineData("LLM1001", true)]
    [InlineData("LLM3010", false)]
    [InlineData("LLM2001", false)]
    public void A_mistake_that_tests_tell_is_a_warning_and_nothing_else_is(string code, bool passes)
    {
        Run(Header + $"error\t{code}\t/p/evals/a.eval.yml\t3\t5\t3\t9\thttps://help\tsaid\n", gate => (gate.TestsTellMistakes, gate.TreatWarningsAsErrors) = (true, true)).Should().Be(passes);

        _engine.Warnings.Should().HaveCount(passes ? 1 : 0);
        _engine.Errors.Should().HaveCount(passes ? 0 : 1);
    }

    [Fact]
    public void Warnings_and_messages_pass()
    {
        Run(Header + NoBaseline + "message\tLLM2014\t\t0\t0\t0\t0\t\tpassed\n").Should().BeTrue();

        _engine.Warnings.Should().ContainSingle().Which.Code.Should().Be("LLM2011");
        _engine.Messages.Should().ContainSingle(m => m.Code == "LLM2014" && m.Message == "passed");
    }

    [Fact]
    public void A_diagnostic_without_a_place_points_at_the_project_and_not_into_the_targets()
    {
        Run(Header + "error\tLLM3003\t\t0\t0\t0\t0\t\tno library\n");

        _engine.Errors.Should().ContainSingle().Which.File.Should().Be("/p/p.csproj");
    }

    [Fact]
    public void Escapes_are_undone_and_braces_are_no_placeholders()
    {
        Run(Header + "warning\tLLM1009\t/p/a\\\\b.yml\t1\t1\t0\t0\t\tone\\ttwo\\nthree {0}\n");

        BuildWarningEventArgs warning = _engine.Warnings.Should().ContainSingle().Subject;
        warning.File.Should().Be("/p/a\\b.yml");
        warning.Message.Should().Be("one\ttwo\nthree {0}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("#llmeval-verdict\t2\tcomplete\n")]
    [InlineData("#llmeval-verdict\t1\tperhaps\n")]
    [InlineData("#llmeval-verdict\t1\tcomplete")]
    [InlineData(Header + "fatal\tLLM2001\tf\t1\t1\t0\t0\t\tx\n")]
    [InlineData(Header + "error\tLLM2001\tf\tone\t1\t0\t0\t\tx\n")]
    [InlineData(Header + "error\tLLM2001\tf\t-1\t1\t0\t0\t\tx\n")]
    [InlineData(Header + "error\tLLM2001\tf\t1\t1\t0\t0\tx\n")]
    [InlineData(Header + "warning\tLLM2011\tf\t1\t1\t0\t0\t\tend\\\n")]
    [InlineData(Header + "\n")]
    [InlineData(Header + "warning\tLLM2011\tf\t1\t1\t0\t0\t\tcut")]
    public void A_file_that_is_no_verdict_fails_and_makes_the_next_build_run(string text)
    {
        string stamp = _folder.Write("complete.stamp", string.Empty);

        Run(text).Should().BeFalse();

        _engine.Errors.Should().ContainSingle().Which.Code.Should().Be("LLM9001");
        File.Exists(stamp).Should().BeFalse();
    }

    [Fact]
    public void A_missing_verdict_fails()
    {
        Run(text: null).Should().BeFalse();

        _engine.Errors.Should().ContainSingle().Which.Message.Should().Contain("was not written");
    }

    [Fact]
    public void TreatWarningsAsErrors_promotes_all_but_what_was_not_evaluated()
    {
        Run(Header + NoBaseline + NotEvaluated, gate => gate.TreatWarningsAsErrors = true).Should().BeFalse();

        _engine.Errors.Should().ContainSingle().Which.Code.Should().Be("LLM2011");
        _engine.Warnings.Should().ContainSingle().Which.Code.Should().Be("LLM2010");
    }

    [Theory]
    [InlineData("CS1591;LLM2011", "")]
    [InlineData("", "1701;1702, llm2011")]
    public void Codes_that_the_project_excepts_are_not_promoted(string notAsErrors, string noWarn)
    {
        Run(Header + NoBaseline, gate =>
        {
            gate.TreatWarningsAsErrors = true;
            gate.WarningsNotAsErrors = notAsErrors;
            gate.NoWarn = noWarn;
        }).Should().BeTrue();

        _engine.Warnings.Should().ContainSingle();
    }

    [Fact]
    public void The_stamp_of_a_pass_exists_only_while_it_passes()
    {
        Run(Header);
        File.Exists(_folder["passed.stamp"]).Should().BeTrue();

        Run(Header + Fall);
        File.Exists(_folder["passed.stamp"]).Should().BeFalse();
    }

    private bool Run(string? text, Action<GateLlmEval>? change = null)
    {
        if (text is not null) { _folder.Write("verdict.tsv", text); }
        var gate = new GateLlmEval
        {
            BuildEngine = _engine,
            ProjectFile = "/p/p.csproj",
            VerdictFile = _folder["verdict.tsv"],
            CompleteStamp = _folder["complete.stamp"],
            PassedStamp = _folder["passed.stamp"],
        };
        change?.Invoke(gate);
        return gate.Execute();
    }
}
