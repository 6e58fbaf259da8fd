using LlmEval.Listing;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Running;
using LlmEval.Suites;

namespace LlmEval.Engine;

/// <summary>Evaluates the parts of a batch, and gives their units results.</summary>
/// <param name="evaluation">The engine.</param>
/// <param name="observer">Is told how it goes.</param>
/// <param name="gate">Guards the units.</param>
internal sealed class BatchEvaluation(Evaluation evaluation, IRunObserver observer, Lock gate)
{
    /// <summary>Evaluates them; whatever goes wrong but a cancellation becomes a red result of each.</summary>
    public async Task RunAsync(IReadOnlyList<BatchPart> parts, CancellationToken cancellationToken)
    {
        await GuardAsync(parts, async () =>
        {
            using ProjectTurn turn = await ProjectTurn.TakeAsync(parts[0].Unit.Project.Manifest.OutputDirectory, observer, cancellationToken).ConfigureAwait(false);
            await EvaluateAsync(parts, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task GuardAsync(IReadOnlyList<BatchPart> parts, Func<Task> work, CancellationToken cancellationToken)
    {
        try { await work().ConfigureAwait(false); }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { throw; }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // What breaks while everything is taken down is no result.
            throw new OperationCanceledException("The evaluation was cancelled.", e, cancellationToken);
        }
        catch (LlmEvalException e) { Fail(parts, [e.Diagnostic]); }
        catch (Exception e)
        {
            Fail(parts, [Diagnostics.Internal.At(Location.None,
                $"This is a defect in LlmEval {Evaluation.ToolVersion}: {e.GetType().Name}: {(IsPrivate(parts) ? "the data is private." : e.Message.ReplaceLineEndings(" "))} {string.Join(" <- ", (e.StackTrace ?? string.Empty).Split('\n').Take(4).Select(f => f.Trim()))}")]);
        }
    }

    private async Task EvaluateAsync(IReadOnlyList<BatchPart> parts, CancellationToken cancellationToken)
    {
        RunnerProject project = parts[0].Unit.Project;
        Dictionary<(string Suite, string Model), Dictionary<string, ResultCase>> said = parts.ToDictionary(p => Key(p.Unit), _ => new Dictionary<string, ResultCase>(StringComparer.Ordinal));
        EvaluationResult result = await evaluation.RunAsync(
            new EvaluationRequest
            {
                Manifest = project.Only(parts.Select(p => p.Unit.Suite)),
                Mode = EvaluationMode.Run,
                Selection = [.. parts.Select(p => new SuiteSelection(p.Unit.Suite.Name, p.Unit.Model.Length > 0 ? p.Unit.Model : null, p.CaseIds))],
                Observer = observer,
                Said = (suite, model, item) => { if (said.TryGetValue((suite, model), out Dictionary<string, ResultCase>? cases)) { Take(cases, item); } },
            },
            cancellationToken).ConfigureAwait(false);
        if (result.Outcomes.Count == 0 && parts.Select(p => p.Unit.Suite).Distinct().Skip(1).Any())
        {
            // A mistake in one suite ends the evaluation of all before anything is asked: the others go on without it.
            foreach (IGrouping<ListedSuite, BatchPart> suite in parts.GroupBy(p => p.Unit.Suite))
            {
                BatchPart[] own = [.. suite];
                await GuardAsync(own, () => EvaluateAsync(own, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        project.Report(result);
        bool isWhole = parts.All(p => result.Outcomes.Any(o => (o.Suite.Name, o.Model) == Key(p.Unit)));
        foreach (BatchPart part in parts)
        {
            SuiteOutcome? outcome = result.Outcomes.FirstOrDefault(o => (o.Suite.Name, o.Model) == Key(part.Unit));
            if (outcome is null) { Fail([part], Causes(result, part)); }
            else { Take(part, outcome, result.Diagnostics, said[Key(part.Unit)], isWhole); }
        }
    }

    private void Take(BatchPart part, SuiteOutcome outcome, IReadOnlyList<Diagnostic> diagnostics, Dictionary<string, ResultCase> said, bool isWhole)
    {
        IReadOnlyList<CaseResult> cases = part.Unit.Builder.Cases(outcome, said);
        lock (gate)
        {
            foreach (CaseResult item in cases) { part.Unit.Results[item.CaseId] = item; }

            foreach (string missing in Asked(part).Where(id => !part.Unit.Results.ContainsKey(id)))
            {
                part.Unit.Results[missing] = part.Unit.Builder.Unjudged(outcome, missing);
            }

            if (part.CaseIds is null) { part.Unit.Whole ??= part.Unit.Builder.Suite(outcome, diagnostics, [.. Asked(part).Select(id => part.Unit.Results[id])], isWhole); }
        }
    }

    private void Fail(IReadOnlyList<BatchPart> parts, IReadOnlyList<Diagnostic> causes)
    {
        string message = causes is [var first, ..] ? $"Not evaluated: {first}" : "Not evaluated.";
        lock (gate)
        {
            foreach (BatchPart part in parts)
            {
                foreach (string id in Asked(part)) { part.Unit.Results[id] = part.Unit.Builder.Case(id, message, causes); }

                if (part.CaseIds is null) { part.Unit.Whole ??= part.Unit.Builder.Suite(message, causes, [.. Asked(part).Select(id => part.Unit.Results[id])]); }
            }
        }
    }

    private static bool IsPrivate(IReadOnlyList<BatchPart> parts) => parts.Any(p => p.Unit.Suite.Cases.Any(c => c.IsPrivate));

    private static IEnumerable<string> Asked(BatchPart part) => part.CaseIds ?? part.Unit.Suite.Cases.Where(c => c.Skip is null).Select(c => c.Id);

    /// <summary>Why there is no outcome: the errors of the run, those in the suite's own file first.</summary>
    private static Diagnostic[] Causes(EvaluationResult result, BatchPart part) =>
        [.. result.Diagnostics.Where(d => d.IsError && d.Family != DiagnosticFamily.Verdict).OrderBy(d => d.Location.File == part.Unit.Suite.Path ? 0 : 1)];

    private static (string Suite, string Model) Key(SuiteUnit unit) => (unit.Suite.Name, unit.Model);

    /// <summary>Adds the samples of a case; fresh ones follow later, and what is judged once more is told once more.</summary>
    private static void Take(Dictionary<string, ResultCase> cases, ResultCase item)
    {
        if (!cases.TryGetValue(item.Id, out ResultCase? before))
        {
            cases[item.Id] = item;
            return;
        }

        SortedDictionary<int, (Sample Sample, IReadOnlyList<Score> Scores)> samples = [];
        foreach (ResultCase part in (ResultCase[])[before, item])
        {
            for (int i = 0; i < part.Samples.Count; i++) { samples[part.Samples[i].Number] = (part.Samples[i], part.Scores[i]); }
        }

        cases[item.Id] = item with { Samples = [.. samples.Values.Select(s => s.Sample)], Scores = [.. samples.Values.Select(s => s.Scores)] };
    }
}
