using System.Runtime.InteropServices;

namespace LlmEval.MSBuild;

/// <summary>
/// Notices that the process that started this one is gone. A node of MSBuild whose main process was killed cancels its tasks, but not
/// one that is just starting; that one would run for hours for nobody. The engine itself watches the node.
/// </summary>
/// <remarks>
/// Unix only: there an orphan gets another parent. A node that is reused has lost its first parent long ago and sees no change.
/// </remarks>
internal sealed class OrphanWatch : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private readonly Timer? _timer;

    /// <summary>Starts to watch; <paramref name="onOrphaned"/> is called once, on another thread.</summary>
    public OrphanWatch(Action onOrphaned)
    {
        if (Path.DirectorySeparatorChar != '/') { return; }
        int parent = GetParentId();
        int orphaned = 0;
        _timer = new Timer(
            _ =>
            {
                if (GetParentId() != parent && Interlocked.Exchange(ref orphaned, 1) == 0) { onOrphaned(); }
            },
            null,
            s_interval,
            s_interval);
    }

    /// <inheritdoc />
    public void Dispose() => _timer?.Dispose();

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetParentId();
}
