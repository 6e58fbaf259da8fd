using System.Security.Cryptography;
using System.Text;
using LlmEval.Assemblies.Closure;

namespace LlmEval.Assemblies.Identity;

/// <summary>What code is, as far as its answers depend on it: its target, its assemblies, its settings beside them, its inputs.</summary>
internal static class CodeIdentity
{
    /// <summary>Files beside the assembly that nearly every application reads.</summary>
    private const string Settings = "appsettings*.json";

    /// <summary>The hash of all of it, 64 lower-case hexadecimal digits: the same on every machine that has the same program.</summary>
    /// <param name="closure">The assemblies.</param>
    /// <param name="target">Class and method.</param>
    /// <param name="inputs">Files and folders that were named, full paths; all of them exist.</param>
    /// <param name="directory">Where relative names of inputs start.</param>
    /// <param name="hashes">Reads files.</param>
    public static string Hash(CodeClosure closure, string target, IReadOnlyList<string> inputs, string directory, RememberedHashes hashes)
    {
        StringBuilder text = new("llmeval code 1\n");
        text.Append("target ").Append(target).Append('\n');
        foreach (CodeAsset asset in closure.Assets)
        {
            text.Append("asset ").Append(asset.Name).Append(' ').Append(asset.Path is { } path ? hashes.Of(path, asset.IsManaged) : "missing").Append('\n');
        }

        foreach (string file in SettingsFiles(closure)) { Input(text, "settings", Path.GetFileName(file), file, hashes); }
        foreach (string file in InputFiles(inputs)) { Input(text, "input", Path.GetRelativePath(directory, file).Replace('\\', '/'), file, hashes); }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The hash of the inputs alone, for code whose author vouches for it.</summary>
    /// <param name="inputs">Files and folders that were named, full paths; all of them exist.</param>
    /// <param name="directory">Where relative names of inputs start.</param>
    /// <param name="hashes">Reads files.</param>
    public static string HashOfInputs(IReadOnlyList<string> inputs, string directory, RememberedHashes hashes)
    {
        StringBuilder text = new("llmeval inputs 1\n");
        foreach (string file in InputFiles(inputs)) { Input(text, "input", Path.GetRelativePath(directory, file).Replace('\\', '/'), file, hashes); }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Every file that the hash is of, and the named folders: what is put into one or taken out of it changes the folder alone.</summary>
    public static IEnumerable<string> Files(CodeClosure closure, IReadOnlyList<string> inputs) =>
        closure.Assets.Select(a => a.Path).OfType<string>()
            .Concat(File.Exists(closure.DependencyFilePath) ? [closure.DependencyFilePath] : [])
            .Concat(SettingsFiles(closure)).Concat(InputFiles(inputs)).Concat(InputFolders(inputs));

    private static void Input(StringBuilder text, string kind, string name, string file, RememberedHashes hashes) =>
        text.Append(kind).Append(' ').Append(name).Append(' ').Append(hashes.Of(file, isManaged: false)).Append('\n');

    private static IEnumerable<string> SettingsFiles(CodeClosure closure) =>
        Directory.EnumerateFiles(closure.Folder, Settings).Order(StringComparer.Ordinal);

    private static IEnumerable<string> InputFolders(IReadOnlyList<string> inputs) =>
        inputs.Where(Directory.Exists).SelectMany(i => Directory.EnumerateDirectories(i, "*", SearchOption.AllDirectories).Prepend(i));

    private static IEnumerable<string> InputFiles(IReadOnlyList<string> inputs) =>
        inputs.SelectMany(i => Directory.Exists(i) ? Directory.EnumerateFiles(i, "*", SearchOption.AllDirectories) : [i])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
