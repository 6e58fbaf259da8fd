using System.Text;

namespace LlmEval.MSBuild;

/// <summary>Files that another process may read, or a kill may interrupt, while they are written.</summary>
internal static class AtomicFile
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a text file in one step, and only when the text differs: an unchanged file keeps its time, which keeps builds incremental.</summary>
    /// <returns>Whether the file was written.</returns>
    public static bool WriteIfDifferent(string path, StringBuilder text)
    {
        if (Equal(path, text)) { return false; }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = path + "." + Guid.NewGuid().ToString("N") + ".tmp";
        File.WriteAllText(temporary, text.ToString(), s_utf8);
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

    // In pieces: the manifest of many suites as one string would be a large object in every build that changes nothing.
    private static bool Equal(string path, StringBuilder text)
    {
        if (!File.Exists(path)) { return false; }
        using var reader = new StreamReader(path, s_utf8);
        char[] theirs = new char[4096];
        char[] ours = new char[4096];
        for (int at = 0; ; )
        {
            int read = reader.ReadBlock(theirs, 0, theirs.Length);
            if (read == 0) { return at == text.Length; }
            if (at + read > text.Length) { return false; }
            text.CopyTo(at, ours, 0, read);
            for (int i = 0; i < read; i++)
            {
                if (ours[i] != theirs[i]) { return false; }
            }

            at += read;
        }
    }
}
