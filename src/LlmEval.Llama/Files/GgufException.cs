namespace LlmEval.Llama.Files;

/// <summary>A file is no usable GGUF file; the message completes the sentence "FILE cannot be used: ...".</summary>
internal sealed class GgufException : Exception
{
    public GgufException(string message)
        : base(message)
    {
    }
}
