using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring;
using LlmEval.Suites;

namespace LlmEval.MicrosoftEvaluation.Tests;

/// <summary>Binds a check and scores an answer with a judge that says what the test says.</summary>
internal sealed class Judged : IScoringModels
{
    private readonly Func<ScoringRequest, CancellationToken, ValueTask<Answer>> _judge;

    public Judged(params string[] replies)
        : this(Replies(replies))
    {
    }

    public Judged(Func<ScoringRequest, CancellationToken, ValueTask<Answer>> judge) => _judge = judge;

    public List<ScoringRequest> Asked { get; } = [];

    public IReadOnlyList<CheckKind> Kinds { get; init; } = new QualityChecks().Kinds;

    public Answer Answer { get; init; } = new() { Text = "It takes three days." };

    public IReadOnlyList<ChatTurn> Input { get; init; } = [new("system", "Be brief."), new("user", "How long does it take?")];

    public static string Reply(string score, string explanation = "It fits.") => $"<S0>thinking</S0>\n<S1>{explanation}</S1>\n<S2>{score}</S2>";

    public static IReadOnlyList<Diagnostic> Mistakes(string check, bool hasJudge = true)
    {
        DiagnosticBag found = new();
        Bind(check, new QualityChecks().Kinds, found, hasJudge);
        return found.Items;
    }

    public Task<Score> ScoreAsync(string check) => ScoreUntilAsync(check, TestContext.Current.CancellationToken);

    public async Task<Score> ScoreUntilAsync(string check, CancellationToken cancellationToken)
    {
        DiagnosticBag found = new();
        BoundCheck bound = Bind(check, Kinds, found, hasJudge: true).Suite.Checks.Should().ContainSingle(string.Join('\n', found.Items)).Subject;
        EvalCase testCase = new() { Id = "a", Location = Location.None, Vars = CaseValue.Empty, InputsHash = default };
        Sample sample = new() { Number = 0, Turns = [Answer] };
        return await bound.ScoreAsync(new ScoringContext(sample, 0, testCase) { Models = this, Input = Input }, cancellationToken);
    }

    public ValueTask<Answer> AskAsync(ScoringRequest request, CancellationToken cancellationToken)
    {
        Asked.Add(request);
        return _judge(request, cancellationToken);
    }

    public ValueTask<IReadOnlyList<float>> EmbedAsync(string model, string text, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static SuiteChecks Bind(string check, IReadOnlyList<CheckKind> kinds, DiagnosticBag found, bool hasJudge)
    {
        SequenceNode nodes = (SequenceNode)YamlReader.Parse($"- {check}", "suite.eval.yml", found)!;
        return SuiteChecks.Bind(nodes.Items, new CheckRegistry(kinds), found, new CheckScope { Models = hasJudge ? ["mini"] : [] });
    }

    private static Func<ScoringRequest, CancellationToken, ValueTask<Answer>> Replies(string[] replies)
    {
        int next = 0;
        return (_, _) => new(new Answer { Text = replies[Math.Min(next++, replies.Length - 1)] });
    }
}
