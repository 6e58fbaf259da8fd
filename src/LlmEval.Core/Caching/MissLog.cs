namespace LlmEval.Caching;

/// <summary>The first answers that the cache lacked, one a case; bounded. Safe to use from several threads.</summary>
public sealed class MissLog
{
    /// <summary>Cases that are noted.</summary>
    private const int Most = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CacheMiss> _misses = new(StringComparer.Ordinal);

    /// <summary>Notes what was looked for in vain.</summary>
    /// <param name="caseId">Id of the case.</param>
    /// <param name="asked">What would have been asked, see <see cref="RequestKeys.Asked"/>.</param>
    /// <param name="sample">Number of the sample, from 0.</param>
    public void Add(string caseId, string asked, int sample)
    {
        lock (_gate)
        {
            if (_misses.Count >= Most || _misses.ContainsKey(caseId)) { return; }

            _misses.Add(caseId, new CacheMiss(caseId, asked, sample));
        }
    }

    /// <summary>The misses of the first of these cases, in their order.</summary>
    /// <param name="cases">Ids of cases.</param>
    public IReadOnlyList<CacheMiss> Of(IReadOnlyList<string> cases)
    {
        lock (_gate)
        {
            return [.. cases.Where(_misses.ContainsKey).Select(c => _misses[c]).Take(MissExplainer.Most)];
        }
    }
}
