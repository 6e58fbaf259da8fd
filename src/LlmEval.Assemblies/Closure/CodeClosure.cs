using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LlmEval.Assemblies.Closure;

/// <summary>
/// An assembly with what it needs of its own: everything that its <c>.deps.json</c> lists and that is not the framework's or the engine's. Without
/// that file, every assembly beside it. Native libraries beside it are its own.
/// </summary>
internal sealed class CodeClosure
{
    private CodeClosure(string entry, IReadOnlyList<CodeAsset> assets) => (Entry, Assets) = (entry, assets);

    /// <summary>Full path of the assembly.</summary>
    public string Entry { get; }

    /// <summary>The folder it was built into.</summary>
    public string Folder => Path.GetDirectoryName(Entry)!;

    /// <summary>Where its dependencies are listed, present or not.</summary>
    public string DependencyFilePath => DependencyFileOf(Entry);

    /// <summary>What decides answers and can be loaded: sorted by name, the assembly itself among them.</summary>
    public IReadOnlyList<CodeAsset> Assets { get; }

    /// <summary>Finds what an assembly needs.</summary>
    /// <param name="entry">Full path of the assembly, which exists.</param>
    /// <param name="packageFolders">Where packages are restored to: libraries do not copy theirs.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="FormatException">The list of dependencies cannot be parsed.</exception>
    public static CodeClosure Of(string entry, IReadOnlyList<string> packageFolders)
    {
        string folder = Path.GetDirectoryName(entry)!;
        string file = DependencyFileOf(entry);
        List<CodeAsset> assets = [];
        HashSet<string> listed = new(StringComparer.OrdinalIgnoreCase);
        if (File.Exists(file))
        {
            DependencyFile dependencies = DependencyFile.Read(file);
            List<DependencyLibrary> own = dependencies.Own(Path.GetFileName(entry));
            assets.AddRange(own.SelectMany(l => l.Assets(folder, packageFolders)));
            listed.UnionWith(dependencies.Libraries.SelectMany(l => l.Files).Select(f => f.Name));
            AddUsed(assets, [.. dependencies.Libraries.Except(own).SelectMany(l => l.Assets(folder, packageFolders))]);
        }
        else
        {
            assets.AddRange(Directory.EnumerateFiles(folder, "*.dll")
                .Where(f => !IsNative(f)).Select(f => new CodeAsset(Path.GetFileName(f), f, IsManaged: true, IsOfProject: false, null)));
        }

        // A project's own native libraries are content to the SDK, which lists none of that.
        assets.AddRange(Directory.EnumerateFiles(folder).Where(f => !listed.Contains(Path.GetFileName(f)) && IsNative(f))
            .Select(f => new CodeAsset(Path.GetFileName(f), f, IsManaged: false, IsOfProject: true, null)));
        string name = Path.GetFileName(entry);
        assets.RemoveAll(a => a.Name == name || SharedAssemblies.IsShared(Path.GetFileNameWithoutExtension(a.Name)));
        assets.Add(new CodeAsset(name, entry, IsManaged: true, IsOfProject: true, null));
        return new CodeClosure(entry, [.. assets.DistinctBy(a => a.Name, StringComparer.Ordinal).OrderBy(a => a.Name, StringComparer.Ordinal)]);
    }

    /// <summary>What only the engine's packages bring but the code uses itself is the code's.</summary>
    private static void AddUsed(List<CodeAsset> assets, List<CodeAsset> others)
    {
        for (int i = 0; i < assets.Count; i++)
        {
            if (!assets[i].IsOfProject || !assets[i].IsManaged || assets[i].Path is not { } path) { continue; }

            HashSet<string> used = References(path);
            foreach (CodeAsset other in others.Where(o => used.Contains(Path.GetFileNameWithoutExtension(o.Name))).ToArray())
            {
                others.Remove(other);
                assets.Add(other);
            }
        }
    }

    private static bool IsNative(string path)
    {
        string name = Path.GetFileName(path);
        if (name.EndsWith(".dylib", StringComparison.Ordinal) || name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal)) { return true; }
        if (!name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) { return false; }

        using PEReader image = new(File.OpenRead(path));
        try { return !image.HasMetadata; }
        catch (BadImageFormatException) { return true; }
    }

    private static HashSet<string> References(string path)
    {
        using PEReader image = new(File.OpenRead(path));
        if (!image.HasMetadata) { return []; }

        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name))];
    }

    private static string DependencyFileOf(string entry) => Path.ChangeExtension(entry, ".deps.json");
}
