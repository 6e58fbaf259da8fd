using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmEval.Suites.Variants.Perturb;

/// <summary>The options of a list in another order; labels such as <c>A)</c> and <c>2.</c> stay where they are.</summary>
internal sealed partial class OptionOrder : IPerturbation
{
    /// <inheritdoc/>
    public string Name => "option-order";

    /// <inheritdoc/>
    public string? Apply(string text, double rate, int round, SeededRandom random)
    {
        IReadOnlyList<Option> options = Options(text);
        if (options.Count < 2 || Order(options.Count, random) is not { } order) { return null; }

        StringBuilder changed = new(text.Length);
        int done = 0;
        for (int i = 0; i < options.Count; i++)
        {
            Option place = options[i];
            changed.Append(text, done, place.Start - done).Append(options[order[i]].Text);
            done = place.Start + place.Text.Length;
        }

        return changed.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>An order other than the present one; null for fewer than two.</summary>
    public static int[]? Order(int count, SeededRandom random)
    {
        if (count < 2) { return null; }

        int[] order = [.. Enumerable.Range(0, count)];
        do { random.Shuffle(order); } while (order.Select((o, i) => o == i).All(same => same));
        return order;
    }

    /// <summary>
    /// The options of a text: its first run of two or more labelled lines with nothing between, counted up from A, a or 1 in one style. None where an option speaks of others by
    /// their place ("all of the above", "both A and B").
    /// </summary>
    public static IReadOnlyList<Option> Options(string text)
    {
        List<Option> run = [];
        foreach (Match line in Lines().Matches(text))
        {
            Option option = new(line.Groups["label"].Value, line.Groups["text"].Value, line.Groups["text"].Index, line.Groups["open"].Value + line.Groups["close"].Value);
            if (!Follows(run, option))
            {
                if (run.Count >= 2) { break; }

                run.Clear();
            }

            if (Follows(run, option)) { run.Add(option); }
        }

        return run.Count < 2 || run.Exists(o => OfPlace().IsMatch(o.Text)) ? [] : run;
    }

    private static bool Follows(List<Option> run, Option option) =>
        run.Count == 0 ? option.Label is "A" or "a" or "1" : run[^1].Style == option.Style && option.Label == Next(run[^1].Label);

    private static string Next(string label) => int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? FormattableString.Invariant($"{number + 1}")
        : ((char)(label[0] + 1)).ToString();

    [GeneratedRegex(@"^[ \t]*(?:(?<open>\(?)(?<label>[A-Za-z]|[0-9]{1,2})(?<close>[.):])[ \t]+(?<text>[^\r\n]*[^\s]))?[^\r\n]*\r?$", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Lines();

    [GeneratedRegex(@"\b(above|below|previous|following|both|neither)\b|\b[A-Z] (and|or) [A-Z]\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex OfPlace();

    /// <summary>An option.</summary>
    /// <param name="Label">What names it: <c>A</c>, <c>2</c>.</param>
    /// <param name="Text">What it says.</param>
    /// <param name="Start">Where that begins.</param>
    /// <param name="Style">The signs around its label.</param>
    internal readonly record struct Option(string Label, string Text, int Start, string Style);
}
