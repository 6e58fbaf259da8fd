using System.Diagnostics;

namespace LlmEval.Guardian;

/// <summary>A server and all that it has started, wherever that went. One class a system.</summary>
internal abstract class ProcessTree
{
    /// <summary>The one of this system.</summary>
    public static ProcessTree Create() =>
        OperatingSystem.IsWindows() ? new WindowsTree() : OperatingSystem.IsLinux() ? new LinuxTree() : new UnixTree();

    /// <summary>Makes this process the root that nothing it starts can leave. Called once, before the server is started.</summary>
    public abstract void Enclose();

    /// <summary>Asks everybody to stop.</summary>
    public abstract void Ask(Process server);

    /// <summary>Whether anybody is left.</summary>
    public abstract bool IsAlive(Process server);

    /// <summary>Ends everybody who is there now.</summary>
    public abstract void Kill(Process server);

    /// <summary>The last act of this process, when all is said: ends whoever only now can be ended.</summary>
    public virtual void Finish()
    {
    }
}
