using System.ComponentModel;
using System.Diagnostics;

namespace LlmEval.Guardian;

/// <summary>The session's process group, and the tree as far as parents are alive: for systems without subreapers.</summary>
internal sealed class UnixTree : ProcessTree
{
    /// <inheritdoc/>
    public override void Enclose() => _ = Posix.BeginSession();

    /// <inheritdoc/>
    /// <remarks>This process is of the group too, and takes note of the signal without ending.</remarks>
    public override void Ask(Process server) => _ = Posix.Send(-Posix.ProcessGroup(), Posix.Terminate);

    /// <inheritdoc/>
    public override bool IsAlive(Process server) => !server.HasExited;

    /// <inheritdoc/>
    public override void Kill(Process server)
    {
        try { server.Kill(entireProcessTree: true); }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or AggregateException) { Debug.WriteLine(e.Message); }
    }

    /// <inheritdoc/>
    /// <remarks>The group goes with this process, which is in it.</remarks>
    public override void Finish() => _ = Posix.Send(-Posix.ProcessGroup(), Posix.Kill);
}
