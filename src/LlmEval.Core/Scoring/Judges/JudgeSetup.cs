using LlmEval.Model;
using LlmEval.Scoring.Structure;

namespace LlmEval.Scoring.Judges;

/// <summary>The options that judges share, as one check has them.</summary>
internal sealed class JudgeSetup
{
    private JudgeSetup(JudgeNeeds needs, JudgeScale scale) => (Needs, Scale) = (needs, scale);

    public JudgeNeeds Needs { get; }

    public JudgeScale Scale { get; }

    /// <summary>Name of the model that judges; empty when it was reported.</summary>
    public string Judge { get; private init; } = string.Empty;

    public JsonPath? Path { get; private init; }

    public CheckValue? Value { get; private init; }

    public CheckValue? Question { get; private init; }

    public CheckReferences? Context { get; private init; }

    public IReadOnlyList<LabelledAnswer>? Labels { get; private set; }

    public string? LabelsKey { get; private set; }

    /// <summary>The documented options of a kind with these needs.</summary>
    public static IReadOnlyList<CheckOption> Options(JudgeNeeds needs, string? value = null, params ReadOnlySpan<CheckOption> more)
    {
        List<CheckOption> options = [];
        if (needs.Value is not null) { options.Add(new CheckOption("value", "text", value!) { IsRequired = needs.ValueAlias is null }); }

        if (needs.ValueAlias is { } alias) { options.Add(new CheckOption(alias, "text", "Another name for 'value'.")); }

        if (needs.Context) { options.Add(new CheckOption("context", "texts", "What the answer may rest on; by default the passages that came with the answer.")); }

        options.AddRange(more);
        options.Add(new CheckOption("question", "text", "What was asked; by default the last message of the user before the answer."));
        if (needs.Answer) { options.Add(new CheckOption("path", "path", "Where in the answer's JSON to look; by default all of the answer is judged.")); }

        options.Add(new CheckOption("judge", "text", "Name of the LlmModel item that judges; by default the suite's 'judge'."));
        options.Add(new CheckOption("prompt", "text", "Name of an LlmPrompt item that asks the judge; by default ours."));
        if (needs.Labels) { options.Add(new CheckOption("labels", "file", "JSONL file of answers that people labelled, which the judge is compared with.") { DecidesScores = false }); }

        return options;
    }

    /// <summary>Takes the options; mistakes are reported.</summary>
    public static JudgeSetup Read(CheckOptions options, JudgeNeeds needs, JudgeScale scale)
    {
        string? judge = options.Model();
        if (judge is not null) { WarnOfItself(options, judge); }

        return new JudgeSetup(needs, scale)
        {
            Judge = judge ?? string.Empty,
            Path = needs.Answer ? options.Path() : null,
            Value = needs.Value is null ? null : Text(options, needs.ValueAlias is { } alias && options.Keys.Has(alias) ? alias : "value"),
            Question = options.Value("question", required: false),
            Context = needs.Context ? options.References("context", required: false) : null,
        };
    }

    /// <summary>Takes <c>labels</c>, when everything else of the check has been taken.</summary>
    public void ReadLabels(CheckOptions options, params IReadOnlyList<BoundQuestion?> questions)
    {
        if (!Needs.Labels || options.File("labels", required: false) is not { } path) { return; }

        if (options.Diagnostics.HasErrors || questions.Any(q => q is null)) { return; }

        (Labels, LabelsKey) = JudgeLabels.Read(path, options, this, questions);
    }

    private static CheckValue? Text(CheckOptions options, string key)
    {
        CheckValue? value = options.Value(key);
        if (value?.Constant is not { } text || !string.IsNullOrWhiteSpace(text)) { return value; }

        options.Diagnostics.Add(Diagnostics.BadValue, value.Location, $"'{key}' of {options.What} is empty, so that there is nothing to judge by. Write it, for instance: {options.Kind.Example}");
        return null;
    }

    private static void WarnOfItself(CheckOptions options, string judge)
    {
        if (!options.Scope.Tested.Contains(judge, StringComparer.Ordinal)) { return; }

        Location location = options.Keys.Node("judge")?.Location ?? options.Scope.Suite?.Judge?.Location ?? options.Keys.Location;
        if (!options.Scope.IsFirst($"{Diagnostics.JudgeIsTested.Code} {location}")) { return; }

        options.Diagnostics.Add(Diagnostics.JudgeIsTested, location,
            $"The judge '{judge}' is also a model under test, and models favour their own answers. Name another model as 'judge:', best of another family.");
    }
}
