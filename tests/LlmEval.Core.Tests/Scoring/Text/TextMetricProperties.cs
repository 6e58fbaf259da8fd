using FsCheck;
using FsCheck.Fluent;

namespace LlmEval.Scoring.Text;

public sealed class TextMetricProperties
{
    private static readonly Dictionary<string, Func<string, string, double>> s_ratios = new(StringComparer.Ordinal)
    {
        ["bleu"] = static (a, b) => Bleu.Sentence(a, [b]).Value / 100,
        ["chrf"] = static (a, b) => Chrf.Sentence(a, [b]) / 100,
        ["chrf++"] = static (a, b) => Chrf.Sentence(a, [b], new ChrfOptions { WordOrder = 2 }) / 100,
        ["rouge-1"] = static (a, b) => Rouge.N(a, [b], 1).F,
        ["rouge-l"] = static (a, b) => Rouge.L(a, [b], stem: true).F,
        ["rouge-lsum"] = static (a, b) => Rouge.Lsum(a, [b]).F,
        ["gleu"] = static (a, b) => Gleu.Sentence(a, [b]),
        ["f1"] = static (a, b) => Squad.F1(a, [b]),
        ["similarity"] = static (a, b) => EditDistance.Similarity(a, b, CancellationToken.None)!.Value,
        ["indel"] = static (a, b) => EditDistance.IndelRatio(a, b, CancellationToken.None)!.Value,
        ["meteor"] = static (a, b) => Meteor.ExactStem(a, [b]),
        ["1-ter"] = static (a, b) => 1 / (1 + Ter.Sentence(a, [b])),
    };

    private static readonly Arbitrary<string> s_texts = Gen.Elements("cat", "cats", "dog", "The", "a", "running", "7", " ", " ", " ", ".", "\n", "\ud83d\udc4d", "\u0301", "\ud800", "ß", "東")
        .ListOf().Select(static l => string.Concat(l.Take(30))).ToArbitrary();

    public static TheoryData<string> Names() => [.. s_ratios.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_ratio_stays_within_its_bounds(string name) => Prop.ForAll(s_texts, s_texts, (a, b) => s_ratios[name](a, b) is >= 0 and <= 1 + 1e-12).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_text_is_like_itself(string name) => Prop.ForAll(s_texts, text =>
    {
        // METEOR never gives all: one chunk is a fragment too.
        string whole = $"{text} the cat ran";
        return name == "meteor" ? s_ratios[name](whole, whole) >= 0.5 : Math.Abs(s_ratios[name](whole, whole) - 1) < 1e-9;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("rouge-1")]
    [InlineData("rouge-l")]
    [InlineData("gleu")]
    [InlineData("f1")]
    [InlineData("similarity")]
    [InlineData("indel")]
    public void A_symmetric_measure_is_the_same_both_ways(string name) =>
        Prop.ForAll(s_texts, s_texts, (a, b) => Math.Abs(s_ratios[name](a, b) - s_ratios[name](b, a)) < 1e-12).QuickCheckThrowOnFailure();

    [Fact]
    public void More_references_never_make_a_best_of_worse() => Prop.ForAll(s_texts, s_texts, s_texts, (a, b, c) =>
        Chrf.Sentence(a, [b, c]) >= Chrf.Sentence(a, [b]) - 1e-9
        && Gleu.Sentence(a, [b, c]) >= Gleu.Sentence(a, [b])
        && Squad.F1(a, [b, c]) >= Squad.F1(a, [b])
        && Meteor.ExactStem(a, [b, c]) >= Meteor.ExactStem(a, [b])
        && Rouge.L(a, [b, c]).F >= Rouge.L(a, [b]).F).QuickCheckThrowOnFailure();

    [Fact]
    public void A_corpus_of_one_is_its_sentence() => Prop.ForAll(s_texts, s_texts, (a, b) =>
        Math.Abs(Bleu.Corpus([a], [[b]], new BleuOptions()).Value - Bleu.Sentence(a, [b]).Value) < 1e-12
        && Math.Abs(Chrf.Corpus([a], [[b]]) - Chrf.Sentence(a, [b])) < 1e-12
        && Math.Abs(Ter.Corpus([a], [[b]]) - Ter.Sentence(a, [b])) < 1e-12).QuickCheckThrowOnFailure();

    [Fact]
    public void The_bits_of_a_subsequence_give_what_its_table_gives() => Prop.ForAll(Gen.Choose(-1, 5).ListOf().ToArbitrary(), Gen.Choose(0, 5).ListOf().ToArbitrary(), (left, right) =>
    {
        int[] a = [.. Enumerable.Repeat(left, 6).SelectMany(l => l)];
        int[] b = [.. Enumerable.Repeat(right, 6).SelectMany(l => l)];
        bool[] marks = new bool[b.Length];
        CommonSubsequence.Mark(b, a, marks, CancellationToken.None);
        int masked = CommonSubsequence.Length(a, b, 6, CancellationToken.None)!.Value;
        // More words than masks are made for: the table by rows.
        int filled = CommonSubsequence.Length(a, b, 10_000_000, CancellationToken.None)!.Value;
        return masked == marks.Count(m => m) && masked == filled;
    }).QuickCheckThrowOnFailure();
}
