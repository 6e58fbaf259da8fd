using System.Globalization;
using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>
/// Takes the keys of a mapping one by one, reports what has the wrong type, and at the end reports every key that
/// nobody took: an unknown key is a typing mistake that would silently switch something off.
/// </summary>
public sealed class MappingReader
{
    private readonly MappingNode _mapping;
    private readonly DiagnosticBag _diagnostics;
    private readonly string _what;
    private readonly List<string> _known = [];

    private MappingReader(MappingNode mapping, string what, DiagnosticBag diagnostics) =>
        (_mapping, _what, _diagnostics) = (mapping, what, diagnostics);

    /// <summary>Where the mapping stands.</summary>
    public Location Location => _mapping.Location;

    /// <summary>Opens a node as a mapping; reports and returns null when it is something else.</summary>
    /// <param name="node">The node.</param>
    /// <param name="what">What it is to the user, with article: "a suite", "the check 'equals'".</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static MappingReader? Open(LocatedNode node, string what, DiagnosticBag diagnostics)
    {
        if (node is MappingNode mapping) { return new MappingReader(mapping, what, diagnostics); }

        diagnostics.Add(Diagnostics.BadValue, node.Location, node is ScalarNode { Scalar: ScalarKind.Null }
            ? $"{Capital(what)} must be a mapping of keys ('key: value'), and there is nothing."
            : $"{Capital(what)} must be a mapping of keys, not {node.Kind}.");
        return null;
    }

    /// <summary>Takes the node of a key, whatever it is; null when it is absent.</summary>
    public LocatedNode? Node(string key)
    {
        _known.Add(key);
        return _mapping[key];
    }

    /// <summary>Whether a key is there, without taking it.</summary>
    public bool Has(string key) => _mapping[key] is not null;

    /// <summary>Takes a text (numbers and booleans are taken as written); null when absent or wrong.</summary>
    public string? Text(string key, bool required = false)
    {
        LocatedNode? node = Take(key, required, "a text");
        if (node is ScalarNode { Scalar: not ScalarKind.Null } scalar) { return scalar.Text; }

        if (node is not null) { Wrong(key, node, "a text"); }
        return null;
    }

    /// <summary>Takes one of a few words; null when absent or wrong.</summary>
    public string? Choice(string key, params ReadOnlySpan<string> choices)
    {
        string? text = Text(key);
        if (text is null || choices.Contains(text)) { return text; }

        Wrong(key, Node(key)!, string.Join(" or ", choices.ToArray().Select(c => $"'{c}'")));
        return null;
    }

    /// <summary>Takes <c>true</c> or <c>false</c>.</summary>
    public bool? Flag(string key)
    {
        LocatedNode? node = Node(key);
        switch (node)
        {
            case null: return null;
            case ScalarNode { Scalar: ScalarKind.Boolean } scalar: return scalar.Text.StartsWith('t') || scalar.Text.StartsWith('T');
            default: Wrong(key, node, "true or false"); return null;
        }
    }

    /// <summary>Takes a finite number within bounds, both included.</summary>
    public double? Number(string key, double minimum = double.MinValue, double maximum = double.MaxValue)
    {
        LocatedNode? node = Node(key);
        return node is null ? null : Number(node, $"'{key}' of {_what}", minimum, maximum, _diagnostics);
    }

    /// <summary>Takes a whole number within bounds, both included.</summary>
    public long? Integer(string key, long minimum = long.MinValue, long maximum = long.MaxValue)
    {
        LocatedNode? node = Node(key);
        if (node is null) { return null; }

        if (node is ScalarNode { Scalar: ScalarKind.Integer } scalar
            && CoreSchema.TryInteger(scalar.Text, out long value)
            && value >= minimum && value <= maximum)
        {
            return value;
        }

        Wrong(key, node, minimum == long.MinValue ? "a whole number" : maximum == long.MaxValue
            ? $"a whole number of at least {minimum}" : $"a whole number from {minimum} to {maximum}");
        return null;
    }

    /// <summary>Takes a span of time: <c>250ms</c>, <c>2s</c>, <c>1.5m</c>, <c>2h</c>; a bare number is seconds.</summary>
    public TimeSpan? Time(string key)
    {
        LocatedNode? node = Node(key);
        return node is null ? null : Time(node, $"'{key}' of {_what}", _diagnostics);
    }

    /// <summary>Takes a list of texts; a single text is a list of one.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        LocatedNode? node = Node(key);
        switch (node)
        {
            case null: return null;
            case ScalarNode { Scalar: not ScalarKind.Null } scalar: return [scalar.Text];
            case SequenceNode list when list.Items.All(i => i is ScalarNode { Scalar: not ScalarKind.Null }):
                return [.. list.Items.Cast<ScalarNode>().Select(s => s.Text)];
            default: Wrong(key, node, "a text or a list of texts"); return null;
        }
    }

    /// <summary>Takes a list of anything.</summary>
    public IReadOnlyList<LocatedNode>? List(string key)
    {
        LocatedNode? node = Node(key);
        switch (node)
        {
            case null: return null;
            case SequenceNode list: return list.Items;
            default: Wrong(key, node, "a list"); return null;
        }
    }

    /// <summary>Reports every key that was not taken.</summary>
    public void Done()
    {
        foreach ((ScalarNode key, _) in _mapping.Entries)
        {
            if (_known.Contains(key.Text)) { continue; }

            _diagnostics.Add(Diagnostics.UnknownKey, key.Location, UnknownWord($"'{key.Text}' is not a key of {_what}", key.Text, _known));
        }
    }

    /// <summary>Reads a finite number from a node; reports NaN and infinity by their own code.</summary>
    public static double? Number(LocatedNode node, string what, double minimum, double maximum, DiagnosticBag diagnostics)
    {
        if (node is ScalarNode { Scalar: ScalarKind.Integer or ScalarKind.Real } scalar)
        {
            if (!CoreSchema.TryReal(scalar.Text, out double value))
            {
                diagnostics.Add(Diagnostics.NotANumber, node.Location, $"{Capital(what)} is '{scalar.Text}'. Give a finite number.");
                return null;
            }

            if (value >= minimum && value <= maximum) { return value; }
        }

        string range = minimum == double.MinValue && maximum == double.MaxValue ? "a number"
            : maximum == double.MaxValue ? $"a number of at least {Invariant(minimum)}"
            : $"a number from {Invariant(minimum)} to {Invariant(maximum)}";
        diagnostics.Add(Diagnostics.BadValue, node.Location, $"{Capital(what)} must be {range}, not {Shown(node)}.");
        return null;
    }

    /// <summary>Reads a span of time from a node.</summary>
    public static TimeSpan? Time(LocatedNode node, string what, DiagnosticBag diagnostics)
    {
        if (node is ScalarNode scalar && Durations.TryParse(scalar.Text, out TimeSpan time)) { return time; }

        diagnostics.Add(Diagnostics.BadValue, node.Location, $"{Capital(what)} must be a time such as 250ms, 2s, 5m or 1h, not {Shown(node)}.");
        return null;
    }

    /// <summary>A sentence on an unknown word: names the nearest known one and lists all of them.</summary>
    public static string UnknownWord(string sentence, string word, IEnumerable<string> known)
    {
        string[] sorted = [.. known.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string? near = sorted.Select(k => (Word: k, Distance: Spelling.Distance(k, word)))
            .Where(k => k.Distance <= Math.Max(1, word.Length / 3) && k.Distance < word.Length).OrderBy(k => k.Distance).FirstOrDefault().Word;
        string hint = near is null ? string.Empty : $" Did you mean '{near}'?";
        return sorted.Length == 0 ? $"{sentence}." : $"{sentence}.{hint} Known: {string.Join(", ", sorted)}.";
    }

    private LocatedNode? Take(string key, bool required, string expected)
    {
        LocatedNode? node = Node(key);
        if (node is null && required)
        {
            _diagnostics.Add(Diagnostics.MissingKey, _mapping.Location, $"{Capital(_what)} needs the key '{key}' ({expected}).");
        }

        return node;
    }

    private void Wrong(string key, LocatedNode node, string expected) =>
        _diagnostics.Add(Diagnostics.BadValue, node.Location, $"'{key}' of {_what} must be {expected}, not {Shown(node)}.");

    private static string Shown(LocatedNode node) =>
        node is ScalarNode { Scalar: not ScalarKind.Null } scalar && scalar.Text.Length <= 60 ? $"'{scalar.Text}'" : node.Kind;

    private static string Invariant(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Capital(string what) => what.Length == 0 ? what : char.ToUpperInvariant(what[0]) + what[1..];
}
