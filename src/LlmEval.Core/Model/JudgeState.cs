namespace LlmEval.Model;

/// <summary>How far the judge of one metric can be trusted, and so what the metric may decide.</summary>
public sealed record JudgeState
{
    /// <summary>The metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Name of the model item that judges.</summary>
    public required string Judge { get; init; }

    /// <summary>Whether the judge cannot change under its name.</summary>
    public bool IsPinned { get; init; } = true;

    /// <summary>Hash of the labels that it was compared with; null without.</summary>
    public string? LabelsKey { get; init; }

    /// <summary>Answers that were judged twice.</summary>
    public int JudgedTwice { get; init; }

    /// <summary>How many of them got another label the second time.</summary>
    public int Changed { get; init; }

    /// <summary>Whether at most 10% of the answers that were judged twice got another label.</summary>
    public bool IsStable { get; init; } = true;

    /// <summary>Answers with a label of a human that the judge has labelled, too.</summary>
    public int Labels { get; init; }

    /// <summary>Cohen's kappa of judge and human (quadratic weights for ordinal labels); null below 30 labels and where it is not defined.</summary>
    public double? Kappa { get; init; }

    /// <summary>Lower end of kappa's 95% interval.</summary>
    public double? KappaLower { get; init; }

    /// <summary>Upper end of kappa's 95% interval.</summary>
    public double? KappaUpper { get; init; }

    /// <summary>Share of the answers that humans pass which the judge passes, too; null below 30 labels or without such answers.</summary>
    public double? TruePositiveRate { get; init; }

    /// <summary>Share of the answers that humans fail which the judge fails, too.</summary>
    public double? TrueNegativeRate { get; init; }

    /// <summary>Whether floors may rest on it: at least 100 labels, kappa at least 0.6, both rates at least 0.8.</summary>
    public bool IsCalibrated { get; init; }

    /// <summary>Whether it may decide nothing at all, because it does not agree with itself.</summary>
    public bool IsAdvisory => !IsStable;

    /// <summary>All that in one sentence for the verdict.</summary>
    public required string Summary { get; init; }
}
