namespace LlmEval.Worker.Templates;

/// <summary><c>loop</c> within a <c>for</c>.</summary>
internal sealed class JinjaLoop
{
    private readonly IReadOnlyList<object?> _items;
    private object?[]? _last;

    public JinjaLoop(IReadOnlyList<object?> items) => _items = items;

    /// <summary>Index of the item, from 0.</summary>
    public int Index { get; set; }

    public bool TryGet(string name, out object? value)
    {
        value = name switch
        {
            "index" => Index + 1L,
            "index0" => (long)Index,
            "revindex" => (long)(_items.Count - Index),
            "revindex0" => _items.Count - Index - 1L,
            "first" => Index == 0,
            "last" => Index == _items.Count - 1,
            "length" => (long)_items.Count,
            "depth" => 1L,
            "depth0" => 0L,
            "previtem" => Index > 0 ? _items[Index - 1] : new JinjaUndefined("there is no previous item"),
            "nextitem" => Index + 1 < _items.Count ? _items[Index + 1] : new JinjaUndefined("there is no next item"),
            "cycle" => new JinjaFunction(name, a => a.Positional.Count > 0 ? a.Positional[Index % a.Positional.Count] : throw a.Run.Fail("'cycle' needs items")),
            "changed" => new JinjaFunction(name, Changed),
            _ => this,
        };
        return value != this;
    }

    private object Changed(JinjaArguments arguments)
    {
        object?[] now = [.. arguments.Positional];
        bool same = _last is not null && _last.Length == now.Length && now.Zip(_last).All(p => JinjaSemantics.AreEqual(arguments.Run, p.First, p.Second));
        _last = now;
        return !same;
    }
}
