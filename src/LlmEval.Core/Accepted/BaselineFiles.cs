using System.Globalization;
using LlmEval.Binding;
using LlmEval.Documents;
using LlmEval.Gating.Baselines;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting;
using LlmEval.Suites;

namespace LlmEval.Accepted;

/// <summary>
/// Where baselines are: an <c>LlmBaseline</c> item with the metadata <c>Suite</c> and <c>Model</c> says so; otherwise
/// <c>baselines/&lt;suite&gt;.&lt;model&gt;.baseline.jsonl</c> beside the suite.
/// </summary>
internal sealed class BaselineFiles(Manifest manifest)
{
    /// <summary>The property that says which answers are kept where an item does not.</summary>
    public const string Property = "LlmEvalBaselineAnswers";

    private const string Answers = "Answers";

    /// <summary>What may be said of the answers to keep.</summary>
    public static readonly string[] Words = ["cache", "first", "all"];

    public string PathOf(EvalSuite suite, string model)
    {
        ManifestItem? said = manifest.Baselines.FirstOrDefault(b =>
            b.Metadata.GetValueOrDefault("Suite") == suite.Name && b.Metadata.GetValueOrDefault("Model") == model);
        return said?.Path ?? Path.Combine(Path.GetDirectoryName(suite.Path)!, FileNames.Baseline(suite.Name, model));
    }

    /// <summary>
    /// The baseline that a model is compared with: its own, or, as long as there is none, that of the model which its item names as
    /// <c>Baseline</c>: the old one that it is to replace.
    /// </summary>
    public string ComparedWith(EvalSuite suite, ModelSpec model)
    {
        string own = PathOf(suite, model.Name);
        return model["Baseline"] is not { } old || File.Exists(own) ? own : PathOf(suite, old) is { } path && File.Exists(path) ? path : own;
    }

    /// <summary>Reads the baseline that a model is compared with; null when there is none.</summary>
    /// <exception cref="LlmEvalException">LLM1024: it cannot be read, or is another suite's or model's. Without a baseline only floors would be judged, which is less than was asked for.</exception>
    public Baseline? Load(EvalSuite suite, ModelSpec model, DiagnosticBag diagnostics)
    {
        string path = ComparedWith(suite, model);
        if (suite.VariantOf is not null || !File.Exists(path)) { return null; }

        DiagnosticBag damage = new();
        if (Baseline.Load(path, damage) is not { } baseline)
        {
            // Told by the reader with its line.
            throw new LlmEvalException(damage.Items[^1]);
        }

        string compared = path == PathOf(suite, model.Name) ? model.Name : model["Baseline"]!;
        if (baseline.Suite != suite.Name || baseline.Model != compared)
        {
            throw new LlmEvalException(Diagnostics.BadBaseline.At(new Location(path, 1),
                $"This is the baseline of '{baseline.Suite}' with '{baseline.Model}', but its name says '{suite.Name}' with '{compared}'. Restore the right file, or accept anew."));
        }

        diagnostics.AddRange(damage.Items);
        ReportMerged(baseline, path, diagnostics);
        return baseline;
    }

    /// <summary>A model that is to be compared with one that is neither an item nor has a baseline: a typing mistake would compare with nothing.</summary>
    public void ReportUnknown(ProjectCatalog catalog, DiagnosticBag diagnostics)
    {
        foreach (CatalogModel model in catalog.Models.Values)
        {
            if (model.Spec["Baseline"] is not { } old || catalog.Models.ContainsKey(old) || catalog.Suites.Exists(s => File.Exists(PathOf(s, old)))) { continue; }

            diagnostics.Add(Diagnostics.UnknownName, model.Spec.Location, MappingReader.UnknownWord(
                $"The model '{model.Spec.Name}' is to be compared with the baseline of '{old}', and there is neither such a model nor a baseline of it",
                old, catalog.Models.Keys.Where(m => m != model.Spec.Name)));
        }
    }

    /// <summary>A baseline whose lines are not those of its last accept: of two branches that were merged, or edited by hand.</summary>
    public static void ReportMerged(Baseline baseline, string path, DiagnosticBag diagnostics)
    {
        const string Mend = "Run the gate once on main (dotnet build -t:LlmEval) and accept.";
        string? cause = baseline.Integrity switch
        {
            BaselineIntegrity.Merged => $"This baseline was merged from two: its cases and its accepts are of two branches, so that its means are nobody's.",
            BaselineIntegrity.Edited => string.Create(CultureInfo.InvariantCulture,
                $"This baseline is not what was accepted on {baseline.Entries[^1].Date:yyyy-MM-dd}: it was merged from two, or edited by hand."),
            _ => null,
        };
        if (cause is not null) { diagnostics.Add(Diagnostics.MergedBaseline, new Location(path, 1), $"{baseline.Suite} x {baseline.Model}: {cause} {Mend}"); }
    }

    /// <summary>A baseline that no suite uses: the suite or model was renamed or deleted, so that nothing is compared any more.</summary>
    public void ReportDangling(IReadOnlyList<EvalSuite> all, IReadOnlyList<SuiteBinding> suites, DiagnosticBag diagnostics)
    {
        if (all.Count != suites.Count) { return; }

        HashSet<string> used = [.. suites.SelectMany(s => s.Models.SelectMany(m => Used(s.Suite, m.Spec)))];
        foreach (ManifestItem item in manifest.Baselines)
        {
            if (used.Contains(item.Path!) || item.Path!.EndsWith(FileNames.AnswersEnding, StringComparison.OrdinalIgnoreCase)) { continue; }

            diagnostics.Add(Diagnostics.Vanished, new Location(item.Path!),
                $"No suite and model use this baseline any more, so nothing is compared with it. {Mend(item.Path!, suites)}");
        }
    }

    /// <summary>Which answers an accept writes beside a baseline.</summary>
    /// <param name="manifest">The project; its words were checked.</param>
    /// <param name="path">The baseline.</param>
    public static KeptAnswers Kept(Manifest manifest, string path) =>
        Enum.TryParse(manifest.Baselines.FirstOrDefault(b => b.Path == path)?.Metadata.GetValueOrDefault(Answers) is { Length: > 0 } said ? said : manifest.Setting(Property), ignoreCase: true, out KeptAnswers kept)
            ? kept : KeptAnswers.Cache;

    /// <summary>Wrong words for the answers to keep, answers of private data, and files of answers whose baseline is gone.</summary>
    public void ReportAnswers(IReadOnlyList<SuiteBinding> suites, DiagnosticBag diagnostics)
    {
        foreach (ManifestItem item in manifest.Baselines)
        {
            if (item.Metadata.GetValueOrDefault(Answers) is not { Length: > 0 } said) { continue; }

            if (!Words.Contains(said, StringComparer.OrdinalIgnoreCase))
            {
                diagnostics.Add(Diagnostics.BadValue, new Location(manifest.Project), $"'Answers' of the LlmBaseline item '{item.Name}' must be cache, first or all, not '{said}'.");
            }
            else if (!said.Equals(Words[0], StringComparison.OrdinalIgnoreCase)
                && suites.FirstOrDefault(s => s.Suite.Data.Any(d => d.IsPrivate) && s.Models.Any(m => PathOf(s.Suite, m.Spec.Name) == item.Path)) is { } suite)
            {
                diagnostics.Add(Diagnostics.BadValue, suite.Suite.Data.First(d => d.IsPrivate).Location,
                    $"The data of '{suite.Suite.Name}' is private, and its LlmBaseline item says Answers=\"{said}\", which would write answers into a file to be committed. Say Answers=\"cache\", or make the data public.");
            }
        }

        HashSet<string> known = [.. suites.SelectMany(s => s.Models.SelectMany(m => Used(s.Suite, m.Spec))).Where(File.Exists).Select(FileNames.Answers)];
        foreach (string folder in known.Concat(manifest.Baselines.Select(b => b.Path!)).Select(Path.GetDirectoryName).OfType<string>().Distinct(StringComparer.Ordinal).Where(Directory.Exists))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*" + FileNames.AnswersEnding).Where(f => !known.Contains(f)).Order(StringComparer.Ordinal))
            {
                diagnostics.Add(Diagnostics.Vanished.At(new Location(file), "No baseline that a suite uses is beside these answers, so that nothing is compared with them. Delete the file, or restore its baseline.", Severity.Warning));
            }
        }
    }

    /// <summary>Files of answers that are there, which decide how a changed check is judged; and the folders in which one may come to be, restored or fetched.</summary>
    public static IEnumerable<string> AnswerFiles(Manifest manifest) =>
    [
        .. manifest.Baselines.Select(b => FileNames.Answers(b.Path!)).Where(File.Exists),
        .. manifest.Baselines.Select(b => Path.GetDirectoryName(b.Path!)).OfType<string>().Distinct(StringComparer.Ordinal).Where(Directory.Exists),
    ];

    /// <summary>What to do with a baseline that nothing uses: a suite or model that has none may be the same under another name, and no name is in a key.</summary>
    private string Mend(string path, IReadOnlyList<SuiteBinding> suites)
    {
        const string Otherwise = "delete the file to accept that it is gone";
        if (BaselineHead.Read(path) is not { } head) { return $"Restore the suite or the model's name, or {Otherwise}."; }

        bool hasSuite = suites.Any(s => s.Suite.Name == head.Suite);
        (string Suite, string Model)[] bare = [.. suites
            .SelectMany(s => s.Models.Select(m => (s.Suite, Model: m.Spec.Name)))
            .Where(p => !File.Exists(PathOf(p.Suite, p.Model)) && (hasSuite ? p.Suite.Name == head.Suite : p.Model == head.Model))
            .Select(p => (p.Suite.Name, p.Model))];
        string what = hasSuite ? $"the model '{head.Model}' of the suite '{head.Suite}'" : $"the suite '{head.Suite}'";
        if (bare is not [var only]) { return $"Restore {what}, or {Otherwise}."; }

        string to = Path.GetFileName(FileNames.Baseline(only.Suite, only.Model));
        (string key, string now) = hasSuite ? ("model", only.Model) : ("suite", only.Suite);
        return $"If '{now}' is {what} under another name, rename the file to {to} and write \"{key}\":\"{now}\" in its first line. Otherwise {Otherwise}.";
    }

    private IEnumerable<string> Used(EvalSuite suite, ModelSpec model) =>
        model["Baseline"] is { } old ? [PathOf(suite, model.Name), PathOf(suite, old)] : [PathOf(suite, model.Name)];
}
