using LlmEval.Gating;
using LlmEval.Listing;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Reporting;
using LlmEval.Reporting.Html;

namespace LlmEval.Engine;

/// <summary>A project of a runner: its manifest, its suites, and everything that was evaluated of it so far, which its reports tell together.</summary>
internal sealed class RunnerProject
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Suite, string Model), SuiteOutcome> _outcomes = [];
    private readonly Func<string, string?> _environment;
    private readonly Lazy<IReadOnlyList<ListedSuite>> _suites;
    private readonly Lazy<Manifest> _readable;
    private EvaluationResult? _sofar;

    public RunnerProject(Manifest manifest, ProviderRegistry providers, Func<string, string?> environment)
    {
        (Manifest, _environment) = (manifest, environment);
        _suites = new(() => SuiteListing.Read(manifest, providers, environment));
        _readable = new(() => manifest with { Prompts = [.. manifest.Prompts.Where(IsReadable)] });
    }

    public Manifest Manifest { get; }

    public IReadOnlyList<ListedSuite> Suites => _suites.Value;

    /// <summary>Whether a case whose check fails is red whatever the gate says.</summary>
    public bool IsStrict => Is("LlmEvalCaseTests", "Strict");

    public bool SkipsMissingModels => Is("LlmEvalMissingModel", "skip");

    /// <summary>The report for people, as far as one was written.</summary>
    public string? ReportPath => new[] { HtmlReport.Name, TextReport.Name }.Select(n => Path.Combine(Manifest.OutputDirectory, n)).FirstOrDefault(File.Exists);

    /// <summary>The project as if it had no other suites: a mistake in one of those, or in a prompt that only those use, is not told in the place of a result.</summary>
    public Manifest Only(IEnumerable<ListedSuite> suites)
    {
        HashSet<string> paths = new(suites.Select(s => s.Path), StringComparer.Ordinal);
        return _readable.Value with { Suites = [.. Manifest.Suites.Where(s => paths.Contains(Path.GetFullPath(s.Path!)))] };
    }

    /// <summary>Takes a result in, and writes reports of everything that is known by now.</summary>
    public void Report(EvaluationResult result)
    {
        lock (_gate)
        {
            HashSet<(string, string)> replaced = [];
            foreach (SuiteOutcome outcome in result.Outcomes)
            {
                (string, string) key = (outcome.Suite.Name, outcome.Model);

                // What is known of the whole is not forgotten for a part.
                if (outcome.Verdict.IsPartial && _outcomes.TryGetValue(key, out SuiteOutcome? whole) && !whole.Verdict.IsPartial) { continue; }

                _outcomes[key] = outcome;
                replaced.Add(key);
            }

            string[] stale = [.. replaced.Select(r => $"{r.Item1} x {r.Item2}: ")];
            IEnumerable<Diagnostic> before = (_sofar?.Diagnostics ?? []).Where(d => d.Family != DiagnosticFamily.Verdict || !stale.Any(s => d.Message.StartsWith(s, StringComparison.Ordinal)));
            string[] names = [.. Suites.Select(s => s.Name)];
            _sofar = result with
            {
                Diagnostics = VerdictDiagnostics.Sorted([.. before.Concat(result.Diagnostics).Distinct()]),
                Outcomes = [.. _outcomes.Values.OrderBy(o => Array.IndexOf(names, o.Suite.Name)).ThenBy(o => o.Model, StringComparer.Ordinal)],
                IsComplete = result.IsComplete && _sofar?.IsComplete != false,
                Began = _sofar?.Began ?? result.Began,
            };
            RunOutputs.WriteReports(Manifest, _sofar, _environment);
        }
    }

    private bool Is(string setting, string word) => string.Equals(Manifest.Setting(setting), word, StringComparison.OrdinalIgnoreCase);

    private static bool IsReadable(ManifestItem prompt)
    {
        DiagnosticBag found = new();
        PromptFile.Load(prompt.Path!, prompt.Name, found);
        return !found.HasErrors;
    }
}
