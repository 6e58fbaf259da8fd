using System.Text.RegularExpressions;
using LlmEval.Model;
using LlmEval.Scoring;
using LlmEval.Scoring.Judges;

namespace LlmEval.Core.Tests.Docs;

public sealed partial class JudgesPageTests
{
    private static readonly string s_page = File.ReadAllText(RepositoryFiles.Path("docs", "judges.md"));

    [Fact]
    public void It_names_every_judge() => JudgeChecks.All.Should().OnlyContain(k => s_page.Contains($"`{k.Name}`"));

    [Fact]
    public void Its_labels_can_be_read()
    {
        using JudgeBench bench = new();
        bench.Write("labels.jsonl", Block("json"));
        BoundCheck check = bench.Check("groundedness: { judge: judge, threshold: 0.8, labels: labels.jsonl }");
        check.JudgeScorer!.Labels.Should().HaveCount(2);
    }

    [Fact]
    public void Its_prompt_can_be_used()
    {
        using JudgeBench bench = new();
        bench.Prompt("strict-rubric", s_page[s_page.IndexOf("# prompts/strict-rubric", StringComparison.Ordinal)..].Split("```")[0]);
        Score score = bench.Score("llm-rubric: { value: x, judge: judge, prompt: strict-rubric }", "Hello.", new FakeModels(JudgeBench.Verdict("met")));
        score.Passed.Should().BeTrue();
    }

    [Fact]
    public void Its_table_says_where_each_passes()
    {
        foreach (CheckKind kind in JudgeChecks.All)
        {
            string row = s_page.Split('\n').First(l => l.StartsWith('|') && l.Contains($"`{kind.Name}`"));
            row.Split('|')[^2].Trim().Should().Be(FormattableString.Invariant($"{kind.Threshold}"), kind.Name);
        }
    }

    private static string Block(string language) => Blocks().Matches(s_page).First(m => m.Groups[1].Value == language).Groups[2].Value;

    [GeneratedRegex("```([a-z]+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
