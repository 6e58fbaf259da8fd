using System.Text.Json;
using LlmEval.Scoring.Structure;

namespace LlmEval.Scoring;

/// <summary>What a check judges: the whole answer, or the value at its path.</summary>
internal readonly record struct Subject
{
    /// <summary>The text to judge; empty when <see cref="Trouble"/> is set.</summary>
    public string Text { get; private init; }

    /// <summary>The value at the path; null when the whole answer is judged.</summary>
    public JsonElement? Element { get; private init; }

    /// <summary>Why there is nothing to judge, or null.</summary>
    public string? Trouble { get; private init; }

    /// <summary>Whether the answer is JSON but has nothing at the path.</summary>
    public bool IsAbsent { get; private init; }

    /// <summary>Finds it.</summary>
    public static Subject Of(ScoringContext context, JsonPath? path)
    {
        if (path is null) { return new Subject { Text = context.Answer.Text }; }

        AnswerJson json = context.Parsed;
        if (json.Trouble is { } trouble) { return new Subject { Text = string.Empty, Trouble = trouble }; }

        try
        {
            return path.Select(json) is { } element
                ? new Subject { Text = JsonValue.Text(element), Element = element }
                : new Subject { Text = string.Empty, Trouble = $"the answer has nothing at {path}", IsAbsent = true };
        }
        catch (InvalidOperationException)
        {
            return new Subject { Text = string.Empty, Trouble = "the answer's JSON contains half a surrogate pair" };
        }
    }
}
