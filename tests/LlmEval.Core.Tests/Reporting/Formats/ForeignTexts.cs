using FsCheck;
using FsCheck.Fluent;

namespace LlmEval.Core.Tests.Reporting.Formats;

/// <summary>Texts that answers may hold to break a report, put together at random.</summary>
internal static class ForeignTexts
{
    private static readonly string[] s_pieces =
    [
        "a", "Word", " ", "  ", "|", "||", "`", "```", "\n", "\r\n", "\r", "\t", "<", ">", "<script>", "</td>", "<!--", "-->", "&", "&amp;", "&#64;", "@team", "#12", "[x](y)", "![i](u)", "*", "_", "~~",
        "$x$", "\\", "\\|", "---", "# h", "- l", "1. n", "]]>", "<![CDATA[", "\"", "'", "\0", "\u0001", "\u001B[31m", "\u007F", "\u0085", "\u2028", "\uFEFF", "\uFFFE", "\uFFFF", "\uD800", "\uDC00", "\U0001F600", "é",
        "\u202Eevil", "\u2066", "##vso[task.setvariable variable=x]y", "::error::", "%0A", "https://x.example", "www.x.example", ":smile:", "{", "}", "{{v}}",
    ];

    public static void Check(Func<string, bool> holds, int times = 3000) =>
        Prop.ForAll(Gen.Elements(s_pieces).ListOf().Select(p => string.Concat(p)).ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(times));
}
