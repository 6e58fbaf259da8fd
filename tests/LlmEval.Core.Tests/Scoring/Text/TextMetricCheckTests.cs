using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Text;

public sealed class TextMetricCheckTests
{
    private static readonly string[] s_graded =
        ["bleu", "chrf", "chrf++", "rouge-n", "rouge-l", "rouge-lsum", "gleu", "meteor-exact-stem", "token-f1", "similarity", "ter"];

    public static TheoryData<string> Graded() => [.. s_graded];

    [Theory]
    [MemberData(nameof(Graded))]
    public void The_text_itself_passes_and_another_fails(string name)
    {
        const string Text = "the parties agreed upon the plan";
        BoundCheck check = Bench.Check($"{name}: '{Text}'");
        Score same = Bench.Score(check, new Answer { Text = Text });
        same.Passed.Should().BeTrue();
        same.Value.Should().BeApproximately(name == "ter" ? 0 : 1, name == "meteor-exact-stem" ? 0.01 : 0);
        Score other = Bench.Score(check, new Answer { Text = "xyz, 123!" });
        other.Passed.Should().BeFalse();
        other.Reason.Should().StartWith($"{name} ").And.Contain("expected 'the parties").And.Contain("got 'xyz, 123!'");
        Bench.Score($"not-{name}: '{Text}'", Text).Passed.Should().BeFalse();
        Bench.Score($"not-{name}: '{Text}'", "xyz, 123!").Passed.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Graded))]
    public void An_empty_answer_is_scored_and_fails(string name)
    {
        Score score = Bench.Score($"{name}: some text", string.Empty);
        score.Outcome.Should().Be(ScoreOutcome.Scored);
        score.Passed.Should().BeFalse();
        score.Value.Should().Be(name == "ter" ? 1 : 0);
    }

    [Theory]
    [MemberData(nameof(Graded))]
    public async Task One_of_several_texts_does_and_they_may_come_from_the_case(string name)
    {
        Bench.Score($"{name}: [completely different words, 'the cat sat on the mat']", "the cat sat on the mat").Passed.Should().Be(true);
        CaseValue list = CaseValue.From(Bench.Nodes("- [completely different words, the cat sat on the mat]")[0], new DiagnosticBag())!;
        ScoringContext context = new(Bench.Sample(new Answer { Text = "the cat sat on the mat" }), 0, new CaseValues(("v", list)));
        (await Bench.Check($"{name}: '{{{{v}}}}'").ScoreAsync(context, CancellationToken.None)).Passed.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Graded))]
    public void Without_the_value_at_the_path_either_form_fails(string name)
    {
        foreach (string form in new[] { name, $"not-{name}" })
        {
            Score score = Bench.Score($"{form}: {{ value: abc, path: $.t }}", "{}");
            score.Passed.Should().BeFalse();
            score.Reason.Should().Contain("nothing at $.t");
            Bench.Score($"{form}: {{ value: abc def, path: $.t }}", "{\"t\":\"abc def\"}").Passed.Should().Be(form == name);
        }
    }

    [Theory]
    [MemberData(nameof(Graded))]
    public void Nothing_to_compare_with_is_a_mistake_or_leaves_the_case_unscored(string name)
    {
        if (name is "token-f1" or "similarity")
        {
            Bench.Score($"{name}: ''", string.Empty).Value.Should().Be(1, "nothing is what is expected");
            Bench.Score($"{name}: ''", "x").Value.Should().Be(0);
            return;
        }

        Bench.Mistakes($"- {name}: ' '").Should().ContainSingle().Which.Should().Contain("LLM1003").And.Contain("empty");
        Score score = Bench.Score($"{name}: '{{{{v}}}}'", "x", ("v", " "));
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Reason.Should().Contain("empty");
    }

    [Theory]
    [MemberData(nameof(Graded))]
    public void A_long_answer_is_scored_or_unscored_but_ends(string name)
    {
        string answer = string.Concat(Enumerable.Repeat("lorem ipsum \ud800 dolor\nsit amet 👍🏽 ", 30_000));
        Score score = Bench.Score($"{name}: lorem ipsum dolor", answer);
        score.Outcome.Should().BeOneOf(ScoreOutcome.Scored, ScoreOutcome.Unscored);
        score.Passed.Should().NotBe(true);
    }

    [Theory]
    [MemberData(nameof(Graded))]
    public void Every_key_is_documented(string name)
    {
        CheckRegistry.BuiltIn.TryFind(name, out CheckKind? kind, out _).Should().BeTrue();
        foreach (CheckOption option in kind!.Options.Where(o => !o.IsRequired && o.Key != "path"))
        {
            string value = option.Type switch { "flag" => "true", "integer" => "1", "number" => "1", var choices => choices.Split(' ')[^1] };
            Bench.Mistakes($"- {name}: {{ value: abc, {option.Key}: {value} }}").Should().BeEmpty(option.Key);
            Bench.Mistakes($"- {name}: {{ value: abc, {option.Key}: [wrong] }}").Should().ContainSingle(option.Key);
        }
    }

    [Theory]
    [InlineData("bleu: { value: 'a b c d e', tokenize: char }", "a b c d", 0.7788007830714049)]
    [InlineData("bleu: { value: 'The Cat sat here', lowercase: true }", "the cat sat here", 1)]
    [InlineData("bleu: { value: 'a b c', max-order: 1, smooth: none }", "a b x", 0.6666666666666667)]
    [InlineData("bleu: { value: 'a b c', smooth: floor, smooth-value: 0 }", "a b x", 0)]
    [InlineData("bleu: { value: hello there, effective-order: false }", "hello there", 0)]
    [InlineData("chrf: { value: 'ab', char-order: 1, beta: 1 }", "a", 0.6666666666666666)]
    [InlineData("chrf: { value: 'a b', char-order: 1, whitespace: true, beta: 1 }", "ab", 0.8)]
    [InlineData("chrf: { value: 'AB', lowercase: true }", "ab", 1)]
    [InlineData("chrf: { value: 'ab', char-order: 4, eps-smoothing: true }", "ab", 0.5)]
    [InlineData("rouge-n: { value: 'a b c d', n: 2 }", "a b x", 0.4)]
    [InlineData("rouge-n: { value: 'a b c d', measure: precision }", "a b x y z", 0.4)]
    [InlineData("rouge-n: { value: 'a b c d', measure: recall }", "a b x y z", 0.5)]
    [InlineData("rouge-l: { value: agreements reached, stemmer: true }", "agreement reaching", 1)]
    [InlineData("gleu: { value: 'a b c d', min-len: 2, max-len: 2 }", "a b x", 0.3333333333333333)]
    [InlineData("meteor-exact-stem: { value: 'a b', gamma: 0 }", "a b", 1)]
    [InlineData("similarity: { value: gambol, ratio: indel }", "gumbo", 0.7272727272727273)]
    [InlineData("similarity: gambol", "gumbo", 0.6666666666666667)]
    [InlineData("ter: { value: 'a b c d', case-sensitive: true }", "A b c d", 0.25)]
    [InlineData("ter: 'a b'", "a b c d e", 1.5)]
    [InlineData("token-f1: 'The answer, 42!'", "answer 42 x", 0.8)]
    public void Its_keys_decide_how_it_counts(string entry, string answer, double expected) => Bench.Score(entry, answer).Value.Should().BeApproximately(expected, 1e-9);

    [Fact]
    public void Rouge_warns_of_scripts_that_it_does_not_know()
    {
        foreach (string name in new[] { "rouge-n", "rouge-l", "rouge-lsum" })
        {
            Score score = Bench.Score($"{name}: 日本の首都", "日本の首都");
            score.Outcome.Should().Be(ScoreOutcome.Scored);
            score.Value.Should().Be(0);
            score.Reason.Should().Contain("a-z").And.Contain("chrf");
        }
    }

    [Fact]
    public void Constant_and_inserted_texts_score_the_same()
    {
        foreach (string name in s_graded)
        {
            double constant = Bench.Score($"{name}: the cat sat on the mat", "A cat sat on mats, the dog.").Value;
            Bench.Score($"{name}: '{{{{v}}}}'", "A cat sat on mats, the dog.", ("v", "the cat sat on the mat")).Value.Should().Be(constant, name);
        }
    }

    [Fact]
    public void Scores_are_the_same_from_many_threads()
    {
        foreach (string name in s_graded)
        {
            BoundCheck check = Bench.Check($"{name}: the cats sat on the mat, the dog jumped");
            double expected = Bench.Score(check, new Answer { Text = "dogs jump on mats 0" }).Value;
            ParallelEnumerable.Range(0, 500).Select(i => Bench.Score(check, new Answer { Text = "dogs jump on mats 0" }).Value).Should().AllBeEquivalentTo(expected, name);
        }
    }

    [Theory]
    [InlineData("- gleu: { value: x, min-len: 3, max-len: 2 }", "from 1 to 2")]
    [InlineData("- bleu: { value: x, tokenize: moses }", "'13a' or 'intl' or 'char' or 'none'")]
    [InlineData("- bleu: { value: x, threshold: 50 }", "threshold")]
    [InlineData("- rouge-n: { value: x, n: 0 }", "from 1 to 9")]
    [InlineData("- word-count: { value: 3, min: 2 }", "either 'value' or 'min' and 'max'")]
    [InlineData("- word-count", "either 'value' or 'min' and 'max'")]
    [InlineData("- word-count: { min: 3, max: 2 }", "larger")]
    [InlineData("- word-count: many", "whole number")]
    [InlineData("- contains-all: []", "empty list")]
    [InlineData("- contains-any: [a, '']", "empty text")]
    [InlineData("- regex: [a, '(']", "not a regular expression")]
    [InlineData("- regex: { value: a, match: some }", "'any' or 'all'")]
    public void A_mistake_is_told(string yaml, string message) => Bench.Mistakes(yaml).Should().ContainSingle().Which.Should().Contain(message);
}
