namespace LlmEval.Running;

/// <summary>What a run of a suite with one model will ask for, reckoned without asking anybody.</summary>
public sealed record RunEstimate
{
    /// <summary>Samples that the suite wants.</summary>
    public required long Samples { get; init; }

    /// <summary>Those of them that the cache holds whole.</summary>
    public required long SamplesKnown { get; init; }

    /// <summary>Calls that the cache answers.</summary>
    public required long CallsKnown { get; init; }

    /// <summary>The answers that are missing.</summary>
    public required CallEstimate Answers { get; init; }

    /// <summary>Judging them by models; nothing where no check asks one.</summary>
    public CallEstimate Judge { get; init; } = CallEstimate.None;

    /// <summary>Fresh samples that confirm or clear a suspicion; at least none, at most these.</summary>
    public CallEstimate Confirmation { get; init; } = CallEstimate.None;

    /// <summary>What accepting would draw besides: the samples that a baseline holds back. No part of the run, unless it was asked for.</summary>
    public CallEstimate HeldBack { get; init; } = CallEstimate.None;

    /// <summary>Currency of the money in it.</summary>
    public required string Currency { get; init; }

    /// <summary>Whether somebody charges for these calls and the model's item does not say how much.</summary>
    public bool IsPriceUnknown { get; init; }

    /// <summary>Whether somebody charges for judging and a judge's item does not say how much.</summary>
    public bool IsJudgePriceUnknown { get; init; }

    /// <summary>The worst case: everything at its longest.</summary>
    public Usage Most => Answers.Most + Judge.Most + Confirmation.Most;
}
