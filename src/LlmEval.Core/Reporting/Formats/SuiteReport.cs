namespace LlmEval.Reporting.Formats;

/// <summary>A verdict as it is told: sentences and numbers, no texts of prompts or answers.</summary>
public sealed record SuiteReport
{
    /// <summary>Name of the suite.</summary>
    public required string Suite { get; init; }

    /// <summary>Name of the model item.</summary>
    public required string Model { get; init; }

    /// <summary>The verdict in a few words.</summary>
    public required string Verdict { get; init; }

    /// <summary>The verdict's own exit status, see <see cref="Gating.VerdictKinds.ExitStatus"/>.</summary>
    public required int ExitStatus { get; init; }

    /// <summary>Whether it fails the build, as loud as the project wants its findings.</summary>
    public required bool IsFailure { get; init; }

    /// <summary>Why, in one or two sentences.</summary>
    public required string Headline { get; init; }

    /// <summary>What to do next; empty where nothing is to be done.</summary>
    public required string Next { get; init; }

    /// <summary>Whether the suite's texts must not be shown.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The suite's file, relative to the source root with <c>/</c>; null where it lies outside.</summary>
    public string? File { get; init; }

    /// <summary>Cases judged.</summary>
    public int JudgedCases { get; init; }

    /// <summary>Cases of the suite that are not skipped.</summary>
    public int TotalCases { get; init; }

    /// <summary>First samples of each case.</summary>
    public int SamplesPerCase { get; init; } = 1;

    /// <summary>The effective sampling parameters in a line; null for none.</summary>
    public string? Parameters { get; init; }

    /// <summary>What the calls of this run used; null for none.</summary>
    public string? Spend { get; init; }

    /// <summary>What the suite can see, in a line.</summary>
    public string? CanSee { get; init; }

    /// <summary>How often the answers were drawn.</summary>
    public string? Redrawn { get; init; }

    /// <summary>The day of the baseline's last accept, as <c>yyyy-MM-dd</c>; null without a baseline.</summary>
    public string? Accepted { get; init; }

    /// <summary>Everything else to tell, most serious first: code, and text.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The metrics.</summary>
    public IReadOnlyList<MetricRow> Metrics { get; init; } = [];

    /// <summary>Cases that got worse: those that are confirmed one by one first.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>Cases that failed once and were fine when they were run again.</summary>
    public IReadOnlyList<string> Unstable { get; init; } = [];

    /// <summary>Cases that could not be scored.</summary>
    public IReadOnlyList<string> Unscored { get; init; } = [];

    /// <summary>How many cases are skipped, and why; null where none is.</summary>
    public string? Skipped { get; init; }

    /// <summary>The file with everything said and scored, relative to the output folder with <c>/</c>; null for none.</summary>
    public string? Result { get; init; }

    /// <summary>Every case, in the suite's order; skipped ones last.</summary>
    public IReadOnlyList<CaseReport> Cases { get; init; } = [];
}
