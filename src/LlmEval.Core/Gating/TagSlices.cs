using System.Text;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>Which cases have which tag. A tag that all cases share is no slice.</summary>
internal sealed class TagSlices
{
    private readonly string[] _tags;
    private readonly int[][] _lists;
    private readonly int[] _listOf;

    private TagSlices(string[] tags, int[][] lists, int[] listOf) => (_tags, _lists, _listOf) = (tags, lists, listOf);

    /// <summary>The slices of some cases; null when no tag tells any of them apart.</summary>
    public static TagSlices? Of(IReadOnlyList<CaseScores> cases)
    {
        if (cases.Count == 0 || cases.All(c => ReferenceEquals(c.Tags, cases[0].Tags))) { return null; }

        // Cases with the same tags hold the same list, so that a million of them are a handful of lists.
        Dictionary<IReadOnlyList<string>, int> known = new(ReferenceEqualityComparer.Instance);
        List<int> sizes = [];
        int[] listOf = new int[cases.Count];
        for (int i = 0; i < listOf.Length; i++)
        {
            if (!known.TryGetValue(cases[i].Tags, out int list))
            {
                known.Add(cases[i].Tags, list = sizes.Count);
                sizes.Add(0);
            }

            listOf[i] = list;
            sizes[list]++;
        }

        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach ((IReadOnlyList<string> tags, int list) in known)
        {
            foreach (string tag in tags) { counts[tag] = counts.GetValueOrDefault(tag) + sizes[list]; }
        }

        string[] sliced = [.. counts.Where(c => c.Value < cases.Count).Select(c => c.Key)];
        if (sliced.Length == 0) { return null; }

        Dictionary<string, int> places = sliced.Select((tag, place) => (tag, place)).ToDictionary(t => t.tag, t => t.place, StringComparer.Ordinal);
        int[][] lists = new int[sizes.Count][];
        foreach ((IReadOnlyList<string> tags, int list) in known) { lists[list] = [.. tags.Where(places.ContainsKey).Select(t => places[t])]; }

        return new TagSlices(sliced, lists, listOf);
    }

    /// <summary>Hash of which cases have which tags: values by tag that were measured with others are of other cases. Null where no tag tells cases apart.</summary>
    /// <param name="cases">The cases in the order of their ids.</param>
    public static string? KeyOf(IReadOnlyList<CaseScores> cases)
    {
        if (Of(cases) is null) { return null; }

        StringBuilder text = new();
        foreach (CaseScores item in cases)
        {
            if (item.Tags.Count > 0) { text.Append(item.Id).Append('\n').AppendJoin('\t', item.Tags).Append('\n'); }
        }

        return Hash128.Of(text.ToString()).ToString();
    }

    /// <summary>The mean of each slice's cases that have a value, in order of the tags; without those in which none has.</summary>
    public IReadOnlyList<SliceScore> Means(MetricColumn column)
    {
        double[] sums = new double[_tags.Length];
        int[] counts = new int[_tags.Length];
        for (int i = 0; i < _listOf.Length; i++)
        {
            double mean = column.Means[i];
            if (double.IsNaN(mean)) { continue; }

            foreach (int place in _lists[_listOf[i]])
            {
                sums[place] += mean;
                counts[place]++;
            }
        }

        List<SliceScore> slices = [];
        for (int t = 0; t < _tags.Length; t++)
        {
            if (counts[t] > 0) { slices.Add(new SliceScore(_tags[t], ScoreCell.Rounded(sums[t] / counts[t]), counts[t])); }
        }

        return slices;
    }
}
