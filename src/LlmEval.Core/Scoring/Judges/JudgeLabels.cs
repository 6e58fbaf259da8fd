using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

/// <summary>
/// Reads a file of labels: JSONL, a row <c>{ "id"?, "vars"?, "expected"?, "answer", "passages"?, "input"?, "label" }</c>. <c>passages</c> are texts or objects with <c>text</c> and
/// <c>id</c>; <c>input</c> is what the user asked, or a list of messages; <c>label</c> is true or false, pass or fail, a number on the kind's scale or one of the judge's words.
/// </summary>
internal static class JudgeLabels
{
    /// <summary>The rows and the hash of the file; null with a mistake, which is reported.</summary>
    public static (IReadOnlyList<LabelledAnswer>? Labels, string? Key) Read(string path, CheckOptions options, JudgeSetup setup, IReadOnlyList<BoundQuestion?> questions)
    {
        DiagnosticBag own = new();
        List<LabelledAnswer> labels = [];
        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (LocatedNode? row in LocatedJson.ReadLines(path, own))
        {
            if (row is null || Row(row, options, setup, own) is not { } label) { continue; }

            if (!ids.Add(label.Case.Id)) { own.Add(Diagnostics.BadRow, row.Location, $"Two rows have the id '{label.Case.Id}'. Give each answer its own, or leave 'id' out."); }

            foreach (CheckValue value in options.Values) { value.Validate(label.Case, own); }

            Complete(label, row.Location, setup, questions, own);
            labels.Add(label);
        }

        if (labels.Count == 0 && !own.HasErrors) { own.Add(Diagnostics.NoCases, new Location(path), "The file of labels holds no row. Add answers with labels, or remove 'labels'."); }

        options.Diagnostics.AddRange(own.Items);
        return own.HasErrors ? (null, null) : (labels, Hash128.Of(File.ReadAllText(path)).ToString());
    }

    /// <summary>What the judge is shown of a row.</summary>
    public static ScoringContext Context(LabelledAnswer label, IScoringModels models) =>
        new(new Sample { Number = 0, Turns = [label.Answer] }, 0, label.Case) { Input = label.Input, Models = models };

    private static LabelledAnswer? Row(LocatedNode row, CheckOptions options, JudgeSetup setup, DiagnosticBag diagnostics)
    {
        if (MappingReader.Open(row, "a labelled answer", diagnostics) is not { } keys) { return null; }

        DiagnosticBag own = new();
        keys = MappingReader.Open(row, "a labelled answer", own)!;
        LocatedNode? label = keys.Node("label");
        if (label is null) { own.Add(Diagnostics.MissingKey, row.Location, "A labelled answer needs the key 'label': what a person says of the answer."); }

        WrittenAnswer written = WrittenAnswer.Read(keys, "a labelled answer", own);
        LabelledAnswer result = new() { Case = written.Case, Answer = written.Answer, Input = written.Input };
        if (label is not null) { result = Label(result, label, options, setup.Scale, own); }

        keys.Done();
        diagnostics.AddRange(own.Items);
        return own.HasErrors ? null : result;
    }

    private static LabelledAnswer Label(LabelledAnswer row, LocatedNode node, CheckOptions options, JudgeScale scale, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case ScalarNode { Scalar: ScalarKind.Boolean } flag: return row with { Passes = flag.Text[0] == 't' };
            case ScalarNode { Scalar: ScalarKind.Text, Text: "pass" or "fail" } word when !scale.Words.ContainsKey(word.Text): return row with { Passes = word.Text == "pass" };
            case ScalarNode { Scalar: ScalarKind.Text } word when scale.Words.TryGetValue(word.Text, out double value): return row with { Word = word.Text, Value = value };
            case ScalarNode { Scalar: ScalarKind.Integer or ScalarKind.Real } number when !scale.IsNominal && CoreSchema.TryReal(number.Text, out double value) && scale.Has(value):
                return row with { Value = value };
        }

        IEnumerable<string> known = ["true", "false", "pass", "fail", .. scale.Words.Keys,
            .. scale.IsNominal ? (IEnumerable<string>)[] : scale.Levels?.Select(l => FormattableString.Invariant($"{l}")) ?? [FormattableString.Invariant($"a number from {scale.Minimum} to {scale.Maximum}")]];
        diagnostics.Add(Diagnostics.BadValue, node.Location,
            $"'label' is {(node is ScalarNode scalar ? Quote.Short(scalar.Text) : node.Kind)}, which is no label of {options.What}. Give one of: {string.Join(", ", known.Distinct(StringComparer.Ordinal))}.");
        return row;
    }

    // What the prompt shows must be there, or the judge could not be compared on this row.
    private static void Complete(LabelledAnswer label, Location location, JudgeSetup setup, IReadOnlyList<BoundQuestion?> questions, DiagnosticBag diagnostics)
    {
        ScoringContext context = Context(label, NoScoringModels.Instance);
        if (setup.Path is not null && Subject.Of(context, setup.Path).Trouble is { } trouble)
        {
            diagnostics.Add(Diagnostics.BadRow, location, $"This row cannot be judged: {trouble}. Mend 'answer'.");
        }

        JudgeMaterial material = new(setup, context, label.Answer.Text);
        foreach (string name in questions.SelectMany(q => q!.Shows).Distinct(StringComparer.Ordinal))
        {
            string? key = name switch { "question" or "conversation" => "input", "context" or "passage" => "passages", _ => null };
            if (key is null || (key == "input" && (label.Input.Count > 0 || (name == "question" && setup.Question is not null)))) { continue; }

            if (key == "passages" && (setup.Context is not null || label.Answer.Passages.Count > 0)) { continue; }

            if (name == "passage" || material.Find(name, out _) is null)
            {
                diagnostics.Add(Diagnostics.MissingKey, location, $"A labelled answer of this check needs the key '{key}': the judge is shown the {name}.");
            }
        }
    }
}
