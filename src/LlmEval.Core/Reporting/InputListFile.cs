using System.Globalization;
using System.Text;
using LlmEval.Model;

namespace LlmEval.Reporting;

/// <summary>
/// The files that an evaluation read, each with its size and time, so that a build sees any difference: a path, a length and UTC ticks
/// a line, between tabs. Links are followed.
/// </summary>
public static class InputListFile
{
    /// <summary>File name in the output folder.</summary>
    public const string Name = "inputs.list";

    /// <summary>Second field of the line that says until when the list holds.</summary>
    private const string Expires = "expires";

    /// <summary>In the place of a folder's length; its time is that of the last file that was put into it or taken out of it.</summary>
    private const string Folder = "folder";

    /// <summary>What no file is: the next build evaluates again.</summary>
    private const string Changed = "?\t?";

    /// <summary>Writes the list.</summary>
    /// <param name="path">Where.</param>
    /// <param name="files">Full paths; of folders too.</param>
    /// <param name="expires">When the result ends to hold though no file changes; null for never. A line without a path says so.</param>
    /// <param name="began">When reading began: a file that was edited since then may have been read before the edit.</param>
    public static void Write(string path, IEnumerable<string> files, DateTimeOffset? expires, DateTimeOffset began)
    {
        StringBuilder text = new();
        if (expires is { } end) { text.Append(CultureInfo.InvariantCulture, $"\t{Expires}\t{end.UtcTicks}\n"); }

        foreach (string file in files) { text.Append(file).Append('\t').Append(State(file, began)).Append('\n'); }

        AtomicFile.WriteAllText(path, text.ToString());
    }

    private static string State(string path, DateTimeOffset began)
    {
        try
        {
            if (Directory.Exists(path))
            {
                DateTime changed = Directory.GetLastWriteTimeUtc(path);
                return changed < began.UtcDateTime ? string.Create(CultureInfo.InvariantCulture, $"{Folder}\t{changed.Ticks}") : Changed;
            }

            FileInfo file = new(path);
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) { file = target; }

            return file.Exists && file.LastWriteTimeUtc < began.UtcDateTime
                ? string.Create(CultureInfo.InvariantCulture, $"{file.Length}\t{file.LastWriteTimeUtc.Ticks}") : Changed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return Changed; }
    }
}
