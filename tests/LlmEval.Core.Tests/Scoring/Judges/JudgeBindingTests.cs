using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Scoring.Judges;

public sealed class JudgeBindingTests
{
    private const string Own = """
        messages:
          - role: system
            content: Be strict.
          - role: user
            content: |
              {{rubric}} / {{answer}} / {{question}}
              {{options}} {{format}}
        """;

    public static TheoryData<string> Kinds() => [.. JudgeChecks.All.Select(k => k.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_binds_its_example_with_its_own_prompt_and_says_what_it_asks(string name)
    {
        using JudgeBench bench = new();
        CheckKind kind = JudgeChecks.All.Single(k => k.Name == name);
        string entry = kind.Example.Contains(": {", StringComparison.Ordinal) ? kind.Example.Replace(" }", ", judge: judge }", StringComparison.Ordinal)
            : kind.Shorthand == "value" ? kind.Example.Replace($"{name}: ", $"{name}: {{ judge: judge, value: ", StringComparison.Ordinal) + " }" : $"{name}: {{ judge: judge }}";
        BoundCheck check = bench.Check(entry);
        check.JudgeScorer!.Judge.Should().Be("judge");
        check.Metric.Asks.Should().Equal("judge");
        check.Metric.IsGated.Should().BeTrue();
        ScoringRequest[] demand = [.. check.JudgeScorer.Demand(CaseValues.Of([]), "A typical answer.", [new ChatTurn("user", "Why?")])];
        demand.Should().NotBeEmpty().And.OnlyContain(r => r.Model == "judge" && r.Messages.Count == 2 && r.Parameters.JsonSchema != null);
        int expected = name switch
        {
            "groundedness" or "context-faithfulness" or "answer-relevance" or "context-recall" => 31,
            "context-relevance" or "citation-precision" or "citation-recall" => 50,
            "pairwise" => 2,
            "self-consistency-judge" => 5,
            _ => 1,
        };
        demand.Should().HaveCount(expected);
        demand.Count(r => r.IsLikely).Should().Be(name switch
        {
            "groundedness" or "context-faithfulness" or "answer-relevance" or "context-recall" => 2,
            "citation-precision" or "citation-recall" => 1,
            _ => expected,
        }, "a short answer has one claim and not as many as there may be");
        string[] frames = ["<data name=\"answer\">", "<data name=\"text\">", "<data name=\"claim\">", "<data name=\"passage\">", "<data name=\"first\">"];
        demand.Should().OnlyContain(r => frames.Any(f => FakeModels.Seen(r).Contains(f, StringComparison.Ordinal)));
        System.Text.Json.JsonElement.Parse(demand[0].Parameters.JsonSchema!).GetProperty("strict").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public void Without_a_judge_or_with_an_unknown_one_the_check_is_a_mistake()
    {
        using JudgeBench bench = new();
        bench.Bind("llm-rubric: Is polite").Mistakes.Single().Code.Should().Be("LLM1006");
        bench.Bind("llm-rubric: { value: Is polite, judge: jduge }").Mistakes.Single().Message.Should().Contain("Did you mean 'judge'?");
        bench.Bind("llm-rubric: { judge: judge }").Mistakes.Single().Code.Should().Be("LLM1006");
        bench.Bind("llm-rubric: { value: ' ', judge: judge }").Mistakes.Single().Code.Should().Be("LLM1003");
        bench.Bind("relevance: { judge: judge, vlaue: x }").Mistakes.Single().Code.Should().Be("LLM1002");
        bench.Bind("factuality: { value: x, judge: judge, pass: [F] }").Mistakes.Single().Code.Should().Be("LLM1003");
    }

    [Fact]
    public void A_judge_that_is_under_test_is_a_warning_at_its_name()
    {
        using JudgeBench bench = new();
        (BoundCheck? check, IReadOnlyList<Diagnostic> mistakes) = bench.Bind("fluency: { judge: tested }");
        check.Should().NotBeNull();
        Diagnostic warning = mistakes.Single();
        (warning.Code, warning.Severity, warning.Location.Line, warning.Location.Column).Should().Be(("LLM1027", Severity.Warning, 1, 21));
        bench.Bind("fluency: { judge: judge }").Mistakes.Should().BeEmpty();
    }

    [Fact]
    public void A_prompt_of_the_project_takes_the_place_of_ours()
    {
        using JudgeBench bench = new();
        bench.Prompt("mine", Own);
        FakeModels models = new(JudgeBench.Verdict("met"));
        bench.Score("llm-rubric: { value: Is polite, judge: judge, prompt: mine }", "Hello.", models).Value.Should().Be(1);
        ScoringRequest request = models.Asked.Single();
        request.Messages[0].Text.Should().Be("Be strict.");
        request.Messages[1].Text.Should().Contain("<data name=\"rubric\">\nIs polite\n</data> / <data name=\"answer\">\nHello.\n</data>");
    }

    [Fact]
    public void A_prompt_of_the_project_is_checked_when_it_is_bound()
    {
        using JudgeBench bench = new();
        bench.Prompt("lacks", "messages: [{ role: user, content: 'Judge {{answer}}' }]");
        bench.Prompt("unknown", "messages: [{ role: user, content: '{{answer}} {{rubric}} {{anwser}}' }]");
        bench.Prompt("format", "responseFormat: json_object\nmessages: [{ role: user, content: '{{answer}} {{rubric}}' }]");
        bench.Prompts["broken"] = null;
        Diagnostic lacks = Of("lacks");
        (lacks.Code, lacks.Location.Line).Should().Be(("LLM1003", 1));
        lacks.Message.Should().Contain("lacks the placeholder '{{rubric}}'");
        Diagnostic unknown = Of("unknown");
        (unknown.Code, Path.GetFileName(unknown.Location.File)).Should().Be(("LLM1008", "unknown.prompt.yml"));
        unknown.Message.Should().Contain("Did you mean 'answer'?");
        Of("format").Message.Should().Contain("responseFormat");
        Of("nowhere").Code.Should().Be("LLM1015");
        (BoundCheck? check, IReadOnlyList<Diagnostic> mistakes) = bench.Bind("llm-rubric: { value: x, judge: judge, prompt: broken }");
        (check, mistakes.Count).Should().Be((null, 0), "a prompt with mistakes is told where it stands");

        Diagnostic Of(string prompt)
        {
            (BoundCheck? bound, IReadOnlyList<Diagnostic> found) = bench.Bind($"llm-rubric: {{ value: x, judge: judge, prompt: {prompt} }}");
            bound.Should().BeNull();
            return found.Should().ContainSingle().Subject;
        }
    }

    [Fact]
    public void The_key_of_the_metric_has_the_prompt_and_not_the_labels()
    {
        using JudgeBench bench = new();
        bench.Write("labels.jsonl", "{\"answer\":\"a\",\"label\":true}\n");
        string ours = Key("fluency: { judge: judge }");
        Key("fluency: { judge: judge, labels: labels.jsonl }").Should().Be(ours);
        bench.Prompt("mine", "messages: [{ role: user, content: '{{answer}}' }]");
        string first = Key("fluency: { judge: judge, prompt: mine }");
        first.Should().NotBe(ours);
        bench.Prompt("mine", "messages: [{ role: user, content: '{{answer}}!' }]");
        Key("fluency: { judge: judge, prompt: mine }").Should().NotBe(first);
        bench.Prompt("mine", "modelParameters: { temperature: 0.3 }\nmessages: [{ role: user, content: '{{answer}}' }]");
        Key("fluency: { judge: judge, prompt: mine }").Should().NotBe(first);

        string Key(string entry) => bench.Check(entry).Metric.ScorerKey;
    }
}
