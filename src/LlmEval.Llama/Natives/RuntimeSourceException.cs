namespace LlmEval.Llama.Natives;

/// <summary>A source has no native library to give; the next one is tried.</summary>
internal sealed class RuntimeSourceException : Exception
{
    public RuntimeSourceException(string message)
        : base(message)
    {
    }
}
