using LlmEval.Model;

namespace LlmEval.Core.Tests.Scoring.Robustness;

public sealed class PerturbScoringTests : IDisposable
{
    private readonly SuiteRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_model_that_reads_only_exact_words_is_found()
    {
        Dictionary<string, SuiteScore> scores = await _run.RunAsync(Suite, "- { user: password, answer: account }\n- { answer: other }\n", isDeterministic: true);

        SuiteScore consistency = scores["consistency"];
        consistency.Value.Should().BeLessThan(0.9);
        consistency.Holds.Should().BeFalse();
        consistency.Tables.Single().Rows.Select(r => r[1]).Should().Equal("case", "filler", "homoglyphs", "spacing", "typos");
        consistency.Tables.Single().Rows.Single(r => r[1] == "filler")[3].Should().Be("1");
        scores["robustness-drop"].Holds.Should().BeFalse();
        scores["robustness-drop"].Value.Should().BeApproximately(1 - consistency.Value, 1e-9);
        scores["robustness-drop"].Lower.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_model_that_does_not_mind_passes()
    {
        Dictionary<string, SuiteScore> scores = await _run.RunAsync(Suite, "- { answer: account }\n");

        scores["consistency"].Value.Should().Be(1);
        scores["consistency"].Holds.Should().BeTrue();
        scores["robustness-drop"].Value.Should().Be(0);
        scores["robustness-drop"].Holds.Should().BeTrue();
    }

    [Fact]
    public async Task Noise_that_the_originals_have_too_is_not_held_against_it()
    {
        Dictionary<string, SuiteScore> scores = await _run.RunAsync(Suite, "- { sample: 0, answer: other }\n- { answer: account }\n", samples: 4);

        scores["consistency"].Value.Should().BeLessThan(0.9);
        scores["consistency"].Holds.Should().BeTrue();
        scores["robustness-drop"].Holds.Should().BeTrue();
    }

    [Fact]
    public async Task Written_without_checks_both_are_reported()
    {
        string suite = Suite.Replace("  - consistency: 0.9\n  - robustness-drop: 0.05\n", string.Empty, StringComparison.Ordinal);
        Dictionary<string, SuiteScore> scores = await _run.RunAsync(suite, "- { user: password, answer: account }\n- { answer: other }\n");

        scores.Keys.Should().BeEquivalentTo("consistency", "robustness-drop");
        scores.Values.Should().OnlyContain(s => s.Holds == null && s.Outcome == ScoreOutcome.Scored);
    }

    private static string Suite => $$$"""
        score:
          - contains: account
          - consistency: 0.9
          - robustness-drop: 0.05
        perturb: { rate: 0.3, per-kind: 2 }
        cases:
        {{{string.Join("\n", Enumerable.Range(0, 12).Select(i => $$$"""  - { id: c{{{i}}}, turns: [{ user: "I have forgotten my password, please help me with order {{{i}}}." }] }"""))}}}
        """.Replace("\r", string.Empty, StringComparison.Ordinal);
}
