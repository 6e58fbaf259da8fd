using LlmEval.Worker.Protocol;

namespace LlmEval.Llama.Natives;

/// <summary>A native library that was found or installed.</summary>
public sealed record NativeRuntime
{
    internal NativeRuntime(NativeFiles files, string source) => (Files, Source) = (files, source);

    /// <summary>Full path of libllama.</summary>
    public string LibraryPath => Files.Llama;

    /// <summary>Where it comes from, in words: a setting, a package, an installation, the system.</summary>
    public string Source { get; }

    internal NativeFiles Files { get; }

    /// <summary>Which build it is, where it was installed as one; null for what the user brings.</summary>
    internal RuntimeFlavor? Flavor { get; init; }
}
