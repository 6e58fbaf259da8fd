using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

public sealed class LabelsTests
{
    private const string Rubric = "llm-rubric: { value: 'Says {{expected}}', judge: judge, labels: labels.jsonl }";

    [Theory]
    [InlineData("{\"answer\":\"a\"}", "LLM1006", "'label'")]
    [InlineData("{\"label\":true,\"expected\":\"x\"}", "LLM1006", "'answer'")]
    [InlineData("{\"answer\":\"a\",\"label\":\"good\",\"expected\":\"x\"}", "LLM1003", "met, partly, not-met")]
    [InlineData("{\"answer\":\"a\",\"label\":0.7,\"expected\":\"x\"}", "LLM1003", "0.5")]
    [InlineData("{\"answer\":\"a\",\"label\":null,\"expected\":\"x\"}", "LLM1003", "'label'")]
    [InlineData("{\"answer\":\"a\",\"label\":true,\"expected\":\"x\",\"lable\":1}", "LLM1002", "label")]
    [InlineData("{\"answer\":\"a\",\"label\":true}", "LLM1008", "'expected'")]
    [InlineData("{\"answer\":\"a\",\"label\":true,\"expected\":\"x\",\"vars\":[1]}", "LLM1003", "'vars'")]
    [InlineData("{\"answer\":\"a\",\"label\":true,\"expected\":\"x\",\"passages\":[1]}", "LLM1003", "passage")]
    [InlineData("{\"answer\":\"a\",\"label\":true,\"expected\":\"x\",\"input\":3}", "LLM1003", "'input'")]
    [InlineData("{\"answer\":\"a\",\"label\":true,\"expected\":\"x\",\"input\":[{\"content\":\"x\"}]}", "LLM1006", "'role'")]
    [InlineData("not JSON", "LLM1020", "malformed")]
    [InlineData("[1]", "LLM1003", "mapping")]
    [InlineData("{\"id\":\"one\",\"answer\":\"a\",\"label\":true,\"expected\":\"x\"}", "LLM1020", "'one'")]
    public void Every_mistake_of_a_row_is_told_at_its_line(string row, string code, string about)
    {
        using JudgeBench bench = new();
        bench.Write("labels.jsonl", $"{{\"id\":\"one\",\"answer\":\"a\",\"label\":\"met\",\"expected\":\"x\"}}\n\n{row}\n");
        (BoundCheck? check, IReadOnlyList<Diagnostic> mistakes) = bench.Bind(Rubric);
        check.Should().BeNull();
        Diagnostic mistake = mistakes.Should().ContainSingle().Subject;
        (mistake.Code, Path.GetFileName(mistake.Location.File), mistake.Location.Line).Should().Be((code, "labels.jsonl", 3), mistake.Message);
        mistake.Message.Should().Contain(about);
    }

    [Fact]
    public void What_the_judge_is_shown_must_be_in_the_row()
    {
        using JudgeBench bench = new();
        bench.Write("labels.jsonl", "{\"answer\":\"a\",\"label\":true}\n");
        Told("relevance: { judge: judge, labels: labels.jsonl }").Should().Equal("LLM1006");
        Told("relevance: { judge: judge, question: Why?, labels: labels.jsonl }").Should().BeEmpty();
        Told("groundedness: { judge: judge, labels: labels.jsonl }").Should().Equal("LLM1006");
        Told("groundedness: { judge: judge, context: x, labels: labels.jsonl }").Should().BeEmpty();
        Told("context-relevance: { judge: judge, question: Why?, labels: labels.jsonl }").Should().Equal("LLM1006");
        Told("citation-recall: { judge: judge, labels: labels.jsonl }").Should().Equal("LLM1006");
        Told("fluency: { judge: judge, path: $.text, labels: labels.jsonl }").Should().Equal("LLM1020");
        Told("self-consistency-judge: { judge: judge, labels: labels.jsonl }").Should().Equal("LLM1002");
        Told("fluency: { judge: judge, labels: nowhere.jsonl }").Should().Equal("LLM1013");
        bench.Write("empty.jsonl", "\n");
        Told("fluency: { judge: judge, labels: empty.jsonl }").Should().Equal("LLM1007");

        IEnumerable<string> Told(string entry) => bench.Bind(entry).Mistakes.Select(m => m.Code);
    }

    [Theory]
    [InlineData("factuality: { value: x, judge: judge, question: q, labels: labels.jsonl }", "\"B\"", true)]
    [InlineData("factuality: { value: x, judge: judge, question: q, labels: labels.jsonl }", "1", false)]
    [InlineData("harm: { judge: judge, labels: labels.jsonl }", "5", true)]
    [InlineData("harm: { judge: judge, labels: labels.jsonl }", "8", false)]
    [InlineData("groundedness: { judge: judge, context: x, labels: labels.jsonl }", "0.37", true)]
    [InlineData("groundedness: { judge: judge, context: x, labels: labels.jsonl }", "1.5", false)]
    [InlineData("equivalence: { value: x, judge: judge, labels: labels.jsonl }", "\"fail\"", true)]
    [InlineData("equivalence: { value: x, judge: judge, labels: labels.jsonl }", "0.5", false)]
    [InlineData("pairwise: { value: x, judge: judge, question: q, labels: labels.jsonl }", "\"win\"", true)]
    public void Labels_are_those_of_the_kinds_scale(string entry, string label, bool isOne)
    {
        using JudgeBench bench = new();
        bench.Write("labels.jsonl", $"{{\"answer\":\"a\",\"label\":{label}}}\n");
        bench.Bind(entry).Mistakes.Select(m => m.Code).Should().Equal(isOne ? [] : ["LLM1003"]);
    }
}
