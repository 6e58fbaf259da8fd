using System.Globalization;
using System.Text;

namespace LlmEval.Suites;

/// <summary>
/// One value of a filter: <c>outage*</c>, in which <c>*</c> stands for any characters and letters compare without case; or between single quotes exactly the text there,
/// with <c>''</c> for a quote and <c>\u0024</c> for a character that a shell would take for its own.
/// </summary>
/// <param name="Text">The text.</param>
/// <param name="IsExact">Whether only this very text fits.</param>
internal readonly record struct FilterPattern(string Text, bool IsExact)
{
    /// <summary>Reads a value; null for a quote that is not closed at its end.</summary>
    public static FilterPattern? Read(string value)
    {
        if (!value.StartsWith('\'')) { return new FilterPattern(value, false); }

        StringBuilder text = new(value.Length);
        for (int i = 1; i < value.Length; i++)
        {
            if (value[i] == '\'' && i == value.Length - 1) { return new FilterPattern(text.ToString(), true); }

            if (value[i] == '\'' && value[++i] != '\'') { return null; }

            if (value[i] == '\\' && i + 5 < value.Length && value[i + 1] == 'u'
                && ushort.TryParse(value.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
            {
                text.Append((char)code);
                i += 5;
            }
            else { text.Append(value[i]); }
        }

        return null;
    }

    /// <summary>Splits a text at separators that do not stand between quotes; without empty parts, and trimmed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="separators">The separators.</param>
    /// <param name="keepsEmpty">Whether empty parts are kept.</param>
    public static List<string> Split(string text, string separators, bool keepsEmpty)
    {
        char start = separators.Contains('|', StringComparison.Ordinal) ? '=' : '\0';
        List<string> parts = [];
        (int begin, int closed, bool isQuoted, char before) = (0, -2, false, start);
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (isQuoted || !separators.Contains(text[i], StringComparison.Ordinal)))
            {
                // A quote opens a value only at its beginning; one after a closing one opens it again.
                if (text[i] == '\'' && isQuoted) { (isQuoted, closed) = (false, i); }
                else if (text[i] == '\'' && (closed == i - 1 || before is '=' or '|')) { isQuoted = true; }

                if (!char.IsWhiteSpace(text[i])) { before = text[i]; }

                continue;
            }

            string part = text[begin..i].Trim();
            if (keepsEmpty || part.Length > 0) { parts.Add(part); }

            (begin, before) = (i + 1, start);
        }

        return parts;
    }
}
