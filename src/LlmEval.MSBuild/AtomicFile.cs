using System.Text;

namespace LlmEval.MSBuild;

/// <summary>Files that another process may read, or a kill may interrupt, while they are written.</summary>
internal static class AtomicFile
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a text file in one step, and only when the text differs: an unchanged file keeps its time, which keeps builds incremental.</summary>
    /// <returns>Whether the file was written.</returns>
    public static bool WriteIfDifferent(string path, string text)
    {
        if (File.Exists(path) && string.Equals(File.ReadAllText(path, s_utf8), text, StringComparison.Ordinal)) { return false; }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = path + "." + Guid.NewGuid().ToString("N") + ".tmp";
        File.WriteAllText(temporary, text, s_utf8);
        try
        {
            if (File.Exists(path)) { File.Replace(temporary, path, destinationBackupFileName: null); }
            else { File.Move(temporary, path); }
        }
        finally
        {
            File.Delete(temporary);
        }

        return true;
    }
}
