using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>Branches that the given vectors do not reach; the numbers are those of the reference implementations.</summary>
public sealed class TextMetricTests
{
    private const string Cat = "The cat sat on a mat in the house.";
    private const string House = "The parties, \"agreed\" upon 東京、 the House's plan.";
    private static readonly string[] s_cats = ["The dog lay on the rug of a house.", "A cat slept on a mat."];
    private static readonly string[] s_house = ["Upon the house's plan, the parties agreed 東京 today."];

    [Theory]
    [InlineData(BleuSmoothing.Exponential, null, 22.08959113415789)]
    [InlineData(BleuSmoothing.Floor, null, 14.772199911861211)]
    [InlineData(BleuSmoothing.Floor, 0.01, 8.307018474412793)]
    [InlineData(BleuSmoothing.AddK, null, 30.70519567731271)]
    [InlineData(BleuSmoothing.AddK, 2.0, 39.45881255591767)]
    [InlineData(BleuSmoothing.None, null, 0.0)]
    public void Bleu_smooths_and_clips_by_the_most_of_several_references(BleuSmoothing smoothing, double? value, double expected) =>
        Bleu.Sentence(Cat, s_cats, new BleuOptions { Smoothing = smoothing, SmoothValue = value }).Value.Should().BeApproximately(expected, 1e-9);

    [Theory]
    [InlineData("Great job 😀👍 © 2024, everyone! ١٢٣٫٥", "Great job everyone 😀 © 2024! ١٢٣٫٥", Tokenization.International, 15.619699684601276)]
    [InlineData("東京は日本の首都です。", "日本の首都は東京です。", Tokenization.Characters, 52.809722164707395)]
    [InlineData("end-\nless <skipped>day 3.14, 5-x", "endless day 3.14 , 5 - x", Tokenization.Mteval13a, 100)]
    public void Bleu_cuts_texts_as_its_tokenizer_does(string hypothesis, string reference, Tokenization tokenization, double expected) =>
        Bleu.Sentence(hypothesis, [reference], new BleuOptions { Tokenization = tokenization }).Value.Should().BeApproximately(expected, 1e-9);

    [Fact]
    public void Bleu_lowers_case_as_python_does() =>
        Bleu.Sentence("ΟΔΟΣ Straße STOP", ["οδος straße stop now"], new BleuOptions { Lowercase = true }).Value.Should().BeApproximately(71.65313105737896, 1e-9);

    [Fact]
    public void Bleu_of_a_shorter_order_and_without_effective_order()
    {
        Bleu.Sentence(Cat, s_cats, new BleuOptions { MaxOrder = 2 }).Value.Should().BeApproximately(51.639777949432215, 1e-9);
        Bleu.Sentence("hello there", ["hello there"], new BleuOptions { EffectiveOrder = false }).Value.Should().Be(0);
        Bleu.Sentence("a b, c", ["a b , c"], new BleuOptions { Tokenization = Tokenization.None, Smoothing = BleuSmoothing.Floor }).Value
            .Should().BeApproximately(10.703556054207347, 1e-9);
    }

    [Fact]
    public void Chrf_counts_words_case_and_empty_orders_where_asked_for()
    {
        Chrf.Sentence(Cat, s_cats, new ChrfOptions { WordOrder = 2 }).Should().BeApproximately(41.95569277868899, 1e-9);
        Chrf.Sentence("a 👍🏽b", ["a 👍 b c"], new ChrfOptions { EpsSmoothing = true }).Should().BeApproximately(18.055555555555554, 1e-9);
        Chrf.Sentence("HELLO (World)!", ["hello world"], new ChrfOptions { Beta = 1, Lowercase = true, WordOrder = 1 }).Should().BeApproximately(48.60777167558208, 1e-9);
        Chrf.Corpus(["the cat", "a dog barks"], [["the cat sat"], ["a dog bit"]]).Should().BeApproximately(50.154476820141305, 1e-9);
    }

    [Theory]
    [InlineData(false, false, false, false, 77.77777777777779)]
    [InlineData(true, false, false, false, 50.0)]
    [InlineData(false, true, false, false, 44.44444444444444)]
    [InlineData(false, false, false, true, 100.0)]
    [InlineData(true, true, true, false, 27.27272727272727)]
    [InlineData(false, true, true, false, 33.33333333333333)]
    public void Ter_normalises_as_tercom_does(bool normalized, bool noPunctuation, bool asian, bool caseSensitive, double expected) =>
        Ter.Sentence(House, s_house, new TerOptions { Normalized = normalized, NoPunctuation = noPunctuation, AsianSupport = asian, CaseSensitive = caseSensitive })
            .Should().BeApproximately(expected, 1e-9);

    [Fact]
    public void Ter_takes_the_closest_reference_and_their_mean_length()
    {
        Ter.Sentence("a b c d e f", ["d e f a b c", "a b x"]).Should().BeApproximately(22.22222222222222, 1e-9);
        Ter.Sentence("a", [""]).Should().Be(100);
        Ter.Sentence("", [""]).Should().Be(0);
        Ter.Corpus(["a b", "c d e"], [["b a"], ["c e"]]).Should().BeApproximately(50, 1e-9);
    }

    [Fact]
    public void Rouge_takes_the_reference_with_the_best_f_and_unites_lines()
    {
        string[] targets = ["the cat sat", "the dogs were running home"];
        const string Prediction = "the dog runs home\nthe cat";
        Rouge.N(Prediction, targets, 1, stem: true).F.Should().BeApproximately(0.7272727272727272, 1e-9);
        Rouge.N(Prediction, targets, 2, stem: true).F.Should().BeApproximately(0.4444444444444445, 1e-9);
        Rouge.N(Prediction, targets, 3, stem: true).F.Should().Be(0);
        Rouge.Lsum(Prediction, targets, stem: true).Should().Be(Rouge.L(Prediction, targets, stem: true));
        Rouge.L("a a c\nb a", ["a b a\na c", "x"]).F.Should().BeApproximately(0.6, 1e-9);
        Rouge.Lsum("a a c\nb a", ["a b a\na c", "x"]).F.Should().Be(1);
    }

    [Fact]
    public void Gleu_counts_the_orders_that_are_asked_for() =>
        Gleu.Sentence("the the cat", ["the cat sat on the mat", "the dog"], 2, 3).Should().BeApproximately(0.1111111111111111, 1e-9);

    [Fact]
    public void Meteor_weighs_as_asked_for() => Meteor.ExactStem("the cat is sitting on mat the", ["the cats sat on the mat", "a dog"], new MeteorOptions { Alpha = 0.5, Beta = 1, Gamma = 0.2 })
        .Should().BeApproximately(0.6461538461538461, 1e-9);

    [Theory]
    [InlineData("skies", "sky")]
    [InlineData("dying", "die")]
    [InlineData("Dying", "dy")]
    [InlineData("dies", "die")]
    [InlineData("ied", "i")]
    [InlineData("tied", "tie")]
    [InlineData("agreed", "agre")]
    [InlineData("feed", "feed")]
    [InlineData("hopping", "hop")]
    [InlineData("falling", "fall")]
    [InlineData("filing", "file")]
    [InlineData("sized", "size")]
    [InlineData("a*ded", "ad")]
    [InlineData("generalli", "gener")]
    [InlineData("geologi", "geolog")]
    [InlineData("happy", "happi")]
    [InlineData("enjoy", "enjoy")]
    [InlineData("by", "by")]
    [InlineData("conformabli", "conform")]
    [InlineData("replacement", "replac")]
    [InlineData("controll", "control")]
    [InlineData("𝐚ies", "𝐚ie")]
    [InlineData("naïvely", "naïv")]
    public void A_stem_is_that_of_nltk(string word, string stem) => PorterStemmer.Stem(word).Should().Be(stem);

    [Theory]
    [InlineData("The a\u0301 an-other a☃ thé", "\u0301 another ☃ thé")]
    [InlineData("\"An\" apple, the", "apple")]
    [InlineData("theatre the_re x𝐚 a", "theatre there x𝐚")]
    public void Squad_leaves_out_articles_where_python_sees_a_word(string text, string expected) => Squad.Normalize(text).Should().Be(expected);

    [Theory]
    [InlineData("ΣΑΣ Σ", "σας σ")]
    [InlineData("ΑΣ'Α ΑΣ.", "ασ'α ας.")]
    [InlineData("İ", "i\u0307")]
    [InlineData("AΣ\u0301B", "aσ\u0301b")]
    public void Lower_case_is_pythons(string text, string expected) => PythonText.Lower(text).Should().Be(expected);

    [Fact]
    public void White_space_is_pythons()
    {
        Bleu.Sentence("a\u001cb", ["a b"], new BleuOptions { Tokenization = Tokenization.None }).Value.Should().BeApproximately(100, 1e-9);
        Bleu.Sentence("a\u200bb", ["a b"], new BleuOptions { Tokenization = Tokenization.None }).Value.Should().Be(0);
    }

    [Fact]
    public void Cosine_survives_large_small_and_empty_vectors()
    {
        Cosine.Similarity([1e200, 0], [1e200, 1e200]).Should().BeApproximately(Math.Sqrt(0.5), 1e-12);
        Cosine.Similarity([1e20f, 1e20f], [1f, 1f]).Should().BeApproximately(1, 1e-12);
        Cosine.Similarity([0, 0], [1.0, 2]).Should().Be(0);
        Cosine.Similarity([1e-20, 0], [1.0, 0]).Should().Be(0, "so short a vector has no direction for scikit-learn");
        Cosine.Similarity(ReadOnlySpan<double>.Empty, []).Should().Be(0);
        ((Action)(() => Cosine.Similarity([double.NaN], [1.0]))).Should().Throw<ArgumentException>();
        ((Action)(() => Cosine.Similarity([1.0, 2], [1.0]))).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_metric_needs_a_reference()
    {
        foreach (Action act in new Action[]
        {
            () => Bleu.Sentence("a", []), () => Chrf.Sentence("a", []), () => Rouge.N("a", [], 1), () => Rouge.L("a", []), () => Gleu.Sentence("a", []),
            () => Meteor.ExactStem("a", []), () => Squad.F1("a", []), () => Ter.Sentence("a", []),
        })
        {
            act.Should().Throw<ArgumentException>();
        }
    }
}
