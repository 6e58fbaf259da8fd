using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>One sandbox for all rows of a theory: restored and compiled once, with the answers and the baseline of <see cref="TriageProject"/>.</summary>
public sealed class SharedSandbox : IAsyncLifetime
{
    private string _baseline = string.Empty;

    internal BuildSandbox Sandbox { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Sandbox = await TriageProject.AcceptedAsync();
        _baseline = Sandbox.App.Read(TriageProject.Baseline);
    }

    /// <summary>The sound project again, as it was accepted.</summary>
    internal SandboxProject Fresh() => Sandbox.App.Reset().WithTriage().WithFile(TriageProject.Baseline, _baseline);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
}
