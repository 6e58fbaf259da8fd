using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmEval.Caching;

/// <summary>Looks for the answer whose key is nearest to that of a miss.</summary>
internal sealed class OriginSearch(string modelIdentity, SuiteOrigin suite, CacheMiss miss)
{
    private readonly byte[] _mention = JsonEncodedText.Encode(miss.Case, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();
    private readonly SortedSet<int> _samples = [];
    private (int Rank, long At) _distance = (int.MaxValue, 0);
    private AnswerOrigin? _nearest;
    private string? _nearestModel;

    public string Case => miss.Case;

    /// <summary>Whether the case's id stands in a payload: cheaper than to read it.</summary>
    public bool IsMentioned(ReadOnlySpan<byte> payload) => payload.IndexOf(_mention) >= 0;

    public void Take(AnswerOrigin origin, string? model, long at)
    {
        if (origin.Case != miss.Case || origin.Suite != suite.Suite || origin.Project != suite.Project) { return; }

        // Fewest parts that differ; among as many, the cheapest to come back to; among those, the newest.
        int rank = (model == modelIdentity ? 0 : 0x18) + (origin.Engine == suite.Engine ? 0 : 0x14)
            + (SameParameters(origin) ? 0 : 0x12) + (origin.Messages == miss.Messages ? 0 : 0x11);
        if (rank == 0) { _samples.Add(origin.Sample); }

        if (rank > _distance.Rank || (rank == _distance.Rank && at <= _distance.At)) { return; }

        (_distance, _nearest, _nearestModel) = ((rank, at), origin, model);
    }

    /// <summary>What differs, or null when no answer for the case is noted.</summary>
    public string? Reason()
    {
        if (_nearest is null) { return null; }

        List<string> parts = [];
        if (_nearest.Messages != miss.Messages) { parts.Add("other messages (the prompt or the inputs changed)"); }
        if (!SameParameters(_nearest)) { parts.Add($"other parameters ({string.Join(", ", Differing(_nearest))})"); }
        if (_nearestModel != modelIdentity) { parts.Add($"another model identity ({_nearestModel ?? "unknown"} there, {modelIdentity} here)"); }
        if (_nearest.Engine != suite.Engine) { parts.Add($"another template engine ({_nearest.Engine} there, {suite.Engine} here)"); }
        if (parts.Count > 0) { return $"an answer with {string.Join(" and ", parts)}"; }

        return _samples.Contains(miss.Sample)
            ? "an answer whose key differs in a part that is not noted"
            : string.Create(CultureInfo.InvariantCulture, $"only {Numbers(_samples)}, not sample {miss.Sample}");
    }

    private bool SameParameters(AnswerOrigin origin) =>
        origin.Parameters.Count == suite.Parameters.Count
        && suite.Parameters.All(p => origin.Parameters.TryGetValue(p.Key, out string? theirs) && theirs == p.Value);

    private IEnumerable<string> Differing(AnswerOrigin origin) =>
        from name in origin.Parameters.Keys.Union(suite.Parameters.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
        let there = origin.Parameters.GetValueOrDefault(name)
        let here = suite.Parameters.GetValueOrDefault(name)
        where there != here
        select $"{name} {there ?? "not said"} there, {here ?? "not said"} here";

    /// <summary><c>samples 0-2, 5</c>.</summary>
    private static string Numbers(SortedSet<int> numbers)
    {
        List<(int First, int Last)> runs = [];
        foreach (int number in numbers)
        {
            if (runs.Count > 0 && runs[^1].Last == number - 1) { runs[^1] = (runs[^1].First, number); }
            else { runs.Add((number, number)); }
        }

        string word = numbers.Count == 1 ? "sample" : "samples";
        return $"{word} {string.Join(", ", runs.Select(r => r.First == r.Last
            ? r.First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{r.First}-{r.Last}")))}";
    }
}
