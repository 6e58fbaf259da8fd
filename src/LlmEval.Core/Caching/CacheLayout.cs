using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>Where things stand: <c>DIRECTORY/v1/PARTITION/*.segment</c>, a partition a model identity.</summary>
internal static class CacheLayout
{
    public const string SegmentExtension = ".segment";

    /// <summary>The folder of this version of the file format; other versions live beside it.</summary>
    public static string Root(string directory) => Path.Combine(directory, "v1");

    public static string Partition(string directory, string modelIdentity)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(modelIdentity), hash);
        return Path.Combine(Root(directory), Convert.ToHexStringLower(hash[..8]));
    }

    /// <summary>The partitions' folders, sorted; none when there is no cache yet.</summary>
    public static string[] Partitions(string directory)
    {
        string root = Root(directory);
        if (!Directory.Exists(root)) { return []; }
        string[] partitions = Directory.GetDirectories(root);
        Array.Sort(partitions, StringComparer.Ordinal);
        return partitions;
    }

    /// <summary>A partition's segments, oldest first.</summary>
    public static FileInfo[] Segments(string partition)
    {
        var folder = new DirectoryInfo(partition);
        if (!folder.Exists) { return []; }
        FileInfo[] files = folder.GetFiles("*" + SegmentExtension);
        Array.Sort(files, static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return files;
    }

    /// <summary>Opens a segment to read it while others may read, write or delete it.</summary>
    /// <exception cref="FileNotFoundException">It is gone: another process put its answers into another segment, or deleted them.</exception>
    public static SafeFileHandle OpenToRead(string path, FileOptions options = FileOptions.None)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, options);
            }
            catch (IOException exception) when (attempt <= 100 && exception.GetType() == typeof(IOException) && File.Exists(path))
            {
                // Another process looks at this moment whether anybody writes it (SegmentUse).
                Thread.Sleep(1);
            }
        }
    }
}
