using System.Globalization;
using LlmEval.Comparing;
using LlmEval.Documents;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Prompts;
using LlmEval.Running;
using LlmEval.Suites;

namespace LlmEval.Aside;

/// <summary>Runs a suite with several models, prompts and parameters: what is missing is drawn, within the suite's limits for all of them together; baselines and last results stay as they are.</summary>
public sealed class MatrixRunner(Evaluation evaluation)
{
    private const int MostCells = 500;

    /// <summary>Runs, plans or reads the cache.</summary>
    /// <exception cref="LlmEvalException">A suite, model, prompt or parameter is wrong.</exception>
    public async Task<MatrixRun> RunAsync(MatrixRequest request, CancellationToken cancellationToken)
    {
        EvalSuite suite = AsideEvaluator.Find(request.Manifest, request.Suite);
        Variant[] variants = [.. Variants(request, suite)];
        if ((long)variants.Length * Math.Max(1, request.Models.Count) > MostCells)
        {
            throw Usage(string.Create(CultureInfo.InvariantCulture, $"The matrix has more than {MostCells} cells. Take fewer values at a time."));
        }

        AsideEvaluator aside = new(evaluation, request.Mode, request.Filter, request.Observer);
        (IReadOnlyList<SuiteOutcome> outcomes, IReadOnlyList<Diagnostic> stopped) =
            await aside.EvaluateAsync(request.Manifest, [.. variants.Select(v => v.Suite)], cancellationToken).ConfigureAwait(false);
        List<(MatrixCell Cell, ScoreTable? Table)> cells = [];
        List<(string, RunEstimate)> estimates = [];
        foreach (Variant variant in variants)
        {
            SuiteOutcome[] own = [.. outcomes.Where(o => o.Suite.Name == variant.Suite.Name)];
            foreach (SuiteOutcome outcome in own)
            {
                MatrixCell cell = variant.Cell(outcome.Model);
                if (request.Mode == EvaluationMode.Plan)
                {
                    if (outcome.Estimate is { } estimate) { estimates.Add((cell.Name, estimate)); }

                    cells.Add((cell with { Missing = outcome.Estimate is null ? Why(outcome) : "planned" }, null));
                    continue;
                }

                ScoreTable? table = AsideEvaluator.Table(outcome, suite.Name, cell.Name);
                cells.Add((table is null ? cell with { Missing = Why(outcome) } : cell, table));
            }

            // A limit ends a suite and model without an outcome.
            foreach (string model in variant.Suite.Models.Where(m => !own.Any(o => o.Model == m))) { cells.Add((variant.Cell(model) with { Missing = "not done: " + Stop(stopped) }, null)); }
        }

        return new MatrixRun(Matrix.Rank(suite.Name, cells), estimates, stopped);
    }

    private static string Stop(IReadOnlyList<Diagnostic> stopped) => stopped is [var first, ..] ? first.Message : "it was stopped";

    private static string Why(SuiteOutcome outcome) => outcome.Verdict.Findings.FirstOrDefault(f => f.Kind == outcome.Verdict.Kind)?.Text ?? outcome.Verdict.Kind.Words();

    private static IEnumerable<Variant> Variants(MatrixRequest request, EvalSuite suite)
    {
        string[] models = [.. (request.Models.Count > 0 ? request.Models : suite.Models.Select(m => m.Name)).Distinct(StringComparer.Ordinal)];
        string?[] prompts = request.Prompts.Count > 0 ? [.. request.Prompts.Distinct(StringComparer.Ordinal)] : [null];
        List<(string Text, ModelParameters Parameters)> sets = [(string.Empty, ModelParameters.Empty)];
        foreach ((string name, IReadOnlyList<string> values) in request.Parameters)
        {
            (string, ModelParameters)[] read = [.. values.Distinct(StringComparer.Ordinal).Select(v => ($"{name} {v}", Read(name, v)))];
            sets = [.. sets.SelectMany(s => read.Select(r => (s.Text.Length == 0 ? r.Item1 : $"{s.Text}, {r.Item1}", r.Item2.Over(s.Parameters))))];
        }

        foreach (string? prompt in prompts)
        {
            foreach ((string text, ModelParameters parameters) in sets)
            {
                yield return new Variant(
                    new SuiteVariant { Name = $"{suite.Name} [{prompt}; {text}]", Suite = suite.Name, Models = models, Prompt = prompt, Parameters = parameters },
                    prompt ?? (request.Prompts.Count > 0 ? null : suite.Prompt?.Name), text);
            }
        }
    }

    /// <summary>A parameter as it would stand under <c>parameters:</c> of a suite.</summary>
    private static ModelParameters Read(string name, string value)
    {
        DiagnosticBag found = new();
        LocatedNode? node = YamlReader.Parse($"{name}: {value}\n", "--parameter", found);
        ModelParameters parameters = node is null ? ModelParameters.Empty : ParameterReader.Kebab(node, found);
        return found.Items.FirstOrDefault(d => d.IsError) is { } mistake ? throw Usage($"--parameter {name}={value}: {mistake.Message}") : parameters;
    }

    private static LlmEvalException Usage(string message) => new(Diagnostics.Usage.At(Location.None, message));

    private sealed record Variant(SuiteVariant Suite, string? Prompt, string Parameters)
    {
        public MatrixCell Cell(string model) => new() { Model = model, Prompt = Prompt, Parameters = Parameters };
    }
}
