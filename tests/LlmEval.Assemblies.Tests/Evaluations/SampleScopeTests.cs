namespace LlmEval.Assemblies.Tests.Evaluations;

public sealed class SampleScopeTests
{
    private const string Recorder = """
        private static readonly List<string> s_said = new();
        private int _state;
        [EvalTarget] public string Ask(EvalCase c) { s_said.Add("ask " + c.Id); return _state++ == 0 ? $"fine {string.Join(',', s_said)}" : "stale"; }
        [BeforeCase] public void Before(EvalCase c) { s_said.Add("before " + c.Id); _state = 0; }
        """;

    [Fact]
    public async Task State_is_reset_around_every_sample_that_is_drawn()
    {
        using UserCode code = new UserCode().With("Deterministic", "true").WithRag(Recorder + "[AfterCase] public async Task After(CancellationToken ct) { await Task.Yield(); s_said.Add(\"after\"); }");

        EvaluationResult result = await code.EvaluateAsync();

        result.Outcomes[0].SamplesDrawn.Should().Be(2);
        code.Result.Should().Contain("fine before a,ask a\"").And.Contain("fine before a,ask a,after,before b,ask b\"");
        (await code.EvaluateAsync()).Outcomes[0].SamplesDrawn.Should().Be(0, "what is in the cache touches no state");
    }

    [Fact]
    public async Task A_class_with_hooks_is_asked_one_case_at_a_time_unless_the_item_says_otherwise()
    {
        using UserCode code = new UserCode().WithRag(Recorder);
        await code.IdentifyAsync();

        code.Provider.Concurrency(code.Spec).Should().Be(1);
        code.With("MaxConcurrency", "5");
        code.Provider.Concurrency(code.Spec).Should().Be(5);
        using UserCode stateless = new UserCode().WithRag("[EvalTarget] public string Ask(EvalCase c) => \"fine\";");
        await stateless.IdentifyAsync();
        stateless.Provider.Concurrency(stateless.Spec).Should().Be(Environment.ProcessorCount);
    }

    [Fact]
    public async Task What_fails_before_leaves_the_sample_unscored_and_what_comes_after_is_called_all_the_same()
    {
        using UserCode code = new UserCode().WithRag("""
            [EvalTarget] public string Ask(EvalCase c) => "fine";
            [BeforeCase] public void Before(EvalCase c) => throw new Exception("no database");
            [AfterCase] public void After(EvalCase c) => throw new Exception("after " + c.Id);
            """);

        EvaluationResult result = await code.EvaluateAsync();

        result.IsComplete.Should().BeFalse();
        code.Result.Should().Contain("before the case: Exception: no database").And.NotContain("fine\"");
        code.Lines.Should().ContainSingle(l => l.Contains("after the case 'a': Exception: after a"));
    }

    [Fact]
    public async Task What_fails_after_changes_no_score()
    {
        using UserCode code = new UserCode().WithRag("""
            [EvalTarget] public string Ask(EvalCase c) => "fine";
            [AfterCase] public void After() => throw new Exception("disk full");
            """);

        EvaluationResult result = await code.EvaluateAsync();

        result.HasErrors.Should().BeFalse();
        code.Lines.Should().ContainSingle(l => l.Contains("disk full"));
    }

    [Fact]
    public async Task One_object_answers_a_run_and_is_disposed_at_its_end()
    {
        using UserCode code = new UserCode().Compile("""
            public sealed class Rag : IAsyncDisposable
            {
                private static int s_made;
                public Rag() => s_made++;
                [EvalTarget] public string Ask(EvalCase c) => $"fine made {s_made}";
                public ValueTask DisposeAsync() { Console.Write("disposed"); return default; }
            }
            """);

        await code.EvaluateAsync();

        code.Result.Should().Contain("fine made 1").And.NotContain("fine made 2");
        File.ReadAllText(Path.Combine(code.Output, "code", "code.log")).Should().Be("disposed");
        Directory.EnumerateDirectories(Path.Combine(code.Output, "code", "run")).Should().BeEmpty();
    }
}
