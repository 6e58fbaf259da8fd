using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Reporting.Html;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Reporting.Html;

public sealed class HtmlTextTests
{
    private static readonly SearchValues<char> s_special = SearchValues.Create("\"$`!%\\\r\n");

    [Theory]
    [InlineData("a\r\nb\rc\u2028d", "a\nb\nc\nd")]
    [InlineData("\u0000\u001b\u007f", "\u2400\u241b\u2421")]
    [InlineData("\ud83d\ude00", "\ud83d\ude00")]
    [InlineData("\u202Eevil\u202C", "[U+202E]evil[U+202C]")]
    [InlineData("\u05E9\u05DC\u05D5\u05DD", "\u05E9\u05DC\u05D5\u05DD")]
    public void What_cannot_be_seen_is_shown(string text, string shown) => HtmlText.Clean(text).Should().Be(shown);

    // Attributes cannot hold half a surrogate.
    [Fact]
    public void Half_a_surrogate_is_replaced() => HtmlText.Clean("x\ud800y\udc00").Should().Be("x\uFFFDy\uFFFD");

    [Fact]
    public void A_cut_text_says_how_much_is_missing_and_halves_no_character()
    {
        HtmlText.Short("abc\ud83d\ude00def", 4).Should().Be("abc … 5 more characters, in the result file");
        HtmlText.Short("abc", 3).Should().Be("abc");
    }

    [Theory]
    [InlineData("the cat sat", "the dog sat", "=the |-cat|+dog|= sat")]
    [InlineData("same", "same", "=same")]
    [InlineData("", "new", "+new")]
    [InlineData("old", "", "-old")]
    public void Texts_are_compared_word_by_word(string before, string now, string parts) => Told(TextDiff.Of(before, now)).Should().Be(parts);

    [Fact]
    public void Texts_that_share_little_stand_one_after_the_other() =>
        Told(TextDiff.Of("one two three four five six", "uno two tres quattro five sei", 1_000)).Should().Be("-one two three four five six|=\n|+uno two tres quattro five sei");

    [Fact]
    public void Large_texts_are_compared_all_the_same()
    {
        string before = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i * 7 % 1000}\n")), now = before.Replace("line 7\n", "line seven\n", StringComparison.Ordinal);

        Rebuilt(TextDiff.Of(before, now), DiffKind.Added).Should().Be(now);
    }

    [Fact]
    public void A_difference_holds_both_texts() => Prop.ForAll<string[], string[]>((before, now) =>
    {
        string left = string.Join(' ', before), right = string.Join(' ', now);
        List<DiffLine> parts = TextDiff.Of(left, right);
        return Rebuilt(parts, DiffKind.Removed) == left && Rebuilt(parts, DiffKind.Added) == right;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("t-001", "case=t-001\"")]
    [InlineData("a;b|c,d", "case=a*b*c*d\"")]
    [InlineData("\"$(rm -rf /)`!%PATH%\\", "case=*rm -rf /*PATH*\"")]
    [InlineData(" edge ", "case=*edge*\"")]
    [InlineData("Zoë/ü:1@x", "case=Zoë/ü:1@x\"")]
    public void The_command_of_a_case_can_be_pasted_into_any_shell(string id, string end) =>
        ReproductionCommand.Of("s", "m", id).Should().Be("llmeval run --filter \"suite=s;model=m;" + end);

    [Fact]
    public void The_command_of_a_case_is_always_a_filter() => Prop.ForAll<string>(id =>
    {
        string command = ReproductionCommand.Of("s", "m", id is { Length: > 0 } ? id : "x");
        string filter = command["llmeval run --filter \"".Length..^1];
        return !filter.AsSpan().ContainsAny(s_special) && EvalFilter.Parse(filter, new DiagnosticBag()) is not null;
    }).QuickCheckThrowOnFailure();

    private static string Told(List<DiffLine> parts) => string.Join('|', parts.Select(p => (p.Kind switch { DiffKind.Removed => "-", DiffKind.Added => "+", _ => "=" }) + p.Text));

    private static string Rebuilt(List<DiffLine> parts, DiffKind with) => string.Concat(parts.Where(p => p.Kind == DiffKind.Same || p.Kind == with).Select(p => p.Text));
}
