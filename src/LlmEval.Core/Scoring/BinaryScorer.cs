using System.Text.Json;
using LlmEval.Scoring.Structure;

namespace LlmEval.Scoring;

/// <summary>Base of the checks that say yes or no to a text; writes a reason only where the check fails.</summary>
internal abstract class BinaryScorer(CheckOptions options) : IScorer
{
    /// <summary>Whether the opposite is wanted, so that a reason is due when the condition holds.</summary>
    protected bool IsNegated { get; } = options.IsNegated;

    /// <summary>Where in the answer; null for all of it.</summary>
    protected JsonPath? Path { get; } = options.Path();

    /// <inheritdoc/>
    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        Subject subject = Subject.Of(context, Path);
        return new ValueTask<ScorerResult>(subject.Trouble is null ? Judge(subject, context) : Missing(subject));
    }

    /// <summary>Judges what was found.</summary>
    protected abstract ScorerResult Judge(Subject subject, ScoringContext context);

    /// <summary>What it means that there is nothing to judge: a fail of the check and of its <c>not-</c> form.</summary>
    protected virtual ScorerResult Missing(Subject subject) => ScorerResult.Lost(0, subject.Trouble!);

    /// <summary>The result of a test.</summary>
    /// <param name="holds">Whether the check's own condition holds (without <c>not-</c>).</param>
    /// <param name="subject">What was judged.</param>
    /// <param name="state">What the condition is written from.</param>
    /// <param name="condition">The condition as a verb with object: "contain 'x'"; called only when the check fails.</param>
    protected ScorerResult Result<T>(bool holds, Subject subject, T state, Func<T, string> condition) => ScorerResult.Of(
        holds ? 1 : 0,
        holds != IsNegated ? null : $"expected {(Path is null ? "the answer" : Path.ToString())} {(IsNegated ? "not " : string.Empty)}to {condition(state)}, got {(subject.Element is { ValueKind: JsonValueKind.Null } ? "null" : Quote.Short(subject.Text))}");

    /// <summary>Renders a value that must not be empty; false when it is, or when a variable of it has no value in this case.</summary>
    protected static bool RenderNonEmpty(CheckValue value, ScoringContext context, out string text, out ScorerResult unscored)
    {
        text = value.Render(context, out string? trouble) ?? string.Empty;
        unscored = default;
        if (text.Length > 0) { return true; }

        unscored = ScorerResult.Unscored(trouble ?? "the check's value is empty in this case, and every answer contains the empty text");
        return false;
    }

    /// <summary>Renders texts none of which may be empty; false when one is, or when a variable has no value in this case.</summary>
    protected static bool RenderNonEmpty(CheckReferences references, ScoringContext context, out IReadOnlyList<string> texts, out ScorerResult unscored)
    {
        texts = references.Render(context, out string? trouble) ?? [];
        unscored = default;
        if (texts.Count > 0 && !texts.Contains(string.Empty)) { return true; }

        unscored = ScorerResult.Unscored(trouble ?? "one of the check's texts is empty in this case, and every answer contains the empty text");
        return false;
    }
}
