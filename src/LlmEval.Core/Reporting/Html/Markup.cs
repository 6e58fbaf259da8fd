using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace LlmEval.Reporting.Html;

/// <summary>A page as it is written: what stands in the code is markup, whatever is put into its holes is text and escaped.</summary>
internal sealed class Markup
{
    private readonly StringBuilder _html = new();

    /// <summary>Characters so far.</summary>
    public int Length => _html.Length;

    /// <summary>Appends markup; each hole is a text or a whole number.</summary>
    public Markup Add([InterpolatedStringHandlerArgument("")] ref Holes markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>Appends one of our own files as it is.</summary>
    public void AddAsset(string text) => _html.Append(text);

    /// <summary>Writes everything as UTF-8.</summary>
    public void CopyTo(Stream stream)
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true);
        writer.Write(_html);
    }

    /// <summary>Takes markup and texts apart.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Holes(int literalLength, int formattedCount, Markup markup)
    {
        private readonly StringBuilder _html = markup._html;
        private readonly int _expected = literalLength + formattedCount;

        public void AppendLiteral(string markup)
        {
            _html.EnsureCapacity(_html.Length + Math.Min(_expected, 1 << 12));
            _html.Append(markup);
        }

        public void AppendFormatted(string? text) => HtmlText.Append(_html, text ?? string.Empty);

        public void AppendFormatted(int number) => _html.Append(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(long number) => _html.Append(number.ToString(CultureInfo.InvariantCulture));
    }
}
