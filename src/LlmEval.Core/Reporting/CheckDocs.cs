using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmEval.Scoring;

namespace LlmEval.Reporting;

/// <summary>What there is to know of kinds of checks, for people and for tools: made from the kinds themselves.</summary>
public static class CheckDocs
{
    /// <summary>The keys that every check takes.</summary>
    internal static readonly IReadOnlyList<CheckOption> Common =
    [
        new("threshold", "number", "The raw score that passes; a time such as 2s where the unit is s."),
        new("metric", "text", "The metric's name in gates and reports; the check's name."),
        new("weight", "number", "Weight in the case's mean; 1. 0 reports only."),
        new("gate", "default | report", "report never fails anything."),
    ];

    /// <summary>A line a kind: its name and its summary.</summary>
    public static string List(IReadOnlyList<CheckKind> kinds)
    {
        int width = kinds.Count == 0 ? 0 : kinds.Max(k => k.Name.Length);
        return string.Concat(kinds.Select(k => $"{k.Name.PadRight(width)}  {k.Summary}\n"));
    }

    /// <summary>One kind, for a terminal.</summary>
    public static string Text(CheckKind kind)
    {
        StringBuilder text = new($"{kind.Name}: {kind.Summary}\n\n  - {kind.Example}\n\n");
        foreach ((string name, string value) in Facts(kind)) { text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n"); }

        foreach (CheckOption option in kind.Options.Concat(OwnCommon(kind)))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {option.Key} ({option.Type}{(option.IsRequired ? ", required" : string.Empty)}): {option.Summary}\n");
        }

        return text.ToString();
    }

    /// <summary>All kinds as a page.</summary>
    public static string Markdown(IReadOnlyList<CheckKind> kinds)
    {
        StringBuilder text = new("""
            # Checks

            Made from the checks themselves (`llmeval checks --format markdown`). `not-` before a name means the opposite. Every check also takes:

            | key | takes | |
            |---|---|---|

            """);
        AppendOptions(text, Common);
        text.Append('\n').Append(string.Join(", ", kinds.Zip(Anchors(kinds), (k, anchor) => $"[{k.Name}](#{anchor})"))).Append('\n');
        foreach (CheckKind kind in kinds)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {kind.Name}\n\n{kind.Summary}\n\n```yaml\n- {kind.Example}\n```\n\n");
            text.Append(string.Join("; ", Facts(kind).Select(f => $"{f.Name}: {f.Value}"))).Append(".\n");
            if (kind.Options.Count == 0) { continue; }

            text.Append("\n| key | takes | |\n|---|---|---|\n");
            AppendOptions(text, kind.Options);
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>Where the headings of a page are found: no sign but '-' and '_' is in an anchor, and of two that are the same the second has a number.</summary>
    private static IEnumerable<string> Anchors(IEnumerable<CheckKind> kinds)
    {
        Dictionary<string, int> taken = new(StringComparer.Ordinal);
        foreach (CheckKind kind in kinds)
        {
            string plain = string.Concat(kind.Name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
            int number = taken.GetValueOrDefault(plain);
            taken[plain] = number + 1;
            yield return number == 0 ? plain : string.Create(CultureInfo.InvariantCulture, $"{plain}-{number}");
        }
    }

    /// <summary>Kinds as a JSON array, indented.</summary>
    public static string Json(IReadOnlyList<CheckKind> kinds)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (CheckKind kind in kinds) { Write(json, kind); }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    /// <summary>The common keys that a kind does not itself say more of.</summary>
    internal static IEnumerable<CheckOption> OwnCommon(CheckKind kind) => Common.Where(c =>
        !(kind.IsOverSuite && c.Key == "weight") && !kind.Options.Any(o => o.Key == c.Key));

    private static IEnumerable<(string Name, string Value)> Facts(CheckKind kind)
    {
        yield return ("score", $"{kind.Range}{(kind.IsBinary ? string.Empty : $" ({kind.Unit})")}, {(kind.HigherIsBetter ? "higher" : "lower")} is better");
        yield return ("measures", kind.IsOverSuite ? "the whole suite" : "each answer");
        if (!kind.IsBinary || kind.IsOverSuite)
        {
            yield return ("default threshold", kind.Threshold is { } bound ? FormattableString.Invariant($"{bound}") : kind.IsOverSuite ? "none" : "none, it must be given");
        }

        if (kind.Shorthand is { } key) { yield return ("short form", $"`{kind.Name}: x` stands for `{kind.Name}: {{ {key}: x }}`"); }
        if (!kind.IsGated && !kind.IsOverSuite) { yield return ("gate", "not compared with the baseline"); }

        yield return ("source", kind.Source.TrimEnd('.'));
    }

    private static void AppendOptions(StringBuilder text, IEnumerable<CheckOption> options)
    {
        foreach (CheckOption option in options)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| `{option.Key}` | {Cell(option.Type)}{(option.IsRequired ? ", required" : string.Empty)} | {Cell(option.Summary)} |\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static void Write(Utf8JsonWriter json, CheckKind kind)
    {
        json.WriteStartObject();
        json.WriteString("name", kind.Name);
        json.WriteString("summary", kind.Summary);
        json.WriteString("example", kind.Example);
        json.WriteString("source", kind.Source);
        json.WriteString("unit", kind.Unit);
        json.WriteBoolean("binary", kind.IsBinary);
        json.WriteNumber("minimum", kind.Minimum);
        if (double.IsFinite(kind.Maximum)) { json.WriteNumber("maximum", kind.Maximum); }

        json.WriteBoolean("higherIsBetter", kind.HigherIsBetter);
        if (kind.Threshold is { } bound) { json.WriteNumber("threshold", bound); }
        if (kind.Shorthand is { } key) { json.WriteString("shorthand", key); }

        json.WriteBoolean("overSuite", kind.IsOverSuite);
        json.WriteNumber("version", kind.Version);
        if (kind.Origin is { } origin) { json.WriteString("origin", origin); }

        json.WriteStartArray("keys");
        foreach (CheckOption option in kind.Options.Concat(OwnCommon(kind)))
        {
            json.WriteStartObject();
            json.WriteString("key", option.Key);
            json.WriteString("type", option.Type);
            json.WriteString("summary", option.Summary);
            json.WriteBoolean("required", option.IsRequired);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
