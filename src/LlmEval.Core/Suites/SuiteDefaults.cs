using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites;

/// <summary>
/// What suites inherit: <c>defaults.eval.yml</c> of each folder from the project's down to the suite's. The nearer word
/// wins key by key, also inside <c>parameters</c>, <c>limits</c> and <c>gate</c>; <c>score</c> replaces the inherited list
/// and <c>score+</c> adds to it.
/// </summary>
internal static class SuiteDefaults
{
    private static readonly string[] FileNames = ["defaults.eval.yml", "defaults.eval.yaml"];
    private static readonly string[] Merged = ["parameters", "limits", "gate"];
    private static readonly string[] Own = ["name", "description", "cases"];

    public static bool IsDefaults(string path) => FileNames.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The suite with what it inherits.</summary>
    /// <param name="suite">The suite's own keys.</param>
    /// <param name="path">Its file.</param>
    /// <param name="projectDirectory">Where inheriting begins.</param>
    /// <param name="files">Gets the files that were read.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static MappingNode Inherit(MappingNode suite, string path, string projectDirectory, List<string> files, DiagnosticBag diagnostics)
    {
        List<MappingNode> chain = [];
        foreach (string folder in Folders(path, projectDirectory))
        {
            if (Load(folder, diagnostics) is not { } file) { continue; }

            files.Add(file.Path);
            if (file.Node is not null) { chain.Add(file.Node); }
        }

        List<KeyValuePair<ScalarNode, LocatedNode>> entries = [];
        foreach (MappingNode layer in chain.Append(suite)) { Add(layer, entries, diagnostics); }

        return suite with { Entries = entries };
    }

    private static List<string> Folders(string path, string projectDirectory)
    {
        List<string> folders = [];
        string project = Path.TrimEndingDirectorySeparator(Path.GetFullPath(projectDirectory));
        for (string? folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            folders.Insert(0, folder);
            if (Path.TrimEndingDirectorySeparator(folder) == project || !ProjectPath.IsBelow(folder, project)) { break; }
        }

        return folders;
    }

    private static (string Path, MappingNode? Node)? Load(string folder, DiagnosticBag diagnostics)
    {
        string[] found = [.. FileNames.Select(n => Path.Combine(folder, n)).Where(File.Exists)];
        if (found.Length == 0) { return null; }

        if (found.Length > 1)
        {
            diagnostics.Add(Diagnostics.DuplicateName, new Location(found[1]), $"'{FileNames[0]}' and '{FileNames[1]}' stand in one folder. Keep one of them.");
        }

        if (YamlReader.Read(found[0], diagnostics) is not { } node || MappingReader.Open(node, "a file of defaults", diagnostics) is null) { return (found[0], null); }

        MappingNode mapping = (MappingNode)node;
        foreach ((ScalarNode key, _) in mapping.Entries.Where(e => Own.Contains(e.Key.Text)))
        {
            diagnostics.Add(Diagnostics.BadValue, key.Location, $"'{key.Text}' belongs to one suite and cannot be inherited. Move it into the suite.");
        }

        return (found[0], mapping with { Entries = [.. mapping.Entries.Where(e => !Own.Contains(e.Key.Text))] });
    }

    private static void Add(MappingNode layer, List<KeyValuePair<ScalarNode, LocatedNode>> entries, DiagnosticBag diagnostics)
    {
        if (layer["score"] is not null && layer["score+"] is { } both)
        {
            diagnostics.Add(Diagnostics.BadValue, both.Location, "Give either 'score' (instead of inherited checks) or 'score+' (besides them), not both.");
        }

        foreach ((ScalarNode key, LocatedNode value) in layer.Entries)
        {
            bool adds = key.Text == "score+";
            string name = adds ? "score" : key.Text;
            int at = entries.FindIndex(e => e.Key.Text == name);
            LocatedNode? inherited = at < 0 ? null : entries[at].Value;
            LocatedNode effective = (inherited, value) switch
            {
                (SequenceNode before, SequenceNode more) when adds => more with { Items = [.. before.Items, .. more.Items] },
                (MappingNode before, MappingNode nearer) when Merged.Contains(name) => Over(nearer, before),
                _ => value,
            };
            KeyValuePair<ScalarNode, LocatedNode> entry = new(adds ? key with { Text = name } : key, effective);
            if (at < 0) { entries.Add(entry); }
            else { entries[at] = entry; }
        }
    }

    private static MappingNode Over(MappingNode nearer, MappingNode farther) =>
        nearer with { Entries = [.. farther.Entries.Where(e => nearer[e.Key.Text] is null), .. nearer.Entries] };
}
