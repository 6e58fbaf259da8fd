using LlmEval.Binding;
using LlmEval.Evaluating;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Running;
using LlmEval.Scoring;
using LlmEval.Scoring.Judges;

namespace LlmEval.Estimating;

/// <summary>
/// Reckons what judging will ask for. Where an answer is known, its checks are scored from the cache, and only those whose judgements are missing are counted; where it is not, a typical
/// answer stands for it. Asks nobody.
/// </summary>
/// <param name="judges">The judges.</param>
/// <param name="models">What the cache holds of them.</param>
/// <param name="answerTokens">Tokens of a typical answer.</param>
internal sealed class JudgeEstimator(JudgeHosts judges, ScoringModels models, int answerTokens)
{
    private const int LettersOfToken = 4;

    private readonly string _typical = new('x', Math.Min(answerTokens, TokenEstimate.AssumedAnswer) * LettersOfToken);
    private Usage _expected = Usage.None with { Cost = 0 }, _most = Usage.None with { Cost = 0 };

    /// <summary>What all judging so far comes to.</summary>
    public CallEstimate Result => new(_expected, _most);

    /// <summary>Adds the judging of a sample.</summary>
    /// <param name="bound">The case.</param>
    /// <param name="known">The sample, where the cache has it; else null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask AddAsync(BoundCase bound, Sample? known, CancellationToken cancellationToken)
    {
        foreach (BoundCheck check in bound.Checks.Checks)
        {
            if (check.Metric.Asks.Count == 0 || (known is not null && await IsKnownAsync(check, bound, known, cancellationToken).ConfigureAwait(false))) { continue; }

            string answer = known is { Turns: [.., { } last] } ? last.Text : _typical;
            AddTypical(check, bound, answer);
        }
    }

    /// <summary>What judging fresh samples of a case takes at most.</summary>
    public Usage Fresh(BoundCase bound, int samples)
    {
        Usage sum = Usage.None;
        if (samples == 0) { return sum; }

        JudgeEstimator one = new(judges, models, answerTokens);
        foreach (BoundCheck check in bound.Checks.Checks) { one.AddTypical(check, bound, one._typical); }

        for (int i = 0; i < samples; i++) { sum += one._most; }

        return sum;
    }

    /// <summary>Adds what shows how far judges can be trusted: answers judged a second time, and labelled ones; as if none were known.</summary>
    public void AddTrust(IEnumerable<BoundCase> cases)
    {
        Dictionary<string, int> twice = new(StringComparer.Ordinal);
        foreach (BoundCase bound in cases)
        {
            foreach (BoundCheck check in bound.Checks.Checks)
            {
                if (check.JudgeScorer is not { } judge) { continue; }

                int count = twice[check.Metric.Name] = twice.GetValueOrDefault(check.Metric.Name) + 1;
                if (count <= JudgeHealth.Twice) { Add(judge.Demand(bound.Planned.Case, _typical, bound.Planned.Messages)); }

                if (count > 1) { continue; }

                foreach (LabelledAnswer label in judge.Labels ?? []) { Add(judge.Demand(bound.Planned.Case, label.Answer.Text, bound.Planned.Messages)); }
            }

            if (twice.Count > 0 && twice.Values.All(c => c > JudgeHealth.Twice)) { return; }
        }
    }

    private void AddTypical(BoundCheck check, BoundCase bound, string answer)
    {
        if (check.JudgeScorer is { } judge) { Add(judge.Demand(bound.Planned.Case, answer, bound.Planned.Messages)); }
        else if (check.Metric.Asks.Count > 0) { AddEmbeddings(check, answer); }
    }

    private async ValueTask<bool> IsKnownAsync(BoundCheck check, BoundCase bound, Sample sample, CancellationToken cancellationToken)
    {
        if (sample.Trouble is not null) { return true; }

        SampleScope scope = new() { Planned = bound.Planned, Samples = [sample], Models = models };
        int turn = Math.Min(check.Turn + scope.FirstTurn ?? int.MaxValue, sample.Turns.Count - 1);
        try { await check.ScoreAsync(scope.Context(sample, turn, bound.Planned.Case), cancellationToken).ConfigureAwait(false); }
        catch (LlmEvalException e) when (e.Diagnostic.Descriptor == Diagnostics.ModelMissing) { return false; }

        return !scope.IsIncomplete;
    }

    private void Add(IEnumerable<ScoringRequest> requests)
    {
        foreach (ScoringRequest request in requests)
        {
            ModelBinding judge = judges.Of(request.Model).Model;
            ModelParameters parameters = request.Parameters.Over(judge.Parameters).Over(request.Defaults);
            ModelRequest asked = models.Request(request.Messages, request.Sample);
            int longest = TokenEstimate.MostAnswer(parameters);
            if (request.IsLikely) { _expected += Of(judge, TokenEstimate.Expected(asked, parameters), longest); }


            _most += Of(judge, TokenEstimate.Most(asked, parameters), longest);
        }
    }

    /// <summary>An embedding of the answer, and one of what it is compared with.</summary>
    private void AddEmbeddings(BoundCheck check, string answer)
    {
        foreach (string name in check.Metric.Asks)
        {
            ModelBinding embedder = judges.Of(name).Model;
            long tokens = Math.Max(1, TokenEstimate.Expected(answer));
            Usage both = Of(embedder, tokens, 0) + Of(embedder, tokens, 0);
            _expected += both;
            _most += both;
        }
    }

    private static Usage Of(ModelBinding model, long input, long output) => new(1, input, output, model.Price?.Of(1, input, output));
}
