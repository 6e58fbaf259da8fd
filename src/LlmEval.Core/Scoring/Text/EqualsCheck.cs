using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Scoring.Structure;

namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>equals: "outage"</c>: the answer is exactly that text: ordinal, nothing trimmed, no Unicode normalisation, line breaks as they
/// are; the reason says when only outer white space differs. With <c>path</c> the value found there is compared, see
/// <see cref="JsonValue.Matches"/>; several found values are compared as a list.
/// Keys: <c>value</c>, <c>path</c>. Source: promptfoo's <c>equals</c>.
/// </summary>
internal sealed class EqualsCheck(CheckOptions options) : BinaryScorer(options)
{
    public static readonly CheckKind Kind = new()
    {
        Name = "equals",
        Summary = "The answer, or the value at a path, is exactly the expected one.",
        Example = "equals: { path: $.category, value: \"{{expected.category}}\" }",
        Source = "promptfoo, equals",
        Options =
        [
            new CheckOption("value", "any", "What it has to be; with a path also a number, true, false or null.") { IsRequired = true },
            TextOptions.Path,
        ],
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new EqualsCheck(o),
    };

    private readonly CheckValue? _value = options.Value(allowNull: options.Keys.Has("path"));

    protected override ScorerResult Judge(Subject subject, ScoringContext context)
    {
        if (_value!.Render(context, out ScalarKind kind, out string? trouble) is not { } expected) { return ScorerResult.Unscored(trouble!); }

        if (subject.Element is { } found)
        {
            return Result(JsonValue.Matches(found, expected, kind), subject, (expected, kind, found), Typed);
        }

        return Result(subject.Text == expected, subject, (expected, subject.Text), Whole);
    }

    private static string Whole((string Expected, string Text) state) =>
        state.Expected != state.Text && state.Text.AsSpan().Trim().SequenceEqual(state.Expected.AsSpan().Trim())
            ? $"equal {Quote.Short(state.Expected)} also in its outer white space"
            : $"equal {Quote.Short(state.Expected)}";

    private static string Typed((string Expected, ScalarKind Kind, JsonElement Found) state) =>
        state.Found.ValueKind == JsonValueKind.String && state.Found.ValueEquals(state.Expected)
            ? $"equal {state.Expected} as a number, boolean or null, not as a text"
            : $"equal {JsonValue.Shown(state.Expected, state.Kind)}";
}
