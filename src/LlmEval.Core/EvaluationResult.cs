using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval;

/// <summary>What an evaluation came to.</summary>
public sealed record EvaluationResult
{
    /// <summary>Exit status when a file of the author's has a mistake.</summary>
    public const int AuthoringExitStatus = 5;

    /// <summary>Exit status when the machine is at fault: no library, a full disk, a busy device ...</summary>
    public const int InfrastructureExitStatus = 6;

    /// <summary>Everything to tell, in order: by file, then as found.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>An outcome a suite and model; empty after mistakes of the author's.</summary>
    public required IReadOnlyList<SuiteOutcome> Outcomes { get; init; }

    /// <summary>Full paths of every file that was read, so that a build knows when to ask again.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Whether everything that was asked for was judged, so that asking again gives the same.</summary>
    public bool IsComplete { get; init; }

    /// <summary>When the first answers come to the end of their model's <c>MaxAge</c>, so that asking again gives something else; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it began. Only reports in the forms of other tools, which want it, tell it.</summary>
    public DateTimeOffset Began { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>When it ended.</summary>
    public DateTimeOffset Ended { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Whether an error is among the diagnostics.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.IsError);

    /// <summary>
    /// The status for the caller: 0 when nothing fails; else the most serious of infrastructure (6), authoring (5), and the verdicts'
    /// own statuses (see <see cref="VerdictKinds.ExitStatus"/>). Not evaluated is 3 even where it is only a warning.
    /// </summary>
    public int ExitStatus
    {
        get
        {
            Diagnostic[] errors = [.. Diagnostics.Where(d => d.IsError)];
            if (errors.Any(d => d.Family is DiagnosticFamily.Infrastructure or DiagnosticFamily.Internal)) { return InfrastructureExitStatus; }

            if (errors.Any(d => d.Family == DiagnosticFamily.Authoring)) { return AuthoringExitStatus; }

            int[] statuses = [.. Outcomes.Select(o => o.Verdict.ExitStatus)];
            int[] bySeriousness = [2, 1, 7, 4, 3];
            int status = bySeriousness.FirstOrDefault(s => statuses.Contains(s));

            // An error that belongs to no verdict: a baseline that no suite uses, a model that was gone when it was to be started.
            return status > 0 || errors.Length == 0 ? status
                : errors.All(d => d.Descriptor == LlmEval.Model.Diagnostics.ModelMissing) ? VerdictKind.ModelMissing.ExitStatus() : VerdictKind.Vanished.ExitStatus();
        }
    }
}
