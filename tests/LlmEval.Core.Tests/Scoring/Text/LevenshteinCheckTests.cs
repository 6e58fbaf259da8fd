using System.Runtime.CompilerServices;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Model;

namespace LlmEval.Scoring.Text;

public sealed class LevenshteinCheckTests
{
    public static TheoryData<string, string, int, double> Vectors()
    {
        TheoryData<string, string, int, double> rows = [];
        foreach (string line in File.ReadLines(Path.Combine(Here(), "..", "Vectors", "levenshtein.jsonl")))
        {
            JsonElement row = JsonElement.Parse(line);
            JsonElement expected = row.GetProperty("expected");
            rows.Add(row.GetProperty("a").GetString()!, row.GetProperty("b").GetString()!,
                expected.GetProperty("distance").GetInt32(), expected.GetProperty("similarity").GetDouble());
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_distance_is_that_of_the_reference(string a, string b, int distance, double similarity)
    {
        Score score = Bench.Score("levenshtein: '{{v}}'", a, ("v", b));
        score.Value.Should().Be(distance);
        double longest = Math.Max(EditDistance.Length(a), EditDistance.Length(b));
        (1 - (score.Value / longest)).Should().BeApproximately(similarity, 1e-9);
    }

    [Fact]
    public void The_vectors_are_all_there() => Vectors().Count.Should().Be(8);

    [Theory]
    [InlineData("levenshtein: { value: abcdef, threshold: 2 }", "abcd", true)]
    [InlineData("levenshtein: { value: abcdef, threshold: 2 }", "abc", false)]
    [InlineData("levenshtein: abcdef", "a", true)]
    [InlineData("levenshtein: abcdef", "", false)]
    [InlineData("levenshtein: { value: abc, threshold: 0 }", "abc", true)]
    [InlineData("levenshtein: ''", "", true)]
    [InlineData("levenshtein: { value: abc, threshold: 1, path: $.t }", "{\"t\":\"abd\"}", true)]
    public void It_passes_up_to_the_threshold_and_its_opposite_above(string entry, string answer, bool expected)
    {
        Score score = Bench.Score(entry, answer);
        Score opposite = Bench.Score($"not-{entry}", answer);
        score.Passed.Should().Be(expected);
        opposite.Passed.Should().Be(!expected);
        opposite.Value.Should().Be(score.Value, "the raw score stays the distance");
    }

    [Fact]
    public void Without_the_value_at_the_path_either_form_fails_at_the_distance_from_nothing()
    {
        foreach (string name in new[] { "levenshtein", "not-levenshtein" })
        {
            Score score = Bench.Score($"{name}: {{ value: abc, threshold: 1, path: $.t }}", "{}");
            score.Passed.Should().BeFalse();
            score.Value.Should().Be(3);
            score.Reason.Should().Contain("nothing at $.t");
        }
    }

    [Fact]
    public void The_metric_is_edits_and_lower_is_better()
    {
        Metric metric = Bench.Check("levenshtein: x").Metric;
        (metric.Unit, metric.HigherIsBetter, metric.IsBinary, metric.IsGated).Should().Be(("edits", false, false, true));
        Bench.Check("not-levenshtein: x").Metric.HigherIsBetter.Should().BeTrue();
    }

    [Fact]
    public void Texts_too_long_to_compare_are_unscored()
    {
        Score score = Bench.Score("levenshtein: '{{v}}'", new string('a', 40_000), ("v", new string('b', 40_000)));
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Reason.Should().Contain("too long");
    }

    [Fact]
    public void It_stops_when_it_is_cancelled()
    {
        Action act = () => EditDistance.Between(new string('a', 100), new string('b', 100), new CancellationToken(canceled: true));
        act.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Distance_is_zero_exactly_for_equal_texts() => Prop.ForAll<string?, string?>(
        (a, b) => (Distance(a, b) == 0) == ((a ?? "") == (b ?? ""))).QuickCheckThrowOnFailure();

    [Fact]
    public void Distance_is_symmetric() => Prop.ForAll<string?, string?>(
        (a, b) => Distance(a, b) == Distance(b, a)).QuickCheckThrowOnFailure();

    [Fact]
    public void Distance_obeys_the_triangle_inequality() => Prop.ForAll<string?, string?, string?>(
        (a, b, c) => Distance(a, c) <= Distance(a, b) + Distance(b, c)).QuickCheckThrowOnFailure();

    [Fact]
    public void Distance_agrees_with_the_plain_definition()
    {
        Gen<string> texts = Gen.Elements("a", "b", "\ud83d\udc4d", "\u0301").ListOf().Select(l => string.Concat(l.Take(7)));
        Prop.ForAll(texts.ToArbitrary(), texts.ToArbitrary(), (a, b) => Distance(a, b) == Plain(Points(a), Points(b))).QuickCheckThrowOnFailure();
    }

    private static int Distance(string? a, string? b) => EditDistance.Between(a ?? "", b ?? "", CancellationToken.None)!.Value;

    private static int[] Points(string text) => [.. text.EnumerateRunes().Select(r => r.Value)];

    private static int Plain(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        if (a.IsEmpty || b.IsEmpty) { return a.Length + b.Length; }

        int replaced = Plain(a[1..], b[1..]) + (a[0] == b[0] ? 0 : 1);
        return Math.Min(replaced, 1 + Math.Min(Plain(a[1..], b), Plain(a, b[1..])));
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
