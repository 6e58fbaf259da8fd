namespace LlmEval.Scoring.Safety.Leaks;

/// <summary>All sequences of a text's words (a suffix automaton, Blumer 1985): the longest common sequence with another text in linear time.</summary>
internal sealed class WordAutomaton
{
    private readonly List<int> _length = [0];
    private readonly List<int> _link = [-1];
    private readonly List<Dictionary<int, int>> _next = [[]];

    public WordAutomaton(IReadOnlyList<int> words)
    {
        int last = 0;
        foreach (int word in words) { last = Extend(last, word); }
    }

    /// <summary>The length of the longest sequence that both have, and the index in <paramref name="words"/> of its last word; the first of several.</summary>
    public (int Length, int Last) LongestIn(IReadOnlyList<int> words, CancellationToken cancellationToken)
    {
        (int state, int length, int best, int end) = (0, 0, 0, -1);
        for (int i = 0; i < words.Count; i++)
        {
            if ((i & 0xfff) == 0) { cancellationToken.ThrowIfCancellationRequested(); }

            while (state > 0 && !_next[state].ContainsKey(words[i]))
            {
                state = _link[state];
                length = _length[state];
            }

            if (!_next[state].TryGetValue(words[i], out int to)) { continue; }

            (state, length) = (to, length + 1);
            if (length > best) { (best, end) = (length, i); }
        }

        return (best, end);
    }

    private int Extend(int last, int word)
    {
        int added = Add(_length[last] + 1, 0, []);
        int state = last;
        while (state >= 0 && _next[state].TryAdd(word, added)) { state = _link[state]; }

        if (state < 0) { return added; }

        int to = _next[state][word];
        if (_length[state] + 1 == _length[to])
        {
            _link[added] = to;
            return added;
        }

        int clone = Add(_length[state] + 1, _link[to], new Dictionary<int, int>(_next[to]));
        while (state >= 0 && _next[state].TryGetValue(word, out int target) && target == to)
        {
            _next[state][word] = clone;
            state = _link[state];
        }

        _link[to] = _link[added] = clone;
        return added;
    }

    private int Add(int length, int link, Dictionary<int, int> next)
    {
        _length.Add(length);
        _link.Add(link);
        _next.Add(next);
        return _length.Count - 1;
    }
}
