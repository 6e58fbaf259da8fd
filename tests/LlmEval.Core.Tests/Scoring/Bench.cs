using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring;

/// <summary>Binds checks from YAML and scores answers with them.</summary>
internal static class Bench
{
    public const string File = "suite.eval.yml";

    public static SuiteChecks Suite(string yaml, DiagnosticBag? diagnostics = null, CheckRegistry? registry = null)
    {
        DiagnosticBag bag = diagnostics ?? new DiagnosticBag();
        SuiteChecks suite = SuiteChecks.Bind(Nodes(yaml), registry ?? CheckRegistry.BuiltIn, bag, new CheckScope { Models = ["embedder"] });
        if (diagnostics is null) { bag.Items.Should().BeEmpty(); }

        return suite;
    }

    public static IReadOnlyList<LocatedNode> Nodes(string yaml)
    {
        DiagnosticBag bag = new();
        LocatedNode? node = YamlReader.Parse(yaml, File, bag);
        bag.Items.Should().BeEmpty();
        return node.Should().BeOfType<SequenceNode>().Subject.Items;
    }

    /// <summary>The messages of binding a <c>score:</c> list, as <c>line,column CODE text</c>.</summary>
    public static IReadOnlyList<string> Mistakes(string yaml)
    {
        DiagnosticBag bag = new();
        Suite(yaml, bag);
        return [.. bag.Items.Select(d => $"{d.Location.Line},{d.Location.Column} {d.Code} {d.Message}")];
    }

    public static BoundCheck Check(string entry, CheckRegistry? registry = null) =>
        Suite($"- {entry}", registry: registry).Suite.Checks.Should().ContainSingle().Subject;

    public static Score Score(string entry, string answer, params (string Name, string? Value)[] values) =>
        Score(Check(entry), new Answer { Text = answer }, values);

    public static Score Score(BoundCheck check, Answer answer, params (string Name, string? Value)[] values)
    {
        ScoringContext context = new(Sample(answer), 0, CaseValues.Of(values));
        ValueTask<Score> score = check.ScoreAsync(context, CancellationToken.None);
        return score.AsTask().GetAwaiter().GetResult();
    }

    public static Sample Sample(params Answer[] turns) => new() { Number = 0, Turns = turns };

    /// <summary>Holds that a check passes and its <c>not-</c> form fails, with the values of a binary metric; or the other way round.</summary>
    public static void Holds(string entry, string answer, bool expected, params (string Name, string? Value)[] values)
    {
        foreach ((string form, bool passes) in new[] { (entry, expected), ($"not-{entry}", !expected) })
        {
            Score score = Score(form, answer, values);
            score.Outcome.Should().Be(ScoreOutcome.Scored, form);
            score.Passed.Should().Be(passes, form);
            score.Value.Should().Be(passes ? 1 : 0, form);
            (score.Reason.Length > 0).Should().Be(!passes, "a reason is given for a fail only");
        }
    }

    /// <summary>Holds that a check and its <c>not-</c> form both fail.</summary>
    public static void IsLost(string entry, string answer, string reason)
    {
        foreach (string form in new[] { entry, $"not-{entry}" })
        {
            Score score = Score(form, answer);
            score.Outcome.Should().Be(ScoreOutcome.Scored, form);
            score.Passed.Should().BeFalse(form);
            score.Value.Should().Be(0, form);
            score.Reason.Should().Contain(reason, form);
        }
    }
}
