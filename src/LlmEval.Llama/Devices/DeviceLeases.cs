namespace LlmEval.Llama.Devices;

/// <summary>The leases of all devices that one model uses, always taken in one order, so that two runs never wait for each other.</summary>
internal sealed class DeviceLeases
{
    private readonly DeviceLease[] _leases;

    /// <summary>The leases of devices.</summary>
    /// <param name="home">Per-user folder.</param>
    /// <param name="devices">Their names, as <see cref="DeviceChoice.LeaseNames"/> gives them.</param>
    public DeviceLeases(string home, IReadOnlyList<string> devices) =>
        _leases = [.. devices.Order(StringComparer.Ordinal).Select(d => DeviceLease.Of(home, d))];

    /// <inheritdoc cref="DeviceLease.EnterAsync"/>
    public async Task EnterAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        int entered = 0;
        try
        {
            for (; entered < _leases.Length; entered++) { await _leases[entered].EnterAsync(request, cancellationToken).ConfigureAwait(false); }
        }
        catch
        {
            for (int i = 0; i < entered; i++) { _leases[i].Exit(request.Time); }

            throw;
        }
    }

    /// <inheritdoc cref="DeviceLease.Exit"/>
    public void Exit(TimeProvider time)
    {
        foreach (DeviceLease lease in _leases) { lease.Exit(time); }
    }

    /// <inheritdoc cref="DeviceLease.ReleaseIfIdle"/>
    public void ReleaseIfIdle()
    {
        foreach (DeviceLease lease in _leases) { lease.ReleaseIfIdle(); }
    }
}
