using System.Globalization;
using System.Reflection;

namespace LlmEval.MSBuild;

/// <summary>
/// The files that the engine read the last time, each with its size and time as they were: a path, a length and UTC ticks a line, between tabs.
/// Any difference counts, not only a newer time: a file that is copied with its old time, or a link whose target changes, is another file.
/// </summary>
internal static class InputList
{
    /// <summary>File name in the output folder.</summary>
    public const string Name = "inputs.list";

    /// <summary>Newer frameworks follow links; netstandard2.0 does not know the method.</summary>
    private static readonly Func<string, bool, FileSystemInfo?>? s_resolveLink =
        typeof(File).GetMethod("ResolveLinkTarget", BindingFlags.Public | BindingFlags.Static, null, [typeof(string), typeof(bool)], null)
            ?.CreateDelegate(typeof(Func<string, bool, FileSystemInfo?>)) as Func<string, bool, FileSystemInfo?>;

    /// <summary>Whether every file is as it was; false also when there is no list, or one that cannot be read.</summary>
    public static bool IsCurrent(string path)
    {
        if (!File.Exists(path)) { return false; }

        foreach (string line in File.ReadLines(path))
        {
            string[] fields = line.Split('\t');
            if (fields.Length == 3 && fields[0].Length == 0 && fields[1] == "expires")
            {
                // Answers of a model with a MaxAge: old enough to be drawn anew, though no file changed.
                if (!long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks) || DateTime.UtcNow.Ticks >= ticks) { return false; }

                continue;
            }

            if (fields.Length != 3 || State(fields[0]) != fields[1] + "\t" + fields[2]) { return false; }
        }

        return true;
    }

    private static string? State(string path)
    {
        if (Directory.Exists(path)) { return "folder\t" + Directory.GetLastWriteTimeUtc(path).Ticks.ToString(CultureInfo.InvariantCulture); }

        FileInfo file = new(path);
        if (!file.Exists) { return null; }

        if ((file.Attributes & FileAttributes.ReparsePoint) == FileAttributes.ReparsePoint && s_resolveLink?.Invoke(path, true) is FileInfo target) { file = target; }

        return file.Exists
            ? file.Length.ToString(CultureInfo.InvariantCulture) + "\t" + file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture)
            : null;
    }
}
