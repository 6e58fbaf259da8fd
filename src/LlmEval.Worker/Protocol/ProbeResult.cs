namespace LlmEval.Worker.Protocol;

/// <summary>What <c>--probe</c> found out about a native library; written as JSON to the file that it is told.</summary>
internal sealed record ProbeResult
{
    /// <summary>Whether the library loaded, fits, and produced a token.</summary>
    public bool Works { get; init; }

    /// <summary>What the library says of itself.</summary>
    public string Engine { get; init; } = string.Empty;

    /// <summary>The layout that was recognised.</summary>
    public string Layout { get; init; } = string.Empty;

    /// <summary>The devices that its backends offer, for instance <c>CPU</c> or <c>Vulkan0</c>.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Why it does not work; null when it does.</summary>
    public string? Reason { get; init; }
}
