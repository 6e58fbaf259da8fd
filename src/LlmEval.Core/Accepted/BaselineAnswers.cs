using LlmEval.Binding;
using LlmEval.Evaluating;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Scoring;

namespace LlmEval.Accepted;

/// <summary>
/// The answers that a baseline was accepted for, and what the present checks say of them: from the cache by their requests, which a changed prompt's earlier text gives, else from the file beside
/// the baseline. The model under test is never asked; judges are, where they may be.
/// </summary>
internal sealed class BaselineAnswers
{
    private readonly SuiteRun _suite;
    private readonly Baseline _baseline;
    private readonly BaselineRequests _requests;
    private readonly CaseDrawing _cached;
    private readonly ScoringModels _judge;
    private readonly AnswersFile? _file;

    /// <summary>Creates it; the suite has a baseline.</summary>
    public BaselineAnswers(SuiteRun suite, BaselinePrompt? prompt, ScoringModels judge)
    {
        (_suite, _baseline, _judge) = (suite, suite.Baseline!, judge);
        _requests = new BaselineRequests(suite, prompt);
        _cached = new CaseDrawing(
            suite with { Model = suite.Model with { Parameters = _requests.Parameters }, Identity = suite.Identity with { Key = _baseline.ModelIdentity }, Epoch = _baseline.Origin.Epoch },
            null, judge);
        string path = FileNames.Answers(suite.BaselinePath);
        _file = File.Exists(path) ? AnswersFile.Read(path) : null;
    }

    /// <summary>Rows and samples of a case with numbers from <paramref name="first"/> on; null where one is not known or cannot be judged now.</summary>
    public async ValueTask<(IReadOnlyList<Sample> Samples, ScoreCell[][] Rows)?> FindAsync(PlacedCase present, int first, int count, CancellationToken cancellationToken)
    {
        if (_requests.Of(present.Case) is { } request
            && await _cached.DrawAsync(present with { Case = request }, null, first, count, cancellationToken).ConfigureAwait(false) is { Rows: { } rows } drawn)
        {
            return (drawn.Samples, rows);
        }

        if (_file is null || _baseline.IndexOf(present.Case.Planned.Case.Id) is not (>= 0 and int place)) { return null; }

        CaseScores item = _baseline.Cases[place];
        Sample?[] samples = [.. Enumerable.Range(first, count).Select(n => _file.Find(item.Id, item.RequestKey, n))];
        return samples.Contains(null) || item.InputsHash != present.Case.Planned.Case.InputsHash ? null
            : await ScoreAsync(_requests.Of(present.Case) ?? present.Case, [.. samples.OfType<Sample>()], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The last answer of the first sample of cases, by id, as far as they are known.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TextsAsync(IEnumerable<PlacedCase> cases, IReadOnlySet<string> ids, CancellationToken cancellationToken)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (PlacedCase item in cases)
        {
            string id = item.Case.Planned.Case.Id;
            if (!ids.Contains(id)) { continue; }

            Sample? sample = _requests.Of(item.Case) is { } request ? await _cached.KnownAsync(request, 0, cancellationToken).ConfigureAwait(false) : null;
            sample ??= _file is not null && _baseline.IndexOf(id) is >= 0 and int place ? _file.Find(id, _baseline.Cases[place].RequestKey, 0) : null;
            if (sample is { Turns: [.., { } last] }) { texts[id] = last.Text; }
        }

        return texts;
    }

    private async ValueTask<(IReadOnlyList<Sample>, ScoreCell[][])?> ScoreAsync(BoundCase bound, Sample[] samples, CancellationToken cancellationToken)
    {
        SampleScope scope = new() { Planned = bound.Planned, Samples = samples, Models = _judge, Price = _suite.Model.Price, Time = _suite.Run.Time };
        List<ScoreCell[]> rows = [];
        try
        {
            foreach (Sample sample in samples)
            {
                rows.Add(_suite.Suite.Binding.Checks.Metrics.Row(await bound.Checks.ScoreAsync(sample, bound.Planned.Case, cancellationToken, scope).ConfigureAwait(false)));
            }
        }
        catch (LlmEvalException e) when (e.Diagnostic.Descriptor == Diagnostics.ModelMissing) { return null; }

        return scope.IsIncomplete ? null : (samples, [.. rows]);
    }
}
