using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Scheduling;

/// <summary>A request that waits for a slot: tokens counted, its cells known.</summary>
internal sealed class Job
{
    public Job(Generate request, int[] prompt, int mostTokens) => (Request, Prompt, MostTokens) = (request, prompt, mostTokens);

    public Generate Request { get; }

    public int[] Prompt { get; }

    /// <summary>Longest answer in tokens that is asked for and fits the context.</summary>
    public int MostTokens { get; }

    /// <summary>Cells that it may need at most.</summary>
    public int Cells => Prompt.Length + MostTokens;
}
