using System.Diagnostics;
using LlmEval.Worker.Inference;

namespace LlmEval.Worker.Scheduling;

/// <summary>A place in the batch: one answer at a time.</summary>
internal sealed class Slot
{
    public Slot(int sequence) => Sequence = sequence;

    public int Sequence { get; }

    /// <summary>What it works on; null when free.</summary>
    public Job? Job { get; private set; }

    /// <summary>The beginning that it stands on; null when none.</summary>
    public Prefix? Prefix { get; private set; }

    /// <summary>Cells that are reserved for it.</summary>
    public int Reserved { get; private set; }

    /// <summary>Tokens of the prompt that are decoded or in the batch.</summary>
    public int Done { get; set; }

    /// <summary>Tokens of the prompt that it did not have to decode.</summary>
    public int Shared { get; private set; }

    /// <summary>The last token chosen, to be decoded next.</summary>
    public int Next { get; private set; }

    /// <summary>Tokens of the answer so far.</summary>
    public int Produced { get; private set; }

    /// <summary>Where in the batch its logits come; -1 when not in this step.</summary>
    public int LogitsAt { get; set; } = -1;

    public AnswerText Text { get; private set; } = new([]);

    private SamplerChain? Sampler { get; set; }

    private long Started { get; set; }

    /// <summary>Whether its prompt is decoded and it writes.</summary>
    public bool Writes => Job is not null && Done == Job.Prompt.Length;

    /// <summary>Whether it has read these tokens already: its cells serve.</summary>
    public bool HasRead(int[] tokens) =>
        Job is not null && Done >= tokens.Length && PrefixChoice.Common(Job.Prompt, tokens) == tokens.Length;

    /// <summary>Position of the token to decode next while it writes.</summary>
    public int Position => Job!.Prompt.Length + Produced - 1;

    public double Milliseconds => Stopwatch.GetElapsedTime(Started).TotalMilliseconds;

    /// <summary>From its start to the first token, in milliseconds.</summary>
    public double FirstTokenMilliseconds { get; private set; }

    /// <summary>How likely its tokens were; null when nobody asked.</summary>
    public TokenLikelihoods? Likely { get; private set; }

    public void Begin(Job job, SamplerChain sampler, Prefix? prefix, int shared)
    {
        (Job, Sampler, Prefix, Shared, Done) = (job, sampler, prefix, shared, shared);
        (Reserved, Produced, LogitsAt) = (job.Cells - shared, 0, -1);
        Text = new AnswerText(job.Request.Stop);
        Likely = job.Request.Logprobs ? new TokenLikelihoods() : null;
        Started = Stopwatch.GetTimestamp();
        if (prefix is not null) { prefix.Users++; }
    }

    /// <summary>Chooses the next token.</summary>
    public int Choose(DecodeContext context)
    {
        Next = Sampler!.Choose(context, LogitsAt);
        if (Produced++ == 0) { FirstTokenMilliseconds = Milliseconds; }

        return Next;
    }

    public void End()
    {
        Sampler?.Dispose();
        if (Prefix is not null) { Prefix.Users--; }

        (Job, Sampler, Prefix, Reserved, LogitsAt) = (null, null, null, 0, -1);
    }
}
