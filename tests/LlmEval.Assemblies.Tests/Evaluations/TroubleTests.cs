namespace LlmEval.Assemblies.Tests.Evaluations;

public sealed class TroubleTests
{
    [Fact]
    public async Task What_the_code_throws_leaves_the_sample_unscored_and_is_told_with_its_place()
    {
        using UserCode code = new UserCode().WithRag("""
            [EvalTarget]
            public async Task<string> Ask(EvalCase c)
            {
                await Task.Yield();
                return c.Id == "a" ? throw new InvalidOperationException("the index is locked") : "fine";
            }
            """);

        EvaluationResult result = await code.EvaluateAsync();

        result.Outcomes[0].Verdict.Kind.Should().NotBe(Gating.VerdictKind.Pass);
        code.Result.Should().Contain("InvalidOperationException: the index is locked (at Handbook.Rag.Ask(EvalCase c) in Handbook.cs:line 5)");
        code.Lines.Clear();
        await code.WithRag("[EvalTarget] public string Ask(EvalCase c) => \"fine\";").EvaluateAsync();
        code.Result.Should().NotContain("locked");
    }

    [Fact]
    public async Task Trouble_is_not_stored()
    {
        using UserCode code = new UserCode().WithRag("""
            [EvalTarget] public string Ask(EvalCase c) => throw new Exception("not yet");
            """);

        EvaluationResult first = await code.EvaluateAsync();
        EvaluationResult second = await code.EvaluateAsync();

        first.IsComplete.Should().BeFalse();
        first.Outcomes[0].SamplesDrawn.Should().Be(0);
        second.Outcomes[0].SamplesDrawn.Should().Be(0);
        code.Result.Should().Contain("not yet");
    }

    [Fact]
    public async Task Null_is_no_answer()
    {
        using UserCode code = new UserCode().WithRag("[EvalTarget] public string? Ask(EvalCase c) => null;");

        (await code.EvaluateAsync()).IsComplete.Should().BeFalse();
        code.Result.Should().Contain("Handbook.Rag.Ask returned null");
    }

    [Theory]
    [InlineData("[EvalTarget] public string Ask(EvalCase c) { new ManualResetEventSlim().Wait(); return \"\"; }")]
    [InlineData("[EvalTarget] public async Task<string> Ask(EvalCase c, CancellationToken ct) { await Task.Delay(-1, ct); return \"\"; }")]
    public async Task Code_that_hangs_ends_with_the_time_of_the_case(string method)
    {
        using UserCode code = new UserCode().WithRag(method);
        code.Write("evals/questions.eval.yml", File.ReadAllText(Path.Combine(code.Folder, "evals/questions.eval.yml")) + "\nsamples: 1\nlimits: { case-time: 200ms }\n");

        (await code.EvaluateAsync()).IsComplete.Should().BeFalse();
        code.Result.Should().Contain("no answer within the limit of 0.2 s a case");
    }

    [Fact]
    public async Task An_object_that_cannot_be_made_ends_the_run_with_an_error_at_the_item()
    {
        using UserCode code = new UserCode().WithRag("public Rag() => throw new Exception(\"no key\"); [EvalTarget] public string Ask(EvalCase c) => \"fine\";");

        EvaluationResult result = await code.EvaluateAsync();

        result.Diagnostics.Should().Contain(d => d.Code == "LLM3002" && d.Message.Contains("cannot be created: Exception: no key") && d.Location.File == code.Spec.Location.File);
    }

    [Fact]
    public async Task An_assembly_that_is_not_built_is_not_evaluated()
    {
        using UserCode code = new();

        EvaluationResult result = await code.EvaluateAsync(EvaluationMode.Cached);

        result.Diagnostics.Should().Contain(d => d.Code == "LLM2012" && d.Message.Contains("its assembly 'Handbook.dll' is not built. Build the project."));
        result.Inputs.Should().Contain(code.Entry);
    }

    [Theory]
    [InlineData("Temperature", "0", null)]
    [InlineData("MaxConcurrency", "0", "LLM1003")]
    [InlineData("Deterministic", "maybe", "LLM1003")]
    [InlineData("Typ", "Rag", "LLM1002")]
    [InlineData("Inputs", "nowhere", "LLM1013")]
    public async Task Metadata_that_mean_nothing_are_errors(string name, string value, string? error)
    {
        using UserCode code = new UserCode().WithRag("[EvalTarget] public string Ask(EvalCase c) => \"fine\";").With(name, value);

        EvaluationResult result = await code.EvaluateAsync(EvaluationMode.Cached);

        result.Diagnostics.Where(d => d.IsError).Select(d => d.Code).Distinct().Should().Equal(error is null ? [] : [error]);
    }
}
