using LlmEval.Accepted;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>What scoring makes of private data: labels, groups, evidence and words of judges stay in the cache and the results.</summary>
public sealed class PrivateScoresTests : IDisposable
{
    private const string Planted = "Pl4nted";

    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task No_label_group_evidence_or_word_of_a_judge_leaves_the_results()
    {
        _project.Write("evals/rows.jsonl", string.Concat(Enumerable.Range(0, 12).Select(i =>
            $$"""{"id": "r{{i}}", "name": "dear friend {{Planted}}{{i}}", "group": "{{Planted}}-{{(i % 2 == 0 ? "a" : "b")}}", "expected": "{{(i % 4 < 2 ? "Hello" : "Bye")}} {{Planted}}{{i}}"}""" + "\n")));
        _project.Write("evals/greet.eval.yml", """
            prompt: greet
            models: [m]
            judge: j
            data: { file: rows.jsonl, id: id, private: true }
            perturb: { kinds: [case], into: [name] }
            score:
              - equals: { value: "{{expected}}", metric: label }
              - llm-rubric: Greets.
              - pii: any
              - grounded-facts: { context: "{{name}}", metric: facts }
              - f1: { of: label, average: macro }
              - demographic-parity: { of: label, group: "{{group}}", positive: "Hello Pl4nted0", min-group: 2 }
            gate: { floor: { f1: 0.9, label: 0.9 } }
            """);
        _project.WithScript($"- {{ answer: 'Hello {{user}}, call {Planted}@example.org, 4711' }}\n");
        _project.WithScript($$"""- { answer: '{"reason": "{{Planted}} is greeted", "verdict": "met"}' }""" + "\n", "j");

        EvaluationResult run = await _project.RunAsync();
        AcceptedBaselines accepted = await _project.AcceptAsync("planted on purpose");
        EvaluationResult build = await _project.BuildAsync();

        run.Outcomes.Should().ContainSingle(string.Join("; ", run.Diagnostics));
        foreach (Diagnostic diagnostic in run.Diagnostics.Concat(build.Diagnostics).Concat(accepted.Diagnostics)) { diagnostic.ToString().Should().NotContain(Planted); }

        int files = 0;
        foreach (string file in Directory.EnumerateFiles(_project.Output, "*", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(_project.Folder, "*.baseline.jsonl", SearchOption.AllDirectories)))
        {
            if (file.StartsWith(_project.Cache, StringComparison.Ordinal) || file.Contains("results", StringComparison.Ordinal)) { continue; }

            files++;
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Should().NotContain(Planted, file);
        }

        files.Should().BeGreaterThan(2);
        _project.Told.Should().NotContain(line => line.Contains(Planted));
    }
}
