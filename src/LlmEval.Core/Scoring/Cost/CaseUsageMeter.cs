using LlmEval.Model;

namespace LlmEval.Scoring.Cost;

/// <summary>Adds up what the first samples of a case used. A sample is its whole conversation; a cached answer counts with what it took when it was made.</summary>
internal static class CaseUsageMeter
{
    /// <summary>What the samples used.</summary>
    /// <param name="samples">The first samples of a case.</param>
    /// <param name="hasSeconds">Whether times are wanted.</param>
    /// <param name="hasFirstTokens">Whether times to the first token are wanted.</param>
    public static CaseUsage Of(IReadOnlyList<Sample> samples, bool hasSeconds, bool hasFirstTokens)
    {
        int answered = 0;
        long requests = 0, input = 0, output = 0;
        double charged = 0;
        bool hasInput = true, hasOutput = true, isCharged = true;
        List<float>? seconds = hasSeconds ? [] : null, first = hasFirstTokens ? [] : null;
        foreach (Sample sample in samples)
        {
            if (sample.Trouble is not null) { continue; }

            answered++;
            double took = 0;
            foreach (Answer answer in sample.Answers)
            {
                requests++;
                took += answer.Latency.TotalSeconds;
                if (answer.InputTokens is { } asked) { input += asked; } else { hasInput = false; }

                if (answer.OutputTokens is { } said) { output += said; } else { hasOutput = false; }

                if (answer.Cost is { } cost) { charged += cost; } else { isCharged = false; }
            }

            seconds?.Add((float)took);
            if (FirstToken(sample) is { } token) { first?.Add((float)token); } else { first = null; }
        }

        return new CaseUsage
        {
            Answered = answered,
            Requests = Mean(requests),
            InputTokens = answered > 0 && hasInput ? Mean(input) : null,
            OutputTokens = answered > 0 && hasOutput ? Mean(output) : null,
            Charged = answered > 0 && isCharged ? Mean(charged) : null,
            Seconds = seconds,
            FirstTokens = first,
        };

        double Mean(double sum) => answered == 0 ? 0 : sum / answered;
    }

    /// <summary>Seconds from the beginning of a conversation's first request to its first token; null where it was not measured.</summary>
    public static double? FirstToken(Sample sample) =>
        (sample.Steps.Count > 0 ? sample.Answers.FirstOrDefault() : sample.Turns.Count > 0 ? sample.Turns[0] : null)?.FirstToken?.TotalSeconds;
}
