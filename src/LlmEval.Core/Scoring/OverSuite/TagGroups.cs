using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

/// <summary>Something gathered for each tag of the cases that come in. A tag that all cases share makes no slice.</summary>
/// <typeparam name="T">What is gathered.</typeparam>
internal sealed class TagGroups<T>
    where T : class, new()
{
    /// <summary>Tags that are told apart; the cases of further ones count in the whole only.</summary>
    public const int Most = 1000;

    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private int _cases;

    /// <summary>Takes in a case that counts.</summary>
    /// <param name="tags">Its tags.</param>
    /// <param name="take">Adds it to what is gathered; called once a tag.</param>
    public void Add(IReadOnlyList<string> tags, Action<T> take)
    {
        _cases++;
        foreach (string tag in tags)
        {
            if (!_groups.TryGetValue(tag, out Group? group))
            {
                if (_groups.Count == Most) { continue; }

                _groups.Add(tag, group = new Group());
            }

            group.Cases++;
            take(group.Gathered);
        }
    }

    /// <summary>The slices, in order of the tags; one whose value is not finite is left out.</summary>
    public IReadOnlyList<SliceScore> Slices(Func<T, double> value) =>
    [
        .. _groups.Where(g => g.Value.Cases < _cases).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new SliceScore(g.Key, value(g.Value.Gathered), g.Value.Cases)).Where(s => double.IsFinite(s.Value)),
    ];

    private sealed class Group
    {
        public T Gathered { get; } = new();

        public int Cases { get; set; }
    }
}
