using LlmEval.Model;

namespace LlmEval.Llama.Devices;

/// <summary>Who asks for a device, and how long.</summary>
internal sealed record LeaseRequest
{
    /// <summary>Folder of the project, for whoever waits.</summary>
    public required string Project { get; init; }

    /// <summary>How long to wait.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Where to point when it stayed busy.</summary>
    public required Location Location { get; init; }

    /// <summary>Gets a line when the wait becomes long.</summary>
    public required Action<string> Report { get; init; }

    /// <summary>Time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
