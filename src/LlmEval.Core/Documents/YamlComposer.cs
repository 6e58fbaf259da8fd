using System.Runtime.InteropServices;
using LlmEval.Model;
using YamlDotNet.Core.Events;

namespace LlmEval.Documents;

/// <summary>Builds located nodes from the parser's events, within the limits of <see cref="YamlReader"/>. Throws only <see cref="LlmEvalException"/>.</summary>
internal sealed class YamlComposer
{
    private readonly YamlEvents _events;
    private readonly string _file;
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, (LocatedNode Node, Size Size)> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private bool _inList;
    private int _nodes;
    private long _characters;

    public YamlComposer(TextReader reader, string file, DiagnosticBag diagnostics) =>
        (_events, _file, _diagnostics) = (new YamlEvents(reader, file), file, diagnostics);

    /// <summary>The only document of a text.</summary>
    public LocatedNode Single()
    {
        LocatedNode? document = null;
        for (ParsingEvent e = _events.Next(); e is not StreamEnd; e = _events.Next())
        {
            switch (e)
            {
                case StreamStart or DocumentEnd:
                    break;
                case DocumentStart when document is not null:
                    throw _events.Fail(Diagnostics.Syntax, e, "The file holds a second document ('---'). Keep one document a file.");
                case DocumentStart:
                    break;
                default:
                    document = Compose(e, 1, out _);
                    break;
            }
        }

        return document ?? new ScalarNode(new Location(_file, 1, 1), string.Empty, ScalarKind.Null);
    }

    /// <summary>The next item of a data file; null at its end.</summary>
    public LocatedNode? NextItem()
    {
        while (true)
        {
            (_nodes, _characters) = (0, 0);
            ParsingEvent e = _events.Next();
            switch (e)
            {
                case StreamEnd:
                    return null;
                case StreamStart or DocumentEnd:
                    break;
                case DocumentStart:
                    _anchors.Clear();
                    break;
                case SequenceEnd when _inList:
                    _inList = false;
                    break;
                case SequenceStart when !_inList:
                    _inList = true;
                    break;
                case Scalar { IsPlainImplicit: true } scalar when !_inList && CoreSchema.Resolve(scalar.Value) == ScalarKind.Null:
                    break;
                default:
                    if (!_inList && e is not MappingStart)
                    {
                        throw _events.Fail(Diagnostics.Syntax, e, "A data file must hold a list of rows, each a mapping of variables.");
                    }

                    return Compose(e, 2, out _);
            }
        }
    }

    private LocatedNode Compose(ParsingEvent e, int depth, out Size size)
    {
        if (e is AnchorAlias alias) { return Alias(alias, depth, out size); }

        if (depth > YamlReader.MaxDepth)
        {
            throw _events.Fail(Diagnostics.DocumentTooLarge, e, $"The document is nested more than {YamlReader.MaxDepth} levels deep. Make it flatter.");
        }

        string? anchor = e is NodeEvent { Anchor.IsEmpty: false } named ? named.Anchor.Value : null;
        bool outer = anchor is not null && !_open.Add(anchor);
        LocatedNode node = e switch
        {
            Scalar scalar => Leaf(scalar, out size),
            SequenceStart start => List(start, depth, out size),
            MappingStart start => Mapping(start, depth, out size),
            _ => throw _events.Fail(Diagnostics.Syntax, e, "The document is not well formed here. Check the indentation and brackets."),
        };
        if (anchor is not null)
        {
            if (!outer) { _open.Remove(anchor); }

            _anchors[anchor] = (node, size);
        }

        return node;
    }

    private LocatedNode Alias(AnchorAlias alias, int depth, out Size size)
    {
        string name = alias.Value.Value;
        if (_open.Contains(name)) { throw _events.Fail(Diagnostics.Syntax, alias, $"The alias '*{name}' stands inside the value that it names. Write the value out."); }

        if (!_anchors.TryGetValue(name, out (LocatedNode Node, Size Size) target))
        {
            throw _events.Fail(Diagnostics.Syntax, alias, $"No anchor '&{name}' stands before this alias. Quote the text if no alias is meant.");
        }

        size = target.Size;
        if (depth + size.Height - 1 > YamlReader.MaxDepth)
        {
            throw _events.Fail(Diagnostics.DocumentTooLarge, alias, $"With its aliases the document is nested more than {YamlReader.MaxDepth} levels deep. Make it flatter.");
        }

        Count(alias, size.Nodes, size.Characters);
        return target.Node;
    }

    private ScalarNode Leaf(Scalar scalar, out Size size)
    {
        Count(scalar, 1, scalar.Value.Length);
        size = new Size(1, scalar.Value.Length, 1);
        return YamlScalars.Node(scalar, _events);
    }

    private SequenceNode List(SequenceStart start, int depth, out Size size)
    {
        Count(start, 1, 0);
        YamlScalars.CheckTag(start, "seq", "a list", _events);
        size = new Size(1, 0, 1);
        List<LocatedNode> items = [];
        bool isFlow = start.Style == SequenceStyle.Flow;
        if (isFlow) { _events.Open(start); }

        for (ParsingEvent e = _events.Next(); e is not SequenceEnd; e = _events.Next())
        {
            items.Add(Compose(e, depth + 1, out Size item));
            size = size.With(item);
        }

        if (isFlow) { _events.Close(); }

        return new SequenceNode(_events.Place(start), items);
    }

    private MappingNode Mapping(MappingStart start, int depth, out Size size)
    {
        Count(start, 1, 0);
        YamlScalars.CheckTag(start, "map", "a mapping", _events);
        size = new Size(1, 0, 1);
        List<KeyValuePair<ScalarNode, LocatedNode>> entries = [];
        KeySet keys = new();
        bool isFlow = start.Style == MappingStyle.Flow;
        if (isFlow) { _events.Open(start); }

        for (ParsingEvent e = _events.Next(); e is not MappingEnd; e = _events.Next())
        {
            ScalarNode key = Key(e, depth, out Size keySize);
            LocatedNode value = Compose(_events.Next(), depth + 1, out Size valueSize);
            size = size.With(keySize).With(valueSize);
            if (keys.Add(key, _diagnostics)) { entries.Add(new(key, value)); }
        }

        if (isFlow) { _events.Close(); }

        return new MappingNode(_events.Place(start), entries);
    }

    private ScalarNode Key(ParsingEvent e, int depth, out Size size)
    {
        if (e is Scalar { Value: "<<", Style: YamlDotNet.Core.ScalarStyle.Plain })
        {
            throw _events.Fail(Diagnostics.Syntax, e, "Merge keys ('<<') are not supported. Write the keys out, or put what suites share into defaults.eval.yml.");
        }

        return Compose(e, depth + 1, out size) is ScalarNode { Scalar: not ScalarKind.Null } key
            ? key
            : throw _events.Fail(Diagnostics.Syntax, e, "A key must be a text. Quote it; a value that starts with '{{' needs quotes too.");
    }

    private void Count(ParsingEvent e, int nodes, long characters)
    {
        _nodes += nodes;
        _characters += characters;
        if (_nodes > YamlReader.MaxNodes || _characters > YamlReader.MaxBytes)
        {
            throw _events.Fail(Diagnostics.DocumentTooLarge, e,
                $"With its aliases the document has more than {YamlReader.MaxNodes} values or {YamlReader.MaxBytes / (1024 * 1024)} Mi characters. Put cases into a data file, and use fewer aliases.");
        }
    }

    /// <summary>What a node amounts to when it is written out: nodes, characters, levels.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Size(int Nodes, long Characters, int Height)
    {
        public Size With(Size child) => new(Nodes + child.Nodes, Characters + child.Characters, Math.Max(Height, child.Height + 1));
    }
}
