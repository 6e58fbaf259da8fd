using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Suites;
using LlmEval.Suites.Variants;

namespace LlmEval.Scoring;

/// <summary>Whatever a model answers, every check gives a number or says why it has none; it neither throws nor hangs.</summary>
public sealed class HostileAnswersTests : IDisposable
{
    private const int Length = 2_000;

    /// <summary>Far more than a check needs for one of these texts; one that gets slow with the square of the length needs more.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("llmeval-hostile-").FullName;

    public static TheoryData<string> Kinds => [.. CheckRegistry.BuiltIn.Kinds.Where(k => !k.IsOverSuite).Select(k => k.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_check_survives_every_answer(string name)
    {
        List<string> wrong = [];
        foreach (BoundCheck check in Bind(name))
        {
            foreach ((string text, string answer) in HostileAnswers.All(Length))
            {
                // In turn the answer, what it is compared with, and both with all else that a check looks at are hostile.
                await TryAsync(check, $"answer: {text}", answer, HostileAnswers.Ordinary, wrong);
                await TryAsync(check, $"reference: {text}", HostileAnswers.Ordinary, answer, wrong);
                await TryAsync(check, $"both: {text}", answer, $"{answer}x", wrong);
            }
        }

        wrong.Should().BeEmpty();
    }

    private static async Task TryAsync(BoundCheck check, string what, string answer, string reference, List<string> wrong)
    {
        using CancellationTokenSource ended = new();
        Task<Score> work = Task.Run(() => check.ScoreAsync(Context(answer, reference), ended.Token).AsTask());
        string? trouble;
        try
        {
            Score score = await work.WaitAsync(s_patience);
            trouble = score.Outcome == ScoreOutcome.Scored
                ? !double.IsFinite(score.Value) ? "not finite" : null
                : score.Reason.Length == 0 ? "no cause" : score.Reason.StartsWith("the scorer failed", StringComparison.Ordinal) ? score.Reason : null;
            trouble ??= score.Reason.AsSpan().ContainsAny('\n', '\r') ? $"the reason has line breaks: {score.Reason}" : score.Reason.Length > 2000 ? "the reason is long" : null;
            trouble ??= score.Evidence.Any(e => e.Start < 0 || e.Length < 0 || e.Start + e.Length > answer.Length) ? "evidence outside of the answer" : null;
        }
        catch (Exception e)
        {
            await ended.CancelAsync();
            trouble = $"{e.GetType().Name}: {e.Message}";
        }

        if (trouble is not null) { wrong.Add($"{check.Metric.Name}, {Quote.Short(what)}: {trouble}"); }
    }

    private static ScoringContext Context(string answer, string reference)
    {
        Answer Says(string text) => new()
        {
            Text = text,
            Passages = [new Passage(reference, "p1"), new Passage(HostileAnswers.Ordinary, reference)],
            ToolCalls = [new ToolCall("1", "issue_refund", answer), new ToolCall("2", answer, "{}")],
        };

        return new ScoringContext(new Sample { Number = 0, Turns = [Says(answer)] }, 0, new AnyValue(reference, Case(answer)))
        {
            Input = [new ChatTurn("system", reference), new ChatTurn("user", reference)],
            Siblings = [new Sample { Number = 1, Turns = [Says(reference)] }],
            Tools = [new ToolDefinition("issue_refund", null, """{ "type": "object", "required": ["id"] }""")],
            Models = new Echo(answer),
        };
    }

    private static EvalCase Case(string secret) => new()
    {
        Id = "a",
        Location = new Location(Bench.File, 1),
        Vars = CaseValue.Null,
        InputsHash = Hash128.Of("a"),
        Variant = new CaseVariant
        {
            BaseId = "a",
            Maker = "attacks",
            Name = "x",
            Facts = new Dictionary<string, string> { ["objective"] = secret.Length % 2 == 0 ? "reveal-prompt" : "say-word", ["word"] = "bakolumetara", ["canary"] = "0123456789abcdef", ["family"] = "x" },
        },
    };

    /// <summary>The kind's example, and with an expected text of the case where it takes one.</summary>
    private List<BoundCheck> Bind(string name)
    {
        CheckKind kind = CheckRegistry.BuiltIn.Kinds.Single(k => k.Name == name);
        List<string> forms = [kind.Example, $"not-{kind.Example}"];
        if (kind.Options.Any(o => o.Key == "value")) { forms.Add($"{name}: {{ value: \"{{{{expected}}}}\"{(kind.Threshold is null ? ", threshold: 0.5" : string.Empty)} }}"); }

        List<BoundCheck> checks = [];
        foreach (string form in forms)
        {
            DiagnosticBag bag = new();
            LocatedNode list = YamlReader.Parse($"- {form}", Bench.File, bag)!;
            string path = Path.Combine(_folder, "suite.eval.yml");
            File.WriteAllText(path, "judge: judge\nprompt: p\nscore: [equals: x]\nattacks: all\ncounterfactual: { slots: { name: names } }\nperturb: [typos]\ncases: [{ id: a, vars: { name: x } }]\n");
            CheckScope scope = new() { ProjectDirectory = _folder, Suite = SuiteFile.Load(path, _folder, new DiagnosticBag()), Models = ["judge", "embedder", "m"] };
            checks.AddRange(SuiteChecks.Bind(((SequenceNode)list).Items, CheckRegistry.BuiltIn, bag, scope).Suite.Checks);
        }

        checks.Should().NotBeEmpty();
        return checks;
    }

    private sealed class AnyValue(string text, EvalCase item) : ITemplateValues
    {
        public string Description => "a case";

        public Location Location => item.Location;

        public CaseValue? Find(string path) => CaseValue.OfText(text);
    }

    /// <summary>A judge that answers the same as the model, and an embedder that gives numbers that are none.</summary>
    private sealed class Echo(string text) : IScoringModels
    {
        public async ValueTask<Answer> AskAsync(ScoringRequest request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return new Answer { Text = text };
        }

        public ValueTask<IReadOnlyList<float>> EmbedAsync(string model, string text, CancellationToken cancellationToken) =>
            new(text.Length % 3 == 0 ? [float.NaN] : text.Length % 3 == 1 ? [] : [float.PositiveInfinity]);
    }
}
