using System.Runtime.InteropServices;

namespace LlmEval.Worker.Native;

/// <summary>
/// Room for any parameter structure, passed by value. Larger than every known one: a structure above 16 bytes goes in memory
/// (System V) or by reference (Windows, AArch64), so the callee sees the beginning of this and no more. It must be the last argument.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Length)]
internal unsafe struct ParameterBlob
{
    public const int Length = 256;

    public fixed byte Bytes[Length];
}

/// <summary><c>llama_batch</c>: the same in every known version.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeBatch
{
    public int TokenCount;
    public int* Tokens;
    public float* Embeddings;
    public int* Positions;
    public int* SequenceCounts;
    public int** Sequences;
    public byte* WantLogits;
}

/// <summary><c>llama_chat_message</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeChatMessage
{
    public byte* Role;
    public byte* Content;
}

/// <summary><c>llama_sampler_chain_params</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeSamplerChainParameters
{
    public byte NoPerf;
}

/// <summary><c>llama_token_data</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeCandidate
{
    public int Token;
    public float Logit;
    public float Probability;
}

/// <summary><c>llama_token_data_array</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeCandidates
{
    public NativeCandidate* Items;
    public nuint Count;
    public long Selected;
    public byte Sorted;
}
