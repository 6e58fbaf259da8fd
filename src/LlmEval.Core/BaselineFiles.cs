using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Suites;

namespace LlmEval;

/// <summary>
/// Where baselines are: an <c>LlmBaseline</c> item with the metadata <c>Suite</c> and <c>Model</c> says so; otherwise
/// <c>baselines/&lt;suite&gt;.&lt;model&gt;.baseline.jsonl</c> beside the suite.
/// </summary>
internal sealed class BaselineFiles(Manifest manifest)
{
    public string PathOf(EvalSuite suite, string model)
    {
        ManifestItem? said = manifest.Baselines.FirstOrDefault(b =>
            b.Metadata.GetValueOrDefault("Suite") == suite.Name && b.Metadata.GetValueOrDefault("Model") == model);
        return said?.Path ?? Path.Combine(Path.GetDirectoryName(suite.Path)!, FileNames.Baseline(suite.Name, model));
    }

    /// <summary>A baseline that no suite uses: the suite or model was renamed or deleted, so that nothing is compared any more.</summary>
    public void ReportDangling(IReadOnlyList<EvalSuite> all, IReadOnlyList<SuiteBinding> suites, DiagnosticBag diagnostics)
    {
        if (all.Count != suites.Count) { return; }

        HashSet<string> used = [.. suites.SelectMany(s => s.Models.Select(m => PathOf(s.Suite, m.Spec.Name)))];
        foreach (ManifestItem item in manifest.Baselines)
        {
            if (used.Contains(item.Path!)) { continue; }

            diagnostics.Add(Diagnostics.Vanished, new Location(item.Path!),
                "No suite and model use this baseline any more, so nothing is compared with it. Restore the suite or the model's name, or delete the file to accept that.");
        }
    }
}
