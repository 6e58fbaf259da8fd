using LlmEval.Scoring;
using Microsoft.Extensions.AI.Evaluation;
using Microsoft.Extensions.AI.Evaluation.Quality;

namespace LlmEval.MicrosoftEvaluation;

/// <summary>The evaluators of Microsoft.Extensions.AI.Evaluation.Quality as checks. Their prompts are fixed and made for large judges.</summary>
public sealed class QualityChecks : IEvaluatorPlugin
{
    private static readonly CheckOption s_value = new("value", "text", "The answer that is right.") { IsRequired = true };

    /// <inheritdoc/>
    public IReadOnlyList<CheckKind> Kinds { get; } =
    [
        .. new EvaluatorCheck[]
        {
            new() { Name = "meai-relevance", Create = static () => new RelevanceEvaluator(), Summary = "How relevant the answer is to the question.", Contexts = Asked },
            new() { Name = "meai-coherence", Create = static () => new CoherenceEvaluator(), Summary = "How coherent and readable the answer is.", Contexts = Asked },
            new() { Name = "meai-fluency", Create = static () => new FluencyEvaluator(), Summary = "How good the answer's grammar, vocabulary and readability are." },
            new()
            {
                Name = "meai-completeness", Create = static () => new CompletenessEvaluator(), Summary = "How much of the right answer the answer has.",
                Options = [s_value], Shorthand = "value", Example = "meai-completeness: \"{{expected.answer}}\"", Contexts = o => Value(o, static t => new CompletenessEvaluatorContext(t)),
            },
            new()
            {
                Name = "meai-equivalence", Create = static () => new EquivalenceEvaluator(), Summary = "How much the answer says the same as the right answer.",
                Options = [s_value], Shorthand = "value", Example = "meai-equivalence: \"{{expected.answer}}\"", Contexts = o => Value(o, static t => new EquivalenceEvaluatorContext(t)),
            },
            new()
            {
                Name = "meai-groundedness", Create = static () => new GroundednessEvaluator(), Summary = "How well the answer rests on its context.",
                Options = [new CheckOption("value", "text", "The context; the answer's passages unless said.")], Shorthand = "value",
                Contexts = static o => Passages(o, static p => new GroundednessEvaluatorContext(string.Join("\n\n", p))),
            },
            new()
            {
                Name = "meai-retrieval", Create = static () => new RetrievalEvaluator(), Summary = "How well what was retrieved fits the question, best first.",
                Options = [new CheckOption("value", "texts", "What was retrieved; the answer's passages unless said.")],
                Contexts = static o => Passages(o, static p => new RetrievalEvaluatorContext(p)),
            },
        }.Select(c => c.ToKind()),
    ];

    /// <summary>These look at the last message, which must be the user's; without one they would score a conversation that is not there.</summary>
    private static ContextSource Asked(CheckOptions options) => static (ScoringContext context, out ScorerResult result) =>
    {
        bool isAsked = context.Input.Count > 0 && context.Input[^1].Role == "user" && !string.IsNullOrWhiteSpace(context.Input[^1].Text);
        result = isAsked ? default : ScorerResult.Unscored("the last message before the answer is not a user's, so that there is no question to compare with");
        return isAsked ? [] : null;
    };

    private static ContextSource? Value(CheckOptions options, Func<string, EvaluationContext> make)
    {
        if (options.NonEmptyValue() is not { } value) { return null; }

        return (ScoringContext context, out ScorerResult result) =>
        {
            string? text = value.Render(context, out string? trouble);
            bool has = !string.IsNullOrWhiteSpace(text);
            result = has ? default : ScorerResult.Unscored(trouble ?? "the check's value is empty in this case");
            return has ? [make(text!)] : null;
        };
    }

    private static ContextSource? Passages(CheckOptions options, Func<IReadOnlyList<string>, EvaluationContext> make)
    {
        bool isSaid = options.Keys.Has("value");
        CheckReferences? values = options.References(required: false);
        if (isSaid && values is null) { return null; }

        return (ScoringContext context, out ScorerResult result) =>
        {
            string? trouble = null;
            IReadOnlyList<string>? texts = values is null ? [.. context.Answer.Passages.Select(p => p.Text)] : values.Render(context, out trouble);
            result = trouble is not null ? ScorerResult.Unscored(trouble)
                : texts is { Count: > 0 } ? default : ScorerResult.NotApplicable("the answer has no passages and the check no 'value'");
            return trouble is null && texts is { Count: > 0 } ? [make(texts)] : null;
        };
    }
}
