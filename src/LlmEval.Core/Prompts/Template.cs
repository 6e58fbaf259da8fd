using System.Text;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Prompts;

/// <summary>
/// A text with placeholders. <c>{{name}}</c>, <c>{{ name }}</c> and dotted paths such as <c>{{expected.category}}</c> or
/// <c>{{passages.0}}</c> stand for values; there is no logic and no HTML escaping. Names consist of letters, digits,
/// <c>_</c> and <c>-</c>. Single braces and <c>}}</c> are ordinary text. A literal <c>{{</c> is written <c>\{{</c>, and a
/// backslash before a placeholder <c>\\{{name}}</c>. Of more than two opening braces the last two open the placeholder,
/// so that <c>{{{name}}}</c> is a value in braces.
/// </summary>
/// <remarks>This file is also compiled into the source generator; what needs values is in <c>Template.Rendering.cs</c>.</remarks>
public sealed partial class Template
{
    /// <summary>Version of the rules above; part of every cache key, raised when a rendered text may change.</summary>
    public const string EngineVersion = "1";

    private readonly TemplatePlaces _places;

    private Template(string source, IReadOnlyList<TemplatePart> parts, TemplatePlaces places)
    {
        (Source, Parts, _places) = (source, parts, places);
        Variables = [.. parts.Where(p => p.Variable is not null).Select(p => p.Variable!)];
    }

    /// <summary>The text as written.</summary>
    public string Source { get; }

    /// <summary>Every placeholder, in the order of the text; a name occurs as often as it is used.</summary>
    public IReadOnlyList<TemplateVariable> Variables { get; }

    /// <summary>Texts and placeholders, in their order.</summary>
    internal IReadOnlyList<TemplatePart> Parts { get; }

    /// <summary>Whether there is no placeholder, so that every case gets the same text.</summary>
    public bool IsConstant => Variables.Count == 0;

    /// <summary>Whether a text opens a placeholder, where none is allowed.</summary>
    public static bool HasPlaceholder(string text) => text.Contains("{{", StringComparison.Ordinal);

    /// <summary>Parses the text of a scalar; mistakes are reported at their line and, where it is certain, column.</summary>
    /// <param name="node">The scalar.</param>
    /// <param name="diagnostics">Where mistakes go: LLM1021.</param>
    /// <returns>The template, or null when it has mistakes.</returns>
    public static Template? Parse(ScalarNode node, DiagnosticBag diagnostics) =>
        Parse(node.Text, new TemplatePlaces(node), diagnostics);

    /// <summary>Parses a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="location">Where it stands.</param>
    /// <param name="diagnostics">Where mistakes go: LLM1021.</param>
    /// <returns>The template, or null when it has mistakes.</returns>
    public static Template? Parse(string text, Location location, DiagnosticBag diagnostics) =>
        Parse(text, new TemplatePlaces(text, location), diagnostics);

    /// <summary>Where a name stands in single braces, which are ordinary text; null when it does nowhere.</summary>
    internal Location? SingleBraces(string name)
    {
        string braces = $"{{{name}}}";
        for (int at = 0; (at = Source.IndexOf(braces, at, StringComparison.Ordinal)) >= 0; at++)
        {
            int end = at + braces.Length;
            bool isDouble = (at > 0 && Source[at - 1] == '{') || (end < Source.Length && Source[end] == '}');
            if (!isDouble) { return _places.At(at, braces.Length); }
        }

        return null;
    }

    /// <summary>The text as written.</summary>
    public override string ToString() => Source;

    private static Template? Parse(string text, TemplatePlaces places, DiagnosticBag diagnostics)
    {
        List<TemplatePart> parts = [];
        StringBuilder literal = new();
        bool valid = true;
        int at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0)
        {
            literal.Append(text, at, open - at);
            int slashes = 0;
            while (slashes < 2 && open - slashes > at && text[open - slashes - 1] == '\\') { slashes++; }

            if (slashes > 0) { literal.Length--; }

            if (slashes == 1)
            {
                literal.Append("{{");
                at = open + 2;
                continue;
            }

            while (open + 2 < text.Length && text[open + 2] == '{')
            {
                literal.Append('{');
                open++;
            }

            int close = text.IndexOf("}}", open + 2, StringComparison.Ordinal);
            string name = close < 0 ? string.Empty : text[(open + 2)..close].Trim(' ');
            if (close < 0 || !IsPath(name))
            {
                valid = false;
                diagnostics.Add(Diagnostics.BadPattern, places.At(open, close < 0 ? 2 : close + 2 - open), close < 0
                    ? @"'{{' is not closed by '}}'. Close it, or write a literal '{{' as '\{{'."
                    : @$"A placeholder must be a name such as '{{{{ticket}}}}' or '{{{{expected.category}}}}' (letters, digits, '_', '-', '.'). Mend the name, or write a literal '{{{{' as '\{{{{'.");
                at = open + 2;
                continue;
            }

            if (literal.Length > 0) { parts.Add(new TemplatePart(literal.ToString(), null)); }

            literal.Clear();
            parts.Add(new TemplatePart(string.Empty, new TemplateVariable(name, places.At(open, close + 2 - open))));
            at = close + 2;
        }

        literal.Append(text, at, text.Length - at);
        if (literal.Length > 0) { parts.Add(new TemplatePart(literal.ToString(), null)); }

        return valid ? new Template(text, parts, places) : null;
    }

    private static bool IsPath(string path)
    {
        bool inName = false;
        foreach (char c in path)
        {
            if (c == '.' && !inName) { return false; }

            inName = c != '.';
            if (inName && !char.IsLetterOrDigit(c) && c is not ('_' or '-')) { return false; }
        }

        return inName;
    }
}
