namespace LlmEval.Worker.Templates;

/// <summary>Names and their values; what is set in a loop, a macro or a block is gone behind it.</summary>
internal sealed class JinjaScope(JinjaScope? outer = null)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public void Set(string name, object? value) => _values[name] = value;

    public bool TryGet(string name, out object? value)
    {
        for (JinjaScope? scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._values.TryGetValue(name, out value)) { return true; }
        }

        value = null;
        return false;
    }

    private JinjaScope? Outer { get; } = outer;
}
