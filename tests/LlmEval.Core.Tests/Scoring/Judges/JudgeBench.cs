using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;

namespace LlmEval.Scoring.Judges;

/// <summary>Binds judges from YAML in a project with models and prompts, and answers for their models.</summary>
internal sealed class JudgeBench : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("judges-").FullName;

    public string Suite => Path.Combine(_directory, "suite.eval.yml");

    public Dictionary<string, PromptTemplate?> Prompts { get; } = new(StringComparer.Ordinal);

    public string[] Tested { get; init; } = ["tested"];

    public static string Verdict(string word, string reason = "because") => JsonSerializer.Serialize(new { reason, verdict = word });

    public static string Claims(params (string Claim, string Quote)[] claims) =>
        JsonSerializer.Serialize(new { claims = claims.Select(c => new { claim = c.Claim, quote = c.Quote }) });

    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(_directory, name), text);
        return name;
    }

    public void Prompt(string name, string text)
    {
        DiagnosticBag bag = new();
        Prompts[name] = PromptFile.Parse(text, Path.Combine(_directory, $"{name}.prompt.yml"), name, bag);
        bag.Items.Should().BeEmpty();
    }

    public (BoundCheck? Check, IReadOnlyList<Diagnostic> Mistakes) Bind(string entry)
    {
        DiagnosticBag bag = new();
        LocatedNode node = YamlReader.Parse($"- {entry}", Suite, bag)!;
        CheckScope scope = new() { ProjectDirectory = _directory, Models = ["judge", "tested"], Tested = Tested, Prompts = Prompts };
        SuiteChecks suite = SuiteChecks.Bind(((SequenceNode)node).Items, CheckRegistry.BuiltIn, bag, scope);
        return (suite.Suite.Checks.SingleOrDefault(), bag.Items);
    }

    public BoundCheck Check(string entry)
    {
        (BoundCheck? check, IReadOnlyList<Diagnostic> mistakes) = Bind(entry);
        mistakes.Should().BeEmpty();
        return check!;
    }

    public Score Score(string entry, string answer, IScoringModels models, ScoreSetup? setup = null) => Score(Check(entry), answer, models, setup);

    public static Score Score(BoundCheck check, string answer, IScoringModels models, ScoreSetup? setup = null) =>
        check.ScoreAsync(Context(answer, models, setup), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public static ScoringContext Context(string answer, IScoringModels models, ScoreSetup? setup = null)
    {
        setup ??= new ScoreSetup();
        return new ScoringContext(new Sample { Number = setup.Number, Turns = [new Answer { Text = answer, Passages = setup.Passages }] }, 0, CaseValues.Of([("expected", "Paris"), ("none", null)]))
        {
            Input = setup.Question is null ? [] : [new ChatTurn("system", "Be brief."), new ChatTurn("user", setup.Question)],
            Siblings = [.. setup.Siblings.Select((s, i) => new Sample { Number = i + 1, Turns = [new Answer { Text = s }] })],
            Models = models,
            Time = setup.Time,
        };
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
