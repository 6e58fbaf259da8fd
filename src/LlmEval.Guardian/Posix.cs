using System.Runtime.InteropServices;

namespace LlmEval.Guardian;

/// <summary>Calls of Unix systems that .NET has no word for; the numbers are the same on Linux and macOS unless said.</summary>
internal static partial class Posix
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int NoHang = 1;

    /// <summary>PR_SET_CHILD_SUBREAPER, Linux only.</summary>
    public const int SetChildSubreaper = 36;

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    public static partial int BeginSession();

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    public static partial int ProcessGroup();

    /// <summary>Sends a signal; a negative id is a process group.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Send(int id, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int Reap(int id, out int status, int options);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int Control(int option, nuint value, nuint third, nuint fourth, nuint fifth);
}
