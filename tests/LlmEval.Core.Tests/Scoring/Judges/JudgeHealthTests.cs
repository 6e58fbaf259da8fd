using System.Globalization;
using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

public sealed class JudgeHealthTests
{
    [Theory]
    [InlineData(20, 0, true)]
    [InlineData(20, 2, true)]
    [InlineData(20, 3, false)]
    [InlineData(5, 1, false)]
    [InlineData(0, 0, false)]
    public async Task A_judge_is_stable_when_at_most_a_tenth_of_its_labels_change(int answers, int changed, bool isStable)
    {
        using JudgeBench bench = new();
        FakeModels models = new(r => JudgeBench.Verdict(
            r.Sample == 1 && int.Parse(FakeModels.Data(r, "answer"), CultureInfo.InvariantCulture) < changed ? "partly" : "met"));
        JudgeState state = await JudgeHealth.AssessAsync(bench.Check("llm-rubric: { value: x, judge: judge, threshold: 0.5 }"), Answers(answers), models, CancellationToken.None);
        (state.JudgedTwice, state.Changed, state.IsStable, state.IsAdvisory, state.IsCalibrated).Should().Be((answers, changed, isStable, !isStable, false));
        state.Kappa.Should().BeNull();
        (state.Metric, state.Judge).Should().Be(("llm-rubric", "judge"));
        models.Asked.Select(a => a.Sample).Distinct().Should().BeSubsetOf([0, 1]);
    }

    [Fact]
    public async Task Twenty_answers_are_judged_twice_and_no_more()
    {
        using JudgeBench bench = new();
        FakeModels models = new(JudgeBench.Verdict("met"));
        (await JudgeHealth.AssessAsync(bench.Check("llm-rubric: { value: x, judge: judge }"), Answers(50), models, CancellationToken.None)).JudgedTwice.Should().Be(20);
        models.Asked.Should().HaveCount(40);
    }

    [Fact]
    public async Task What_could_not_be_judged_counts_neither_way()
    {
        using JudgeBench bench = new();
        FakeModels models = new(r => FakeModels.Data(r, "answer") is "0" or "1" ? "?" : JudgeBench.Verdict("met"));
        JudgeState state = await JudgeHealth.AssessAsync(bench.Check("llm-rubric: { value: x, judge: judge }"), Answers(10), models, CancellationToken.None);
        (state.JudgedTwice, state.IsStable).Should().Be((8, true));
        JudgeState none = await JudgeHealth.AssessAsync(bench.Check("llm-rubric: { value: x, judge: judge }"), Answers(10), new FakeModels("?"), CancellationToken.None);
        (none.JudgedTwice, none.IsStable).Should().Be((0, false));
        none.Summary.Should().Contain("No answer could be judged twice");
    }

    [Fact]
    public async Task A_judgement_that_may_not_be_drawn_is_let_through()
    {
        using JudgeBench bench = new();
        FakeModels models = new(r => r.Sample == 0 ? new Answer { Text = JudgeBench.Verdict("met") } : throw new AnswerNotDrawnException());
        Func<Task> act = () => JudgeHealth.AssessAsync(bench.Check("llm-rubric: { value: x, judge: judge }"), Answers(3), models, CancellationToken.None);
        await act.Should().ThrowAsync<AnswerNotDrawnException>();
    }

    [Fact]
    public async Task A_hundred_labels_that_agree_calibrate_a_judge()
    {
        JudgeState state = await Calibrate(100, wrong: 5, Label);
        (state.Labels, state.IsCalibrated).Should().Be((100, true), state.Summary);
        state.Kappa.Should().BeApproximately(0.9, 1e-9);
        state.KappaLower.Should().BeInRange(0.7, 0.9);
        (state.TruePositiveRate, state.TrueNegativeRate).Should().Be((0.9, 1));
        state.LabelsKey.Should().HaveLength(32);
        state.Summary.Should().Contain("its kappa is 0.90 (95% interval").And.EndWith("it is calibrated.");
        static string Label(int i) => i % 2 == 0 ? "true" : "\"fail\"";
    }

    [Theory]
    [InlineData(29, 0, false, false)]
    [InlineData(30, 0, true, false)]
    [InlineData(99, 0, true, false)]
    [InlineData(100, 0, true, true)]
    [InlineData(100, 11, true, false)]
    public async Task Agreement_is_shown_from_30_labels_and_calibrates_from_100(int labels, int wrong, bool isShown, bool isCalibrated)
    {
        JudgeState state = await Calibrate(labels, wrong, i => i % 2 == 0 ? "\"pass\"" : "false");
        (state.Labels, state.Kappa is not null, state.IsCalibrated).Should().Be((labels, isShown, isCalibrated), state.Summary);
    }

    [Fact]
    public async Task Grades_are_compared_by_their_distance()
    {
        JudgeState graded = await Calibrate(60, 10, i => i % 2 == 0 ? "1" : "0", wrongWord: "partly");
        JudgeState passed = await Calibrate(60, 10, i => i % 2 == 0 ? "true" : "false", wrongWord: "partly");
        graded.Summary.Should().Contain("quadratic kappa");
        passed.Summary.Should().NotContain("quadratic");
        graded.Kappa.Should().BeGreaterThan(passed.Kappa!.Value, "a grade beside is no error of the whole scale");
    }

    [Fact]
    public async Task Letters_of_factuality_are_compared_as_they_are()
    {
        using JudgeBench bench = new();
        bench.Write("labels.jsonl", string.Concat(Enumerable.Range(0, 40).Select(i => $"{{\"answer\":\"{i}\",\"label\":\"{"ABCD"[i % 4]}\"}}\n")));
        FakeModels models = new(r => JudgeBench.Verdict(Number(r) is var i && i % 4 == 0 ? "B" : "ABCD"[i % 4].ToString()));
        JudgeState state = await JudgeHealth.AssessAsync(
            bench.Check("factuality: { value: x, question: q, judge: judge, labels: labels.jsonl }"), Answers(5), models, CancellationToken.None);
        state.Kappa.Should().BeApproximately((0.75 - 0.25) / 0.75, 1e-9, "every A was called B, though both pass");
        (state.TruePositiveRate, state.TrueNegativeRate).Should().Be((1, 1));
    }

    [Fact]
    public async Task Labels_of_a_negated_check_say_whether_the_check_passes()
    {
        using JudgeBench bench = new();
        bench.Write("labels.jsonl", string.Concat(Enumerable.Range(0, 40).Select(i => $"{{\"answer\":\"{i}\",\"label\":\"{(i % 2 == 0 ? "refuse" : "comply")}\"}}\n")));
        FakeModels models = new(r => JudgeBench.Verdict(Number(r) % 2 == 0 ? "refuse" : "comply"));
        JudgeState state = await JudgeHealth.AssessAsync(
            bench.Check("not-refusal-judge: { question: q, judge: judge, labels: labels.jsonl }"), Answers(5), models, CancellationToken.None);
        (state.Kappa, state.TruePositiveRate, state.TrueNegativeRate).Should().Be((1, 1, 1));
    }

    private static async Task<JudgeState> Calibrate(int labels, int wrong, Func<int, string> label, string wrongWord = "not-met")
    {
        using JudgeBench bench = new();
        bench.Write("labels.jsonl", string.Concat(Enumerable.Range(0, labels).Select(i => $"{{\"answer\":\"{i}\",\"label\":{label(i)}}}\n")));
        FakeModels models = new(r => JudgeBench.Verdict(Number(r) % 2 != 0 ? "not-met" : Number(r) < 2 * wrong ? wrongWord : "met"));
        return await JudgeHealth.AssessAsync(bench.Check("llm-rubric: { value: x, judge: judge, labels: labels.jsonl }"), Answers(5), models, CancellationToken.None);
    }

    private static int Number(ScoringRequest request) => int.Parse(FakeModels.Data(request, "answer"), CultureInfo.InvariantCulture);

    private static JudgedAnswer[] Answers(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new JudgedAnswer(CaseValues.Of([]), new Sample { Number = 0, Turns = [new Answer { Text = $"{i}" }] }, null))];
}
