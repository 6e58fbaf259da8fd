using FsCheck;
using FsCheck.Fluent;
using LlmEval.Worker.Templates;

namespace LlmEval.Worker.Tests.Templates;

/// <summary>A template comes with a file from anywhere: whatever it holds, it ends with a text or an explanation.</summary>
public sealed class JinjaBoundsTests
{
    private static readonly string[] s_pieces =
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", " ", "\n", "if ", "else", "elif ", "endif", "for ", "x ", "in ", "endfor", "set ", "endset", "macro ", "endmacro", "raw", "endraw", "is ", "not ",
        "and ", "or ", "defined", "|", "upper", "length", "tojson", "(", ")", "[", "]", "{", "}", ":", ",", ".", "=", "==", "<", "*", "**", "/", "//", "%", "~", "'a'", "\"b", "'", "\\", "1", "0", "9999999999",
        "1.5", "e5", "messages", "loop", "index", "namespace", "range", "(9)", "break", "continue", "generation", "endgeneration", "content", "split", "😀", "\ud800", "{{ x }}", "{% for x in range(3) %}",
        "{% endfor %}", "{% if x %}", "{% endif %}", "{% set x = [x, x] %}", "{{ x * 99 }}", "{{ messages[0].content }}",
    ];

    [Fact]
    public void Any_sequence_of_pieces_ends_with_a_text_or_an_explanation() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), picks => Ends(string.Concat(picks.Select(p => s_pieces[(int)((uint)p % s_pieces.Length)]))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(60));

    [Fact]
    public void Any_text_ends_with_a_text_or_an_explanation() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => Ends(text ?? string.Empty) && Ends("{{ " + text + " }}") && Ends("{% set x = " + text + " %}"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_real_template_with_a_piece_cut_out_ends_with_a_text_or_an_explanation() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(PositiveInt, PositiveInt, PositiveInt)>(), cut =>
        {
            string template = Corpus.Read(Corpus.Templates[cut.Item1.Get % Corpus.Templates.Count]);
            int start = cut.Item2.Get * 37 % template.Length;
            return Ends(template.Remove(start, Math.Min(cut.Item3.Get % 40, template.Length - start)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "come to an end")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "nested")]
    [InlineData("{{ 'a' * 9999999999 }}", "too much text")]
    [InlineData("{% set ns = namespace(s='ab') %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}", "too much text")]
    [InlineData("{% set ns = namespace(s=['ab']) %}{% for i in range(99) %}{% set ns.s = ns.s * 2 %}{% endfor %}", "too much text")]
    [InlineData("{% set ns = namespace(s=['ab']) %}{% for i in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}", "come to an end")]
    [InlineData("{% set ns = namespace(s=['ab']) %}{% for i in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s | tojson }}", "come to an end")]
    [InlineData("{% set ns = namespace(s=[1], t=[1]) %}{% for i in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}{{ ns.s == ns.t }}", "come to an end")]
    [InlineData("{% set ns = namespace(s=[]) %}{% for i in range(9999) %}{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s }}", "nested")]
    [InlineData("{% set a = 'a' * 4000000 %}{{ ('a' * 2000000 + 'b') in a }}", "come to an end")]
    [InlineData("{{ range(999999999999) }}", "too long")]
    [InlineData("{{ 9 ** 9999 }}", "too large")]
    [InlineData("{{ 'x' | indent(999999999) | indent('y' * 60000000) }}", "too much text")]
    [InlineData("{{ 'a'.replace('', 'b' * 10000000).replace('b', 'c' * 1000) }}", "too much text")]
    public void What_would_not_end_is_stopped(string template, string reason) =>
        ((Action)(() => JinjaTemplate.Parse(template).Render([]))).Should().Throw<JinjaException>().WithMessage($"line 1 of the template: *{reason}*");

    [Theory]
    [InlineData('(')]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('-')]
    public void Deep_nesting_is_refused_when_it_is_read(char open) =>
        ((Action)(() => JinjaTemplate.Parse("{{ " + new string(open, 100_000) + " }}"))).Should().Throw<JinjaException>();

    [Theory]
    [InlineData("{{ 1", " + 1", " }}")]
    [InlineData("{{ x", "|upper", " }}")]
    [InlineData("{{ x", ".y", " }}")]
    [InlineData("{{ ", "not ", "x }}")]
    [InlineData("", "{% if true %}", "")]
    [InlineData("{% if x %}", "{% elif x %}", "{% endif %}")]
    public void Long_chains_end_with_a_text_or_an_explanation(string start, string link, string end) =>
        Ends(start + string.Concat(Enumerable.Repeat(link, 50_000)) + end).Should().BeTrue();

    [Fact]
    public void An_error_has_the_line() =>
        ((Action)(() => JinjaTemplate.Parse("a\n{% if true %}\n{{ 1 / 0 }}{% endif %}").Render([]))).Should().Throw<JinjaException>()
            .Which.Should().Match<JinjaException>(e => e.Line == 3 && !e.IsRefusal);

    [Fact]
    public void The_date_is_the_one_that_was_given() =>
        JinjaTemplate.Parse("{{ strftime_now('%d %b %Y, %-d %B %y %H:%M %A %j %%') }}").Render([], new DateTime(2025, 2, 3, 4, 5, 6, DateTimeKind.Unspecified))
            .Should().Be("03 Feb 2025, 3 February 25 04:05 Monday 034 %");

    [Fact]
    public void Without_a_date_a_template_that_asks_for_it_fails() =>
        ((Action)(() => JinjaTemplate.Parse("{{ strftime_now('%Y') }}").Render([]))).Should().Throw<JinjaException>().WithMessage("*ChatTemplateDate*");

    private static bool Ends(string template)
    {
        try
        {
            JinjaMapping turn = new() { ["role"] = "user", ["content"] = "hi 😀" };
            JinjaTemplate.Parse(template).Render([KeyValuePair.Create("messages", (object?)new JinjaList([turn])), KeyValuePair.Create("x", (object?)"abc")]);
        }
        catch (JinjaException e)
        {
            return e.Reason.Length is > 0 and < 500;
        }

        return true;
    }
}
