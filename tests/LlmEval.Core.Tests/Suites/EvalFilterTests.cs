using FsCheck;
using FsCheck.Fluent;
using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Suites;

public sealed class EvalFilterTests : IDisposable
{
    private readonly SuiteFolder _project = new();
    private readonly EvalSuite _suite;

    public EvalFilterTests() => _suite = _project.Suite("""
        name: triage
        tags: [pr]
        models: [tiny, gpt]
        cases:
          - { id: outage-1, tags: [hard] }
          - { id: login=2 }
        """)!;

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("", "outage-1,login=2")]
    [InlineData(" ; , ", "outage-1,login=2")]
    [InlineData("tag=pr", "outage-1,login=2")]
    [InlineData("tag=hard", "outage-1")]
    [InlineData("tag!=hard", "login=2")]
    [InlineData("tag=hard|none", "outage-1")]
    [InlineData("tag=none,tag=HARD", "outage-1")]
    [InlineData("tag=pr;tag!=hard", "login=2")]
    [InlineData("tag=none", "")]
    [InlineData("case=outage*", "outage-1")]
    [InlineData("case=*1", "outage-1")]
    [InlineData("case=*ta*-?", "")]
    [InlineData("case=*", "outage-1,login=2")]
    [InlineData("case=login=2", "login=2")]
    [InlineData("case = out*e-*1 ; suite = TRI*", "outage-1")]
    [InlineData("suite=other", "")]
    [InlineData("suite!=triage", "")]
    [InlineData("suite=other|triage;case!=login*|x", "outage-1")]
    [InlineData("model=tiny", "outage-1,login=2")]
    [InlineData("case='outage-1'", "outage-1")]
    [InlineData("case='outage*'", "")]
    [InlineData("case='OUTAGE-1'", "")]
    [InlineData("case = 'no;t' | 'login=2' ; suite='triage'", "login=2")]
    [InlineData("case!='a,b|c'|'login=2'", "outage-1")]
    [InlineData("case='\\u006fut\\u0061ge-1'", "outage-1")]
    public void A_filter_chooses_cases(string text, string cases)
    {
        EvalFilter filter = Parse(text)!;

        string.Join(',', _suite.CasesInPlace.Where(c => filter.Matches(_suite, c)).Select(c => c.Id)).Should().Be(cases);
        filter.Matches(_suite).Should().Be(cases.Length > 0, "a suite is chosen when one of its cases is");
    }

    [Theory]
    [InlineData("model=tiny", "tiny")]
    [InlineData("model!=tiny", "gpt")]
    [InlineData("model=*t*", "tiny,gpt")]
    [InlineData("model=none", "")]
    [InlineData("model=tiny;tag=none", "")]
    public void A_filter_chooses_models(string text, string models)
    {
        EvalFilter filter = Parse(text)!;

        string.Join(',', _suite.Models.Select(m => m.Name).Where(m => filter.Matches(_suite, m))).Should().Be(models);
        filter.Matches(_suite).Should().Be(models.Length > 0);
    }

    [Fact]
    public void A_suite_with_data_is_chosen_while_its_rows_may_bring_the_tag()
    {
        _project.Write("evals/rows.jsonl", "{\"tags\": [\"late\"]}\n");
        EvalSuite suite = _project.Suite("data: rows.jsonl\ntags: [nightly]\n")!;

        Parse("tag=late")!.Matches(suite).Should().BeTrue();
        Parse("tag=late")!.Matches(suite, suite.ReadCases(new DiagnosticBag()).Single()).Should().BeTrue();
        Parse("tag!=nightly")!.Matches(suite).Should().BeFalse();
        Parse("model=any")!.Matches(suite).Should().BeTrue("the model of its prompt is not known here");
    }

    [Theory]
    [InlineData("tag")]
    [InlineData("tags=pr")]
    [InlineData("=pr")]
    [InlineData("tag=")]
    [InlineData("tag=a|")]
    [InlineData("tag!pr")]
    [InlineData("Tag=pr")]
    [InlineData("case='a")]
    [InlineData("case='a'b")]
    [InlineData("case='")]
    [InlineData("case=''")]
    [InlineData("case='a;tag=pr")]
    public void What_is_no_condition_is_reported(string text)
    {
        DiagnosticBag found = new();

        EvalFilter.Parse(text, found).Should().BeNull();

        found.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1025");
    }

    [Fact]
    public void An_empty_filter_says_so()
    {
        Parse(null)!.IsEmpty.Should().BeTrue();
        EvalFilter.All.IsEmpty.Should().BeTrue();
        Parse("tag=a")!.IsEmpty.Should().BeFalse();
    }

    [Fact]
    public void Random_text_never_throws_and_null_means_an_error()
    {
        Gen<string> texts = Gen.Elements("tag", "suite", "case", "model", "=", "!=", "|", ";", ",", "*", "a", " ", "\n", "'", "\\u0061", "triage").ListOf().Select(p => string.Concat(p));
        FsCheck.Fluent.Prop.ForAll(texts.ToArbitrary(), text =>
        {
            DiagnosticBag found = new();
            EvalFilter? filter = EvalFilter.Parse(text, found);
            bool some = filter is not null && _suite.CasesInPlace.Any(c => filter.Matches(_suite, c));
            return (filter is null) == found.HasErrors && (!some || filter!.IsEmpty || filter.Matches(_suite) || text.Contains("model", StringComparison.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void A_star_stands_for_any_characters()
    {
        Gen<string> texts = Gen.Elements("a", "b", "*").ListOf().Select(p => string.Concat(p));
        Gen<string> ids = Gen.Elements("a", "b").NonEmptyListOf().Select(p => string.Concat(p));
        FsCheck.Fluent.Prop.ForAll(texts.Where(t => t.Length > 0).Zip(ids).ToArbitrary(), pair =>
        {
            bool fits = System.Text.RegularExpressions.Regex.IsMatch(pair.Item2, $"^{pair.Item1.Replace("*", ".*", StringComparison.Ordinal)}$", System.Text.RegularExpressions.RegexOptions.NonBacktracking);
            return Parse($"case={pair.Item1}")!.Matches(_suite, _suite.CasesInPlace[0] with { Id = pair.Item2 }) == fits;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static EvalFilter? Parse(string? text)
    {
        DiagnosticBag found = new();
        EvalFilter? filter = EvalFilter.Parse(text, found);
        found.Items.Should().BeEmpty();
        return filter;
    }
}
