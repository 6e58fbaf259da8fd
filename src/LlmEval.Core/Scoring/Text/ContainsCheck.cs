using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>contains: "refund"</c>: the answer contains that text, ordinal; <c>icontains</c> the same ignoring case by the invariant
/// culture's simple mapping (so that a Turkish machine gives the same score). With <c>path</c> the value found there is searched: a
/// string's text, anything else as it stands in the answer. An empty text would be in every answer: written, it is an error;
/// from a template, the case is unscored. Keys: <c>value</c>, <c>path</c>. Source: promptfoo's <c>contains</c>, <c>icontains</c>.
/// </summary>
internal sealed class ContainsCheck(CheckOptions options, StringComparison comparison) : BinaryScorer(options)
{
    public static readonly CheckKind Kind = new()
    {
        Name = "contains",
        Summary = "The answer contains a text.",
        Example = "contains: \"refund\"",
        Source = "promptfoo, contains",
        Options = [TextOptions.Value("The text to look for."), TextOptions.Path],
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new ContainsCheck(o, StringComparison.Ordinal),
    };

    public static readonly CheckKind IgnoringCase = Kind with
    {
        Name = "icontains",
        Summary = "The answer contains a text, in upper or lower case.",
        Example = "icontains: \"refund\"",
        Source = "promptfoo, icontains",
        Bind = o => new ContainsCheck(o, StringComparison.OrdinalIgnoreCase),
    };

    private readonly CheckValue? _value = OneText(options);

    protected override ScorerResult Judge(Subject subject, ScoringContext context) =>
        RenderNonEmpty(_value!, context, out string wanted, out ScorerResult unscored)
            ? Result(subject.Text.Contains(wanted, comparison), subject, wanted, static w => $"contain {Quote.Short(w)}")
            : unscored;

    /// <summary>Of a list it would not be clear whether one or all are wanted.</summary>
    private static CheckValue? OneText(CheckOptions options)
    {
        if (options.Keys.Node("value") is not SequenceNode list) { return options.NonEmptyValue(); }

        options.Diagnostics.Add(Diagnostics.BadValue, list.Location, $"'value' of {options.What} must be a text, not a list. For several texts use the checks that end in '-any' or '-all', such as 'contains-any'.");
        return null;
    }
}
