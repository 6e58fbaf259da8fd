using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Running;

namespace LlmEval.Evaluating;

/// <summary>
/// Draws the samples that a baseline holds back, so that a later fall is confirmed against answers which no verdict looked at. Cases that did not change since the baseline keep those that it has.
/// </summary>
internal sealed class HeldBackDrawing
{
    private readonly SuiteRun _of;
    private readonly SamplePlan _plan;
    private readonly CaseDrawing _drawing;
    private readonly SharedRows _shared = new();
    private readonly Baseline? _kept;

    /// <summary>Creates it; nothing is asked.</summary>
    /// <param name="of">The suite and model.</param>
    /// <param name="plan">How many are held back, and which numbers they have.</param>
    /// <param name="isAfresh">Whether also cases that equal the baseline's are drawn.</param>
    /// <param name="drawing">Draws and scores them.</param>
    public HeldBackDrawing(SuiteRun of, SamplePlan plan, bool isAfresh, CaseDrawing drawing)
    {
        (_of, _plan, _drawing) = (of, plan, drawing);
        _kept = !isAfresh && of.Baseline is { IsDeterministic: false } baseline && baseline.SamplesPerCase == plan.First && baseline.HeldBackSamples == plan.HeldBack ? baseline : null;
    }

    /// <summary>Whether the baseline has those of a case.</summary>
    public bool IsStored(int place) => _kept?.HasSame(_of.Cases[place]) == true && _kept.HasSameScorers(_of.Suite.Binding.Metrics);

    /// <summary>Draws them and adds them to a candidate.</summary>
    /// <param name="candidate">What was judged.</param>
    /// <param name="cases">The cases in their order.</param>
    /// <param name="cancellationToken">Ends it; what was drawn is in the cache.</param>
    /// <returns>The candidate with them, or why it has none, as a sentence without its full stop.</returns>
    public async Task<(Baseline Candidate, string? Lacking)> DrawAsync(Baseline candidate, IEnumerable<PlacedCase> cases, CancellationToken cancellationToken)
    {
        Dictionary<string, IReadOnlyList<ScoreCell[]>> rows = new(candidate.Cases.Count, StringComparer.Ordinal);
        List<string> missing = [], unscored = [];
        string? reason = null;
        try
        {
            await foreach (DrawnCase drawn in OrderedPipeline.RunAsync(
                cases, _of.Model.Provider.Concurrency(_of.Model.Spec), (c, ct) => DrawAsync(c, ct), cancellationToken).ConfigureAwait(false))
            {
                string id = _of.Cases[drawn.Place].Id;
                if (drawn.Rows is not { } found)
                {
                    missing.Add(id);

                    // Without a model the cache has them all or they are of no use.
                    if (!_drawing.MayAsk) { break; }

                    continue;
                }

                if (Array.Exists(found, r => Array.Exists(r, c => c.IsUnscored())))
                {
                    unscored.Add(id);
                    reason ??= Reason(drawn);
                }

                rows[id] = _shared.Of(found);
            }
        }
        catch (LlmEvalException e)
        {
            // A limit that was reached, or trouble that ends a run: the verdict holds without them.
            return (candidate, e.Diagnostic.Message.TrimEnd('.'));
        }

        return missing.Count > 0 ? (candidate, Missing(missing))
            : unscored.Count > 0 ? (candidate, $"samples that it holds back could not be scored in {Names.Count(unscored.Count, "case")} ({Names.Few(unscored)}){reason}")
            : (HeldBack.Into(candidate, rows, _plan.HeldBack), null);
    }

    private ValueTask<DrawnCase> DrawAsync(PlacedCase placed, CancellationToken cancellationToken) => IsStored(placed.Place)
        ? ValueTask.FromResult(new DrawnCase(placed.Case, placed.Place, [], [], [.. _kept!.Stored(_of.Cases[placed.Place], _of.Suite.Binding.Metrics)!.Skip(_plan.First)]))
        : _drawing.DrawAsync(placed, null, _plan.HeldBackFrom, _plan.HeldBack, cancellationToken);

    private string Missing(List<string> cases) => _drawing.ModelMissing is { } why ? why.Message.TrimEnd('.')
        : _drawing.MayAsk ? $"samples that it holds back are missing of {Names.Count(cases.Count, "case")}: {Names.Few(cases)}"
        : "the samples that it holds back are not drawn yet";

    /// <summary>What the first trouble was; nothing of a private suite, whose answers it may quote.</summary>
    private string? Reason(DrawnCase drawn)
    {
        if (_of.Suite.Binding.Suite.Data.Any(d => d.IsPrivate)) { return null; }

        string? said = drawn.Samples.Select(s => s.Trouble).FirstOrDefault(t => t is not null)
            ?? drawn.Scores.SelectMany(s => s).FirstOrDefault(s => s.Outcome == ScoreOutcome.Unscored)?.Reason;
        return said is null ? null : $": {said.ReplaceLineEndings(" ").TrimEnd('.')}";
    }
}
