namespace LlmEval.Worker.Probe;

/// <summary>How the numbers of a tensor are stored; the values are GGUF's.</summary>
internal enum GgufTensorType
{
    /// <summary>32-bit floats.</summary>
    F32 = 0,

    /// <summary>16-bit floats.</summary>
    F16 = 1,

    /// <summary>Blocks of 32 signed bytes with a common 16-bit scale.</summary>
    Q8 = 8,
}
