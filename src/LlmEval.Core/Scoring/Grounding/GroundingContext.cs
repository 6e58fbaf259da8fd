namespace LlmEval.Scoring.Grounding;

/// <summary>What an answer should rest on.</summary>
internal static class GroundingContext
{
    /// <summary>
    /// The given texts, or else the retrieved passages, or else the messages that the model was sent; empty when there is none of them, null when a
    /// template has no value.
    /// </summary>
    public static IReadOnlyList<string>? Of(ScoringContext context, CheckReferences? given, out string? trouble)
    {
        trouble = null;
        if (given is not null) { return given.Render(context, out trouble); }

        return context.Answer.Passages.Count > 0
            ? [.. context.Answer.Passages.SelectMany(p => p.Source is null ? new[] { p.Text } : [p.Text, p.Source])]
            : [.. context.Input.Select(t => t.Text)];
    }
}
