using System.Text;
using LlmEval.Accepted;
using LlmEval.Core.Tests.Evaluations;
using LlmEval.Handover;
using LlmEval.Models;
using LlmEval.Reporting;

namespace LlmEval.Core.Tests.Handover;

/// <summary>A project with one suite whose answers are handed over: cases <c>c00</c> ..., each of which passes when the answer contains "yes".</summary>
internal sealed class HandedSuite : IDisposable
{
    public HandedSuite(int cases, string more = "", Func<int, string>? ofCase = null, string score = "- contains: yes")
    {
        StringBuilder suite = new($"models: [rag]\n{more}\nscore:\n  {score}\ncases:\n");
        for (int i = 0; i < cases; i++) { suite.Append(System.Globalization.CultureInfo.InvariantCulture, $"  - {{ id: {Id(i)}, vars: {{ question: 'number {i}' }}{ofCase?.Invoke(i)} }}\n"); }

        Project.Write("evals/own.eval.yml", suite.ToString()).WithTestModel("rag");
        File.Delete(Path.Combine(Project.Folder, "evals/greet.eval.yml"));
    }

    public ProjectFolder Project { get; } = new();

    public string Candidate => Path.Combine(Project.Output, FileNames.Candidate("own", "rag"));

    public string BaselinePath => Path.Combine(Project.Folder, "evals", "baselines", "own.rag.baseline.jsonl");

    public static string Id(int number) => $"c{number:00}";

    public Task<AnswerHandover> OpenAsync() => AnswerHandover.OpenAsync(Project.CreateEvaluation(), Project.Manifest(), "own", null, CancellationToken.None);

    /// <summary>Hands every case over and asks for the verdict, as a run of tests does.</summary>
    /// <param name="passes">Whether the answer of a case's sample passes.</param>
    public async Task<EvaluationResult> TestAsync(Func<string, int, bool> passes)
    {
        await using AnswerHandover handover = await OpenAsync();
        foreach (string id in handover.CaseIds) { await handover.JudgeAsync(id, Code(id, passes), CancellationToken.None); }

        return await handover.CompleteAsync(CancellationToken.None);
    }

    public static Func<int, CancellationToken, Task<EvalAnswer>> Code(string id, Func<string, int, bool> passes) =>
        (sample, _) => Task.FromResult<EvalAnswer>(passes(id, sample) ? "yes" : "no");

    /// <summary>A run of tests whose results are accepted.</summary>
    public async Task AcceptedAsync(Func<string, int, bool> passes)
    {
        await TestAsync(passes);
        AcceptedBaselines accepted = await Project.AcceptAsync("as it is");
        accepted.Diagnostics.Should().NotContain(d => d.IsError);
        accepted.Written.Should().Equal(BaselinePath);
    }

    public void Dispose() => Project.Dispose();
}
