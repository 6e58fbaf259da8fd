using LlmEval.Core.Tests.Suites;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Models.Scripted;
using LlmEval.Running;
using LlmEval.Scoring;
using LlmEval.Scoring.OverSuite;
using LlmEval.Suites;
using Microsoft.Extensions.AI;

namespace LlmEval.Core.Tests.Scoring;

/// <summary>Asks the scripted model the turns of every case of a suite, and scores the suite.</summary>
internal sealed class SuiteRun : IDisposable
{
    private readonly SuiteFolder _folder = new();

    public SuiteFolder Folder => _folder;

    public void Dispose() => _folder.Dispose();

    /// <summary>The scores over the suite by metric.</summary>
    public async Task<Dictionary<string, SuiteScore>> RunAsync(string suiteYaml, string script, int samples = 1, bool isDeterministic = false)
    {
        EvalSuite suite = _folder.Suite(suiteYaml)!;
        DiagnosticBag found = _folder.Found;
        SuiteChecks checks = SuiteChecks.Bind([.. suite.Score, .. VariantChecks.DefaultsOf(suite.Expanders, suite.Score)], CheckRegistry.BuiltIn, found,
            new CheckScope { Suite = suite, ProjectDirectory = _folder.Root });
        using ScriptedClient model = new(ScriptFile.Read(_folder.Write("model.yml", script), found), null);
        List<(BoundSuiteCheck Check, ISuiteScorer Scorer)> scorers = [.. checks.OverSuite.Select(c => (c, c.Begin()))];
        foreach (EvalCase testCase in suite.ReadCases(found))
        {
            PlannedCase planned = CasePlanner.Plan(testCase, null, readsCases: false, found)!;
            List<Sample> drawn = [];
            List<IReadOnlyList<Score>> scores = [];
            for (int i = 0; i < samples; i++)
            {
                ChatOptions options = new() { AdditionalProperties = new() { [LiveModel.SampleProperty] = (long)i } };
                ChatResponse response = await model.GetResponseAsync([new ChatMessage(ChatRole.User, planned.Turns[0])], options);
                drawn.Add(new Sample { Number = i, Turns = [new Answer { Text = response.Text }] });
                scores.Add(await checks.Suite.ScoreAsync(drawn[^1], testCase, CancellationToken.None));
            }

            foreach ((_, ISuiteScorer scorer) in scorers) { scorer.Add(new ScoredCase(testCase, drawn, scores) { IsDeterministic = isDeterministic }); }
        }

        found.Items.Should().BeEmpty();
        return scorers.ToDictionary(s => s.Check.Metric.Name, s => s.Check.Judge(s.Scorer.Result()), StringComparer.Ordinal);
    }
}
