using LlmEval.Models;

namespace LlmEval.Llama.Natives;

/// <summary>A place where a native library can be had from.</summary>
internal interface IRuntimeSource
{
    /// <summary>What it is, for messages: "npm package X 1.2".</summary>
    string Describe(RuntimeFlavor flavor);

    /// <summary>What the build needs of the machine, for the message when it does not work; null when nothing that is not everywhere.</summary>
    string? Needs(RuntimeFlavor flavor);

    /// <summary>Fetches the files into an empty folder.</summary>
    /// <exception cref="RuntimeSourceException">It cannot; the message says why.</exception>
    Task FetchAsync(RuntimeFlavor flavor, string folder, ModelContext context, CancellationToken cancellationToken);
}
