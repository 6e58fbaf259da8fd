namespace LlmEval.Model;

/// <summary>Collects diagnostics of one piece of work; safe to use from several threads.</summary>
public sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _items = [];

    /// <summary>All diagnostics so far, in the order in which they were added.</summary>
    public IReadOnlyList<Diagnostic> Items
    {
        get { lock (_items) { return [.. _items]; } }
    }

    /// <summary>How many there are so far.</summary>
    public int Count
    {
        get { lock (_items) { return _items.Count; } }
    }

    /// <summary>Whether an error is among them.</summary>
    public bool HasErrors
    {
        get { lock (_items) { return _items.Exists(d => d.Severity == Severity.Error); } }
    }

    /// <summary>Adds one.</summary>
    public void Add(Diagnostic diagnostic)
    {
        lock (_items) { _items.Add(diagnostic); }
    }

    /// <summary>Adds one of a kind, see <see cref="DiagnosticDescriptor.At"/>.</summary>
    public void Add(DiagnosticDescriptor descriptor, Location location, string message, Severity? severity = null) =>
        Add(descriptor.At(location, message, severity));

    /// <summary>Adds several.</summary>
    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics) { Add(diagnostic); }
    }
}
