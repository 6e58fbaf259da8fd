using System.Globalization;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Suites.Variants.Perturb;

/// <summary>Makes variants of a case that say the same in another way. They keep its checks.</summary>
internal sealed class PerturbExpander(PerturbPlan plan) : ICaseExpander
{
    /// <summary>The key of the suite.</summary>
    public const string Key = "perturb";

    /// <summary>What <c>into</c> calls the texts of the user's turns.</summary>
    public const string Turns = "turns";

    /// <summary>What the suite says.</summary>
    public PerturbPlan Plan { get; } = plan;

    /// <inheritdoc/>
    public string Maker => Key;

    /// <inheritdoc/>
    public Location Location => Plan.Location;

    /// <inheritdoc/>
    public bool Keeps(EvalCase testCase) => true;

    /// <inheritdoc/>
    public IEnumerable<EvalCase> Expand(EvalCase testCase, DiagnosticBag diagnostics)
    {
        HashSet<string> into = Into(testCase);
        foreach (IPerturbation kind in Plan.Kinds)
        {
            HashSet<Hash128> seen = [];
            for (int round = 0; round < Plan.PerKind; round++)
            {
                if (Variant(testCase, kind, round, into) is { } variant && seen.Add(variant.InputsHash)) { yield return variant; }
            }
        }
    }

    private EvalCase? Variant(EvalCase testCase, IPerturbation kind, int round, HashSet<string> into)
    {
        bool changed = false;
        SeededRandom random = SeededRandom.Of(string.Create(CultureInfo.InvariantCulture, $"{Plan.Seed}\n{testCase.Id}\n{kind.Name}\n{round}"));
        List<KeyValuePair<string, CaseValue>> members = new(testCase.Vars.Members.Count);
        foreach ((string name, CaseValue value) in testCase.Vars.Members)
        {
            CaseValue? other = into.Contains(name) ? Changed(testCase, kind, value, round, random) : null;
            changed |= other is not null;
            members.Add(new(name, other ?? value));
        }

        List<EvalTurn> turns = [];
        foreach (EvalTurn turn in testCase.Turns)
        {
            Template? text = into.Contains(Turns) ? Changed(testCase, kind, turn.User, turn.Location, round, random) : null;
            changed |= text is not null;
            turns.Add(text is null ? turn : turn with { User = text });
        }

        return !changed ? null : Variants.Of(
            testCase,
            new CaseVariant { BaseId = testCase.Id, Maker = Key, Name = kind.Name },
            string.Create(CultureInfo.InvariantCulture, $"{kind.Name}.{round + 1}"),
            CaseValue.OfMembers(members),
            turns);
    }

    /// <summary>A text in another way; null when there is none for it.</summary>
    private string? Changed(EvalCase testCase, IPerturbation kind, string text, int round, SeededRandom random)
    {
        if (kind is OptionOrder)
        {
            IReadOnlyList<OptionOrder.Option> options = OptionOrder.Options(text);
            if (options.Count < 2 || !MayReorder(testCase, [.. options.Select(o => o.Text)], [.. options.Select(o => o.Label)])) { return null; }
        }

        string? changed = kind.Apply(text, Plan.Rate, round, random);
        return changed == text ? null : changed;
    }

    private CaseValue? Changed(EvalCase testCase, IPerturbation kind, CaseValue value, int round, SeededRandom random)
    {
        if (value.Kind == CaseValueKind.Text) { return Changed(testCase, kind, value.Text, round, random) is { } text ? CaseValue.OfText(text) : null; }

        if (value.Kind != CaseValueKind.List || kind is not OptionOrder) { return null; }

        string[] texts = [.. value.Items.Select(i => i.ToText())];
        IEnumerable<string> places = Enumerable.Range(0, texts.Length + 1).Select(i => i.ToString(CultureInfo.InvariantCulture));
        return MayReorder(testCase, texts, [.. places]) && OptionOrder.Order(texts.Length, random) is { } order
            ? CaseValue.OfItems([.. order.Select(o => value.Items[o])]) : null;
    }

    private Template? Changed(EvalCase testCase, IPerturbation kind, Template text, Location location, int round, SeededRandom random) =>
        Changed(testCase, kind, text.Source, round, random) is { } changed ? Template.Parse(changed, location, new DiagnosticBag()) : null;

    /// <summary>
    /// Whether the case's expectation survives another order: what is expected is the text of an option and not its label or place, or nothing is
    /// expected and the case has no checks of its own, which could name a label.
    /// </summary>
    private static bool MayReorder(EvalCase testCase, string[] options, string[] labels)
    {
        if (testCase.Expected is null) { return testCase.ScoreReplace is null && testCase.ScoreAdd is null && testCase.Turns.All(t => t.Score.Count == 0); }

        string[] leaves = [.. Leaves(testCase.Expected)];
        return leaves.Any(l => options.Contains(l, StringComparer.OrdinalIgnoreCase))
            && !leaves.Any(l => labels.Contains(l.Trim('(', ')', '.', ':', ' '), StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Leaves(CaseValue value) =>
        value.Kind is CaseValueKind.List or CaseValueKind.Mapping ? value.Items.Concat(value.Members.Select(m => m.Value)).SelectMany(Leaves) : [value.Text.Trim()];

    /// <summary>What is changed in this case.</summary>
    private HashSet<string> Into(EvalCase testCase)
    {
        if (Plan.Into is { } named) { return new HashSet<string>(named, StringComparer.Ordinal); }

        HashSet<string> kept = new(Plan.UsedByChecks, StringComparer.Ordinal);
        kept.UnionWith(CheckVariables.Of(testCase.ScoreReplace));
        kept.UnionWith(CheckVariables.Of(testCase.ScoreAdd));
        foreach (EvalTurn turn in testCase.Turns) { kept.UnionWith(CheckVariables.Of(turn.Score)); }

        if (testCase.Data is { } data) { kept.UnionWith([data.IdField ?? "id", data.ClusterField ?? "cluster"]); }

        return [.. testCase.Vars.Members.Select(m => m.Key).Where(n => !kept.Contains(n)), Turns];
    }
}
