using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LlmEval.Guardian;

/// <summary>A job object: all that its processes start is in it, and it ends with its last handle, which this process holds.</summary>
internal sealed partial class WindowsTree : ProcessTree
{
    private const int ExtendedLimitInformation = 9;
    private const int BasicAccountingInformation = 1;
    private const uint KillOnClose = 0x2000;
    private const uint ControlBreak = 1;

    /// <summary>Never closed: the system closes it when this process ends, however it ends.</summary>
    private nint _job;

    /// <inheritdoc/>
    public override unsafe void Enclose()
    {
        _job = CreateJobObject(0, 0);
        if (_job == 0) { throw new Win32Exception(); }

        ExtendedLimits limits = new() { Basic = new BasicLimits { Flags = KillOnClose } };
        if (!SetInformationJobObject(_job, ExtendedLimitInformation, &limits, (uint)sizeof(ExtendedLimits))
            || !AssignProcessToJobObject(_job, GetCurrentProcess()))
        {
            throw new Win32Exception();
        }
    }

    /// <inheritdoc/>
    /// <remarks>The server was started as the first of a group of its own, on the console of this process.</remarks>
    public override void Ask(Process server) => GenerateConsoleCtrlEvent(ControlBreak, (uint)server.Id);

    /// <inheritdoc/>
    /// <remarks>One in the job is this process.</remarks>
    public override unsafe bool IsAlive(Process server)
    {
        Accounting accounting = default;
        return QueryInformationJobObject(_job, BasicAccountingInformation, &accounting, (uint)sizeof(Accounting), out _)
            ? accounting.Active > 1 : !server.HasExited;
    }

    /// <inheritdoc/>
    /// <remarks>Whoever is not found in the tree is in the job, and ends when this process does.</remarks>
    public override void Kill(Process server)
    {
        try { server.Kill(entireProcessTree: true); }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or AggregateException) { Debug.WriteLine(e.Message); }
    }

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true)]
    private static partial nint CreateJobObject(nint security, nint name);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool SetInformationJobObject(nint job, int kind, void* information, uint length);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool QueryInformationJobObject(nint job, int kind, void* information, uint length, out uint written);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(nint job, nint process);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GenerateConsoleCtrlEvent(uint control, uint group);

    /// <summary>JOBOBJECT_BASIC_LIMIT_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct BasicLimits
    {
        public long ProcessTime;
        public long JobTime;
        public uint Flags;
        public nuint SmallestWorkingSet;
        public nuint LargestWorkingSet;
        public uint MostProcesses;
        public nuint Affinity;
        public uint PriorityClass;
        public uint SchedulingClass;
    }

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION, with IO_COUNTERS in its middle.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct ExtendedLimits
    {
        public BasicLimits Basic;
        public fixed ulong Counters[6];
        public nuint ProcessMemory;
        public nuint JobMemory;
        public nuint PeakProcessMemory;
        public nuint PeakJobMemory;
    }

    /// <summary>JOBOBJECT_BASIC_ACCOUNTING_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Accounting
    {
        public long UserTime;
        public long KernelTime;
        public long PeriodUserTime;
        public long PeriodKernelTime;
        public uint PageFaults;
        public uint Total;
        public uint Active;
        public uint Terminated;
    }
}
