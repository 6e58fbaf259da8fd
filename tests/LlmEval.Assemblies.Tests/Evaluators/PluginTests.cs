using LlmEval.Model;

namespace LlmEval.Assemblies.Tests.Evaluators;

/// <summary>Checks of an assembly that an <c>LlmEvaluator</c> item names.</summary>
public sealed class PluginTests : IDisposable
{
    private readonly UserCode _code = new UserCode().With("Deterministic", "true").WithRag("[EvalTarget] public string Ask(EvalCase c) => c.Id == \"a\" ? \"fine\" : \"so so\";");

    public void Dispose() => _code.Dispose();

    [Fact]
    public async Task A_check_of_a_plug_in_scores_with_its_options_threshold_and_not_form()
    {
        _code.WithPluginSource("""
            public sealed class Plugin : IEvaluatorPlugin
            {
                public IReadOnlyList<CheckKind> Kinds { get; } = [new()
                {
                    Name = "share-of", Summary = "Share of a letter.", Example = "share-of: e", Source = "ours", Unit = "ratio", IsBinary = false, Threshold = 0.2, Shorthand = "value",
                    Options = [new CheckOption("value", "text", "The letter.")],
                    Bind = o => o.Value() is { } value ? new Scorer(value) : null,
                }];
            }
            public sealed class Scorer(CheckValue letter) : IScorer
            {
                public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
                {
                    string text = context.Answer.Text;
                    int count = text.Split(letter.Render(context, out _)!).Length - 1;
                    return new(ScorerResult.Of((double)count / text.Length, $"{count} of {text.Length}") with { Evidence = [] });
                }
            }
            """).WithScore("share-of: i", "not-share-of: { value: o, metric: few-o }");

        EvaluationResult result = await _code.EvaluateAsync();

        result.HasErrors.Should().BeFalse(string.Join('\n', result.Diagnostics));
        _code.Result.Should().Contain("""{"metric":"share-of","outcome":"Scored","value":0.25,"passed":true,"reason":"1 of 4"}""")
            .And.Contain("""{"metric":"few-o","outcome":"Scored","value":0.4,"passed":false,"reason":"2 of 5"}""");
        result.Inputs.Should().Contain(_code.PluginPath());
        Directory.EnumerateDirectories(Path.Combine(_code.Output, "code", "run")).Should().BeEmpty("the copy is removed at the end");
    }

    [Fact]
    public async Task The_key_of_its_metric_names_its_code_and_nothing_else_of_its_build()
    {
        string first = await KeyAsync("ScorerResult.Of(1)");
        string again = await KeyAsync("ScorerResult.Of(1)");
        string remark = await KeyAsync("ScorerResult.Of(/* the same */ 1)");
        string other = await KeyAsync("ScorerResult.Of(0.9)");

        again.Should().Be(first);
        remark.Should().Be(first);
        other.Should().NotBe(first);

        async Task<string> KeyAsync(string result)
        {
            _code.WithPlugin($"public IReadOnlyList<CheckKind> Kinds => [Kind(\"mine\", (_, _) => new({result}))];").WithScore("mine");
            return (await _code.EvaluateAsync()).Outcomes[0].Metrics.Single(m => m.Name == "mine").ScorerKey;
        }
    }

    [Fact]
    public async Task Files_that_Inputs_names_are_part_of_the_key()
    {
        _code.WithPlugin("public IReadOnlyList<CheckKind> Kinds => [Kind(\"mine\", (_, _) => new(ScorerResult.Of(1)))];").WithScore("mine")
            .WithEvaluator("Scorers", _code.PluginPath(), ("Inputs", "words.txt")).Write("words.txt", "one");
        string before = Key(await _code.EvaluateAsync());
        _code.Write("words.txt", "two");

        Key(await _code.EvaluateAsync()).Should().NotBe(before);

        static string Key(EvaluationResult result) => result.Outcomes[0].Metrics.Single(m => m.Name == "mine").ScorerKey;
    }

    [Fact]
    public async Task What_it_prints_goes_to_its_log_and_what_it_throws_leaves_the_answer_unscored_with_the_place()
    {
        _code.WithPlugin("""
            public IReadOnlyList<CheckKind> Kinds => [Kind("prints", (c, _) => { Console.WriteLine("hello from a scorer"); return new(ScorerResult.Of(1)); }),
                Kind("throws", (c, _) => throw new InvalidOperationException("no index"))];
            """).WithScore("prints", "throws");

        EvaluationResult result = await _code.EvaluateAsync();

        result.Outcomes[0].Verdict.Kind.Should().Be(Gating.VerdictKind.Error);
        _code.Result.Should().Contain("the scorer failed: InvalidOperationException: no index (at Plugin.").And.Contain("Scorers.cs:line");
        File.ReadAllText(Path.Combine(_code.Output, "code", "Scorers.log")).Should().Contain("hello from a scorer");
    }

    [Fact]
    public async Task A_scorer_that_hangs_is_unscored_within_its_limit_and_the_run_goes_on()
    {
        _code.WithPlugin("public IReadOnlyList<CheckKind> Kinds => [Kind(\"hangs\", async (c, _) => { if (c.Answer.Text == \"fine\") { await Task.Delay(-1); } return ScorerResult.Of(1); }) with { TimeLimit = TimeSpan.FromSeconds(0.2) }];")
            .WithScore("hangs");

        await _code.EvaluateAsync();

        _code.Result.Should().Contain("the scorer gave no result within 0.2 s").And.Contain("\"outcome\":\"Scored\",\"value\":1,");
    }

    [Fact]
    public async Task A_kind_without_a_time_limit_gets_one()
    {
        _code.WithPlugin("public IReadOnlyList<CheckKind> Kinds => [Kind(\"mine\", (_, _) => new(ScorerResult.Of(1)))];");
        DiagnosticBag found = new();
        await using Scoring.EvaluatorSet set = await Scoring.EvaluatorSet.LoadAsync(
            _code.Evaluators, Scoring.CheckRegistry.BuiltIn, _code.Loader, _code.Context, found, TestContext.Current.CancellationToken);

        set.Registry.Kinds.Single(k => k.Name == "mine").TimeLimit.Should().Be(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_plug_in_is_one_object_an_evaluation_and_is_disposed_at_its_end()
    {
        _code.WithPluginSource("""
            public sealed class Plugin : IEvaluatorPlugin, IDisposable
            {
                public Plugin() => Console.Write("made ");
                public IReadOnlyList<CheckKind> Kinds { get { Console.Write("asked "); return []; } }
                public void Dispose() => Console.Write("disposed");
            }
            """);

        await _code.EvaluateAsync();

        File.ReadAllText(Path.Combine(_code.Output, "code", "Scorers.log")).Should().Be("made asked disposed");
    }
}
