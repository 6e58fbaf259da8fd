using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Llama.Files;

/// <summary>
/// What tells one state of a file from another without reading it: size, time of the last write, and what the file system
/// adds (device, inode and time of the last change on Linux; volume and index on Windows; time of creation elsewhere).
/// </summary>
internal sealed unsafe partial record FileIdentity
{
    /// <summary>Size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Last write, in ticks of UTC.</summary>
    public required long Written { get; init; }

    /// <summary>What the file system adds; never compared between machines.</summary>
    public required string Id { get; init; }

    /// <summary>Reads it; null when the file does not exist.</summary>
    public static FileIdentity? Of(string path)
    {
        FileInfo info = new(path);
        if (info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) { info = target; }

        if (!info.Exists) { return null; }

        string id = OperatingSystem.IsLinux() ? OfLinux(path) : OperatingSystem.IsWindows() ? OfWindows(path) : string.Empty;
        return new FileIdentity
        {
            Size = info.Length,
            Written = info.LastWriteTimeUtc.Ticks,
            Id = id.Length > 0 ? id : string.Create(CultureInfo.InvariantCulture, $"created:{info.CreationTimeUtc.Ticks}"),
        };
    }

    private static string OfLinux(string path)
    {
        // struct statx is the same on every architecture: 256 bytes, inode at 32, change time at 96, device at 136.
        byte* buffer = stackalloc byte[256];
        const int AtWorkingDirectory = -100;
        const uint BasicStatistics = 0x7ff;
        try
        {
            if (StatX(AtWorkingDirectory, path, 0, BasicStatistics, buffer) != 0) { return string.Empty; }
        }
        catch (EntryPointNotFoundException)
        {
            return string.Empty; // a C library older than statx
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"inode:{*(uint*)(buffer + 136)}:{*(uint*)(buffer + 140)}:{*(ulong*)(buffer + 32)}:{*(long*)(buffer + 96)}.{*(uint*)(buffer + 104)}");
    }

    private static string OfWindows(string path)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        uint* information = stackalloc uint[13];
        return GetFileInformationByHandle(handle, information) == 0
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"file:{information[7]}:{information[11]}:{information[12]}");
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandle")]
    private static partial int GetFileInformationByHandle(SafeFileHandle handle, uint* information);
}
