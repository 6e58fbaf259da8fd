namespace LlmEval.Llama.Downloads;

/// <summary>A download was cut; what has come stays and the next attempt goes on from there.</summary>
internal sealed class DownloadInterruptedException : Exception
{
    public DownloadInterruptedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
