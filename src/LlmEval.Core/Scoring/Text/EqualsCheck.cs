using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Scoring.Structure;

namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>equals: "outage"</c>: the answer is exactly that text: ordinal, nothing trimmed, no Unicode normalisation, line breaks as they
/// are; the reason says when only outer white space differs. With <c>path</c> the value found there is compared, see
/// <see cref="JsonValue.Matches"/>; several found values are compared as a list. Of a list of values one has to do.
/// Keys: <c>value</c>, <c>path</c>. Source: promptfoo's <c>equals</c>.
/// </summary>
internal sealed class EqualsCheck(CheckOptions options) : BinaryScorer(options), ILabelScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "equals",
        Summary = "The answer, or the value at a path, is exactly the expected one, or one of several.",
        Example = "equals: { path: $.category, value: \"{{expected.category}}\" }",
        Source = "promptfoo, equals",
        Options =
        [
            new CheckOption("value", "any", "What it has to be, or a list of which one has to do; with a path also a number, true, false or null.") { IsRequired = true },
            TextOptions.Path,
        ],
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new EqualsCheck(o),
    };

    private readonly IReadOnlyList<CheckValue>? _values = options.Alternatives(allowNull: options.Keys.Has("path"));

    protected override ScorerResult Judge(Subject subject, ScoringContext context)
    {
        Wanted first = default, shown = default;
        int count = 0;
        bool matches = false;
        foreach (CheckValue value in _values!)
        {
            // The items of a case's list are alternatives too; at a path, a list may be meant as a whole.
            if (subject.Element is null && value.WholeVariable is { } variable && context.Values.Find(variable) is { Kind: CaseValueKind.List } list)
            {
                foreach (CaseValue item in list.Items) { Try(new Wanted(item.ToText(), ScalarKind.Text)); }

                continue;
            }

            if (value.Render(context, out ScalarKind kind, out string? trouble) is not { } text) { return ScorerResult.Unscored(trouble!); }

            Try(new Wanted(text, kind));
        }

        if (count == 0) { return ScorerResult.Unscored("the list of texts to compare with is empty in this case"); }

        // The others are ways to write the first. 1.0 is the label 1; the text "1" is not the number 1, and so keeps its quotes.
        string label = matches ? first.Text : subject.Element is { } found && subject.Text == first.Text ? found.GetRawText() : subject.Text;
        return Result(matches, subject, (shown, subject.Element, subject.Text, count - 1), Condition) with { Expected = first.Text, Actual = label };

        void Try(Wanted wanted)
        {
            if (count++ == 0) { first = shown = wanted; }

            if (matches || !(subject.Element is { } element ? JsonValue.Matches(element, wanted.Text, wanted.Kind) : subject.Text == wanted.Text)) { return; }

            (matches, shown) = (true, wanted);
        }
    }

    public string? Expected(ScoringContext context)
    {
        CheckValue first = _values![0];
        return context.Json is null && first.WholeVariable is { } variable && context.Values.Find(variable) is { Kind: CaseValueKind.List, Items: [var item, ..] }
            ? item.ToText() : first.Render(context, out _);
    }

    protected override ScorerResult Missing(Subject subject, ScoringContext context) => Missing(subject) with { Expected = Expected(context) };

    private static string Condition((Wanted Wanted, JsonElement? Found, string Text, int More) state)
    {
        string equal = state.Found is { } found ? Typed(state.Wanted, found) : Whole(state.Wanted.Text, state.Text);
        return state.More == 0 ? equal : FormattableString.Invariant($"{equal} or one of {state.More} more");
    }

    private static string Whole(string expected, string text) =>
        expected != text && text.AsSpan().Trim().SequenceEqual(expected.AsSpan().Trim())
            ? $"equal {Quote.Short(expected)} also in its outer white space"
            : $"equal {Quote.Short(expected)}";

    private static string Typed(Wanted wanted, JsonElement found) =>
        wanted.Kind != ScalarKind.Text && found.ValueKind == JsonValueKind.String && found.ValueEquals(wanted.Text)
            ? $"equal {wanted.Text} as a number, boolean or null, not as a text"
            : $"equal {JsonValue.Shown(wanted.Text, wanted.Kind)}";

    private readonly record struct Wanted(string Text, ScalarKind Kind);
}
