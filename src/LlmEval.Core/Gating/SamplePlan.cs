using LlmEval.Suites;

namespace LlmEval.Gating;

/// <summary>
/// How many samples of a case each stage of the gate draws. Numbers of samples are places in the cache, so that a build that is run again reads what it read
/// before: first the samples that every case gets, then those that confirm or clear a suspicion, then those that a baseline holds back. The three never overlap:
/// what a baseline holds back was looked at by no verdict.
/// </summary>
public sealed record SamplePlan
{
    /// <summary>One sample a case and one fresh one: all that is needed where samples are bound to be identical.</summary>
    public static readonly SamplePlan Single = new() { First = 1, Confirm = 1, ConfirmCase = 1 };

    /// <summary><c>effort: standard</c>, for local models: a baseline of 3 + 9 samples.</summary>
    public static readonly SamplePlan Standard = new() { First = 3, HeldBack = 9, Confirm = 6, ConfirmCase = 12 };

    /// <summary><c>effort: cheap</c>, for remote models: a baseline of 3 + 6 samples.</summary>
    public static readonly SamplePlan Cheap = new() { First = 3, HeldBack = 6, Confirm = 6, ConfirmCase = 9 };

    /// <summary><c>effort: quick</c>: a baseline of 1 + 2 samples.</summary>
    public static readonly SamplePlan Quick = new() { First = 1, HeldBack = 2, Confirm = 2, ConfirmCase = 3 };

    /// <summary>Samples of every case that a verdict begins with, 1 or more.</summary>
    public required int First { get; init; }

    /// <summary>Samples of every case that a baseline has besides and that only a confirmation looks at; 0 for none.</summary>
    public int HeldBack { get; init; }

    /// <summary>Fresh samples of every case that confirm or clear the fall of a mean.</summary>
    public required int Confirm { get; init; }

    /// <summary>Fresh samples that confirm or clear the loss of one case.</summary>
    public required int ConfirmCase { get; init; }

    /// <summary>Number of the first sample that a baseline holds back.</summary>
    public int HeldBackFrom => First + Math.Max(Confirm, ConfirmCase);

    /// <summary>An exact number of first samples, the rest in the proportions of <see cref="Standard"/>.</summary>
    /// <param name="samples">1 or more.</param>
    public static SamplePlan Of(int samples) => new() { First = samples, HeldBack = 3 * samples, Confirm = 2 * samples, ConfirmCase = 4 * samples };

    /// <summary>What a suite asks for.</summary>
    /// <param name="samples"><c>samples:</c>, which sets an exact number; or null.</param>
    /// <param name="effort"><c>effort:</c>, or null for the default.</param>
    /// <param name="isLocal">Whether the model runs here, so that samples cost time only.</param>
    public static SamplePlan Of(int? samples, Effort? effort, bool isLocal) => samples is { } exact ? Of(exact) : effort switch
    {
        Effort.Quick => Quick,
        Effort.Cheap => Cheap,
        Effort.Standard => Standard,
        _ => isLocal ? Standard : Cheap,
    };
}
