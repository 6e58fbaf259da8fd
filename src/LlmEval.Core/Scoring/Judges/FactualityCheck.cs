using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

/// <summary>
/// <c>factuality: "{{expected.answer}}"</c>: how the facts of the answer stand to those of an expert's: A subset, B superset, C the same, D disagreement, E differences that do not matter. All but D pass,
/// unless <c>pass</c> says which do. The letter is the label. Source: OpenAI evals, fact; promptfoo's <c>factuality</c>.
/// </summary>
internal static class FactualityCheck
{
    private static readonly JudgeQuestion s_question = new()
    {
        Name = "factuality",
        Needs = ["answer", "reference", "question"],
        Options =
        [
            new("A", 1, "the answer states a part of what the expert states, and nothing against it"),
            new("B", 1, "the answer states everything that the expert states and more, and nothing against it"),
            new("C", 1, "the answer states the same facts as the expert"),
            new("D", 0, "the answer and the expert disagree about a fact"),
            new("E", 1, "the answer and the expert differ, but not in a fact that matters for the question"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new() { Value = "reference" };

    public static readonly CheckKind Kind = new()
    {
        Name = "factuality",
        Summary = "Whether the facts of the answer agree with an expert's answer (A to E; all but D pass).",
        Example = "factuality: { value: \"{{expected.answer}}\", pass: [B, C] }",
        Source = "OpenAI evals, fact; promptfoo, factuality",
        Options = JudgeSetup.Options(s_needs, "The expert's answer.",
            new CheckOption("pass", "texts", "The letters that pass: A subset, B superset, C the same, D disagreement, E differences that do not matter. A, B, C and E by default.")),
        Shorthand = "value",
        TimeLimit = JudgeScorer.LongestTime,
        Bind = Bound,
    };

    private static VerdictScorer? Bound(CheckOptions options)
    {
        IReadOnlyList<string>? pass = options.Keys.Texts("pass");
        foreach (string wrong in (pass ?? []).Where(l => s_question.Options.All(o => o.Word != l)))
        {
            options.Diagnostics.Add(Diagnostics.BadValue, options.Keys.Node("pass")!.Location, MappingReader.UnknownWord($"'{Quote.Line(wrong)}' is no verdict", wrong, s_question.Options.Select(o => o.Word)));
        }

        if (pass is []) { options.Diagnostics.Add(Diagnostics.BadValue, options.Keys.Node("pass")!.Location, "'pass' is empty, so that nothing could pass. Name the letters that do."); }

        VerdictOption[] verdicts = [.. s_question.Options.Select(o => pass is null ? o : o with { Value = pass.Contains(o.Word, StringComparer.Ordinal) ? 1 : 0 })];
        JudgeSetup setup = JudgeSetup.Read(options, s_needs, JudgeScale.Of(verdicts, isNominal: true));
        BoundQuestion? question = BoundQuestion.Bind(s_question with { Options = verdicts }, options, setup.Judge);
        setup.ReadLabels(options, question);
        return question is null || options.Diagnostics.HasErrors ? null : new VerdictScorer(setup, question);
    }
}
