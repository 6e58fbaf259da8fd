namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>Which schemas judge the same value as others do, to find those that would never end.</summary>
internal sealed class SchemaCycles
{
    private readonly Dictionary<string, List<string>> _edges = new(StringComparer.Ordinal);

    /// <summary>One schema applies another to the same value.</summary>
    public void Add(string from, string to)
    {
        if (!_edges.TryGetValue(from, out List<string>? targets)) { _edges.Add(from, targets = []); }

        targets.Add(to);
    }

    /// <summary>A schema of a circle, or null when there is none. Not recursive: chains may be long.</summary>
    public string? Find()
    {
        HashSet<string> done = new(StringComparer.Ordinal);
        foreach (string start in _edges.Keys)
        {
            HashSet<string> open = new(StringComparer.Ordinal);
            Stack<(string Name, int Next)> path = new([(start, 0)]);
            while (path.TryPop(out (string Name, int Next) at))
            {
                if (at.Next == 0)
                {
                    if (done.Contains(at.Name)) { continue; }

                    open.Add(at.Name);
                }

                if (_edges.GetValueOrDefault(at.Name) is { } targets && at.Next < targets.Count)
                {
                    path.Push((at.Name, at.Next + 1));
                    if (open.Contains(targets[at.Next])) { return targets[at.Next]; }

                    path.Push((targets[at.Next], 0));
                    continue;
                }

                open.Remove(at.Name);
                done.Add(at.Name);
            }
        }

        return null;
    }
}
