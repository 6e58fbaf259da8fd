using FsCheck;
using FsCheck.Fluent;
using LlmEval.Scoring.Grounding.Facts;

namespace LlmEval.Scoring.Grounding;

public sealed class FactFinderTests
{
    [Theory]
    [InlineData("1,234.50", "1234.5")]
    [InlineData("1.234,50", "1234.5")]
    [InlineData("1'234", "1234")]
    [InlineData("12 345 people", "12345")]
    [InlineData("1,234", "1234|1.234")]
    [InlineData("1.500", "1.5|1500")]
    [InlineData("12,34,567", "1234567")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("at 14:30", "14:30")]
    [InlineData("at 2:30 pm", "14:30")]
    [InlineData("-5 degrees", "-5")]
    [InlineData("3 million", "3000000")]
    [InlineData("2.5bn", "2500000000")]
    [InlineData("5k", "5000")]
    [InlineData("the 3rd", "3")]
    [InlineData("seven dwarfs", "7")]
    [InlineData("0.0010", "0.001")]
    public void Numbers_are_read_in_any_notation(string text, string values) =>
        Find(text).Should().ContainSingle().Which.Values.Should().Equal(values.Split('|'));

    [Theory]
    [InlineData("12%", "%")]
    [InlineData("12 percent", "%")]
    [InlineData("$12", "$")]
    [InlineData("12 \u20ac", "\u20ac")]
    [InlineData("12 kilometers", "km")]
    [InlineData("12-day", "day")]
    [InlineData("12 apples", null)]
    public void Units_are_read_in_any_notation(string text, string? unit) => Find(text).Should().ContainSingle().Which.Unit.Should().Be(unit);

    [Theory]
    [InlineData("1. First\n2. Second")]
    [InlineData("as it says [1] and [2, 3]")]
    [InlineData("GPT-4 and H2O and x_1 and Covid-19")]
    [InlineData("twenty-one and someone")]
    [InlineData("\ud83d\ude00 \ud83d")]
    public void Numbers_of_lists_citations_and_names_are_none(string text) => Find(text).Where(f => f.Kind == FactKind.Number).Should().BeEmpty();

    [Theory]
    [InlineData("2024-01-31", "2024-01-31")]
    [InlineData("2024/1/31", "2024-01-31")]
    [InlineData("31.01.2024", "2024-01-31")]
    [InlineData("31.1.24", "2024-01-31")]
    [InlineData("1/31/2024", "2024-01-31")]
    [InlineData("03/04/2024", "2024-03-04|2024-04-03")]
    [InlineData("January 31, 2024", "2024-01-31")]
    [InlineData("Jan. 31st 2024", "2024-01-31")]
    [InlineData("the 31st of January 2024", "2024-01-31")]
    [InlineData("31 January 2024", "2024-01-31")]
    [InlineData("31. Januar 2024", "2024-01-31")]
    [InlineData("31 janvier 2024", "2024-01-31")]
    [InlineData("31 de enero de 2024", "2024-01-31")]
    [InlineData("January 2024", "2024-01")]
    [InlineData("January 31", "--01-31")]
    public void Dates_are_read_in_any_notation(string text, string values)
    {
        Fact fact = Find($"It was {text}.").Where(f => f.Kind is FactKind.Date or FactKind.Number).Should().ContainSingle().Subject;
        (fact.Kind, string.Join('|', fact.Values)).Should().Be((FactKind.Date, values));
        $"It was {text}.".Substring(fact.Start, fact.Length).Should().Be(text.Replace("the ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("31.02.2024")]
    [InlineData("2024-13-01")]
    [InlineData("you may 5 times")]
    public void What_is_no_day_is_no_date(string text)
    {
        if (text.StartsWith("you", StringComparison.Ordinal)) { Find(text).Should().NotBeEmpty(); }
        else { Find(text).Where(f => f.Kind == FactKind.Date).Should().BeEmpty(); }
    }

    [Fact]
    public void Names_are_words_with_a_capital_inside_a_sentence()
    {
        Find("Yesterday Mr. Alan Turing met Grace Hopper's team. Then I left for New York on Monday.").Where(f => f.Kind == FactKind.Name)
            .Select(f => f.Values[0]).Should().Equal("alan turing", "grace hopper", "new york");
    }

    [Fact]
    public void Addresses_and_quotations_are_found_without_what_surrounds_them()
    {
        const string Text = "See (https://Contoso.com/a_(b)/?q=1). He said \u201eso it is\u201c and \"one [...] thing\" and \"word\" at www.x.org.";
        Find(Text).Where(f => f.Kind == FactKind.Url).Select(f => f.Values[0]).Should().Equal("contoso.com/a_(b)/?q=1", "x.org");
        Find(Text).Where(f => f.Kind == FactKind.Quotation).Select(f => string.Join('|', f.Values)).Should().Equal("so it is", "one|thing");
    }

    [Fact]
    public void Any_text_is_searched_without_an_error_and_spans_are_inside()
    {
        Gen<string> texts = Gen.Elements("1", ",", ".", " ", "'", ":", "-", "\"", "May", "2024", "k", "million", "[", "]", "\ud83d", "http://a", "Ab", "\n", "99999999999999999999999999999").ListOf().Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), text => FactFinder.Find(text).All(f => f.Length > 0 && f.Start >= 0 && f.End <= text.Length && f.Values.Count > 0)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_text_holds_its_own_facts()
    {
        Gen<string> texts = Gen.Elements("1,5", " ", "12 km ", "May 3, 2024 ", "\"so it is\" ", "http://a.org/x ", "then Bob ", "7% ", ". ", "-4 ", "3 million ").ListOf().Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            FactIndex index = new([text]);
            return FactFinder.Find(text).All(index.Has);
        }).QuickCheckThrowOnFailure();
    }

    private static IReadOnlyList<Fact> Find(string text) => FactFinder.Find(text, TestContext.Current.CancellationToken);
}
