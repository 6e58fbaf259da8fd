using LlmEval.Model;
using LlmEval.SourceGeneration.Reading;

namespace LlmEval.SourceGeneration.Naming;

/// <summary>Names all prompts of a project. Of two that get one name, the first by path keeps it, as in the engine.</summary>
internal static class PromptNames
{
    /// <summary>The names, by path.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="projectDirectory">What messages give paths relative to.</param>
    public static EquatableArray<PromptName> Assign(IEnumerable<(string Name, string Path)> prompts, string projectDirectory)
    {
        Dictionary<string, (string Name, string Path)> byName = new(StringComparer.Ordinal);
        Dictionary<string, (string Name, string Path)> byClass = new(StringComparer.Ordinal);
        HashSet<string> hints = new(StringComparer.OrdinalIgnoreCase);
        List<PromptName> names = [];
        foreach ((string Name, string Path) prompt in prompts.OrderBy(p => p.Path, StringComparer.Ordinal))
        {
            string type = Identifiers.Class(prompt.Name);
            if (byName.TryGetValue(prompt.Name, out (string Name, string Path) twin))
            {
                names.Add(new PromptName(prompt.Path, type, string.Empty, new Problem(Diagnostics.DuplicateName.At(new Location(prompt.Path),
                    $"There are two prompts '{prompt.Name}'; the other is {Relative(twin.Path, projectDirectory)}. Rename one file or give its item the metadatum Name."))));
                continue;
            }

            byName.Add(prompt.Name, prompt);
            if (byClass.TryGetValue(type, out twin))
            {
                names.Add(new PromptName(prompt.Path, type, string.Empty, new Problem(Diagnostics.TwinIdentifiers.At(new Location(prompt.Path),
                    $"The prompts '{prompt.Name}' and '{twin.Name}' both become 'Prompts.{type}' in C#; the other is {Relative(twin.Path, projectDirectory)}. Rename one file or give its item the metadatum Name."))));
                continue;
            }

            byClass.Add(type, prompt);
            // Names of generated files are compared without case.
            string hint = $"Prompts.{type}";
            for (int number = 2; !hints.Add(hint); number++) { hint = $"Prompts.{type}.{number}"; }

            names.Add(new PromptName(prompt.Path, type, hint, null));
        }

        return new(names);
    }

    private static string Relative(string path, string directory) =>
        directory.Length > 0 && path.StartsWith(directory, StringComparison.Ordinal) ? path.Substring(directory.Length).TrimStart('/', '\\') : Path.GetFileName(path);
}
