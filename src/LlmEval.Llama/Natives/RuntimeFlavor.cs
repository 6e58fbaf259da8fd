namespace LlmEval.Llama.Natives;

/// <summary>Which build of the native library.</summary>
public enum RuntimeFlavor
{
    /// <summary>Runs on the processor (and on Apple's GPUs).</summary>
    Cpu,

    /// <summary>Runs on any GPU with a Vulkan driver.</summary>
    Vulkan,

    /// <summary>Runs on NVIDIA GPUs; needs the CUDA runtime that the build asks for.</summary>
    Cuda,
}
