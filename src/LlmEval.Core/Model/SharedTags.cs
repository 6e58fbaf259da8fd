namespace LlmEval.Model;

/// <summary>Gives cases with the same tags the same list, in which each tag is one text. Not safe for several threads.</summary>
internal sealed class SharedTags
{
    private readonly Dictionary<string, IReadOnlyList<string>> _known = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _last = [];
    private IReadOnlyList<string> _lastShared = [];

    /// <summary>The list that equals this one.</summary>
    public IReadOnlyList<string> Of(IReadOnlyList<string> tags)
    {
        if (tags.Count == 0) { return []; }

        // The cases of a suite without tags of their own come with the suite's list.
        if (ReferenceEquals(tags, _last)) { return _lastShared; }

        // No tag has a comma.
        string key = string.Join(',', tags);
        if (!_known.TryGetValue(key, out IReadOnlyList<string>? shared)) { _known.Add(key, shared = tags); }

        (_last, _lastShared) = (tags, shared);
        return shared;
    }
}
