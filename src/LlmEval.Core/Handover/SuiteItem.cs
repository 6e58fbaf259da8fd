using LlmEval.Documents;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Handover;

/// <summary>Finds the item of one suite, so that mistakes in other suites do not stand in its way.</summary>
internal static class SuiteItem
{
    /// <summary>Whether a model's answers are handed over by tests.</summary>
    public static bool IsHandedOver(ManifestItem model) => string.Equals(model.Metadata.GetValueOrDefault("Provider"), "Test", StringComparison.OrdinalIgnoreCase);

    /// <summary>The project with this suite alone, whole: tests say which cases they hand over, whatever a build evaluates.</summary>
    /// <exception cref="LlmEvalException">LLM3016: there is none of that name. Else the first mistake of a suite's file, when it may be the one.</exception>
    public static Manifest Alone(Manifest manifest, string name) => manifest with
    {
        Suites = [Find(manifest, name)],
        Settings = manifest.Settings.Where(s => s.Key is not ("LlmEvalFilter" or "LlmEvalFresh")).ToDictionary(StringComparer.Ordinal),
    };

    /// <summary>The item of the suite of a name.</summary>
    /// <exception cref="LlmEvalException">LLM3016: there is none of that name. Else the first mistake of a suite's file, when it may be the one.</exception>
    private static ManifestItem Find(Manifest manifest, string name)
    {
        DiagnosticBag mistakes = new();
        List<string> known = [];
        foreach (ManifestItem item in manifest.Suites)
        {
            if (SuiteFile.Load(item.Path!, manifest.ProjectDirectory, mistakes, manifest.Setting("LlmEvalSalt") ?? manifest.ProjectName) is not { } suite) { continue; }

            if (suite.Name == name) { return item; }

            known.Add(suite.Name);
        }

        throw new LlmEvalException(mistakes.Items.FirstOrDefault(d => d.IsError)
            ?? Diagnostics.Usage.At(new Location(manifest.Project), MappingReader.UnknownWord($"The project has no suite '{name}'", name, known)));
    }
}
