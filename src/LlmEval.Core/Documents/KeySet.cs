using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>The keys of a mapping that is being read; reports the second of a pair at its place, with the line of the first.</summary>
internal sealed class KeySet
{
    private const int Few = 8;
    private readonly List<ScalarNode> _few = new(Few);
    private Dictionary<string, ScalarNode>? _many;

    /// <summary>Adds a key; false when it was there, which is reported.</summary>
    public bool Add(ScalarNode key, DiagnosticBag diagnostics)
    {
        ScalarNode? first = _many is null ? _few.Find(k => k.Text == key.Text) : _many.GetValueOrDefault(key.Text);
        if (first is not null)
        {
            diagnostics.Add(Diagnostics.DuplicateKey, key.Location,
                $"The key '{key.Text}' is given twice in one mapping; the first stands in line {first.Location.Line}. Remove one of them.");
            return false;
        }

        if (_many is null && _few.Count < Few)
        {
            _few.Add(key);
            return true;
        }

        _many ??= _few.ToDictionary(k => k.Text, StringComparer.Ordinal);
        _many.Add(key.Text, key);
        return true;
    }
}
