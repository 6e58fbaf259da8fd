using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using LlmEval.Reporting.Formats.Markdown;

namespace LlmEval.Core.Tests.Reporting.Formats;

public sealed partial class MarkdownTextTests
{
    [Fact]
    public void Whatever_a_text_holds_the_reader_sees_it_in_one_line_and_nothing_of_it_is_structure() => ForeignTexts.Check(text =>
    {
        string markdown = new StringBuilder().Plain(text).ToString();
        string bare = markdown.Replace("<!-- -->", string.Empty, StringComparison.Ordinal);
        return WebUtility.HtmlDecode(bare) == MarkdownText.Line(text) && !Structure().IsMatch(Reference().Replace(bare, string.Empty)) && !bare.Any(char.IsControl);
    });

    [Theory]
    [InlineData("a | b", "a &#124; b")]
    [InlineData("two\r\nlines", "two lines")]
    [InlineData("@team", "&#64;<!-- -->team")]
    [InlineData("#12", "&#35;<!-- -->12")]
    [InlineData("`x`", "&#96;x&#96;")]
    [InlineData("<b>", "&#60;b&#62;")]
    [InlineData("\u202Eabc\0", "\uFFFDabc ")]
    public void A_sign_that_would_be_structure_is_a_reference(string text, string markdown) => new StringBuilder().Plain(text).ToString().Should().Be(markdown);

    [Fact]
    public void Half_of_a_surrogate_is_a_replacement_character() => new StringBuilder().Plain("\uD800x").ToString().Should().Be("\uFFFDx");

    [GeneratedRegex("&#[0-9]+;")]
    private static partial Regex Reference();

    [GeneratedRegex(@"[|`*_~\[\]()<>{}\\#@$&!:./+\-]|\p{Cc}|[\u202A-\u202E]")]
    private static partial Regex Structure();
}
