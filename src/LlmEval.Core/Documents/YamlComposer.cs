using System.Runtime.InteropServices;
using System.Text;
using LlmEval.Model;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LlmEval.Documents;

/// <summary>Builds located nodes from the parser's events, within the limits of <see cref="YamlReader"/>. Throws only <see cref="LlmEvalException"/>.</summary>
internal sealed class YamlComposer
{
    private const string CoreTag = "tag:yaml.org,2002:";

    private readonly Parser _parser;
    private readonly string _file;
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, (LocatedNode Node, Size Size)> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private bool _inList;
    private int _nodes;
    private long _characters;

    public YamlComposer(TextReader reader, string file, DiagnosticBag diagnostics) =>
        (_parser, _file, _diagnostics) = (new Parser(new Scanner(new YamlCharacters(reader, file), skipComments: true)), file, diagnostics);

    /// <summary>The only document of a text.</summary>
    public LocatedNode Single()
    {
        LocatedNode? document = null;
        for (ParsingEvent e = Next(); e is not StreamEnd; e = Next())
        {
            switch (e)
            {
                case StreamStart or DocumentEnd:
                    break;
                case DocumentStart when document is not null:
                    throw Fail(Diagnostics.Syntax, e, "The file holds a second document ('---'). Keep one document a file.");
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
            ParsingEvent e = Next();
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
                        throw Fail(Diagnostics.Syntax, e, "A data file must hold a list of rows, each a mapping of variables.");
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
            throw Fail(Diagnostics.DocumentTooLarge, e, $"The document is nested more than {YamlReader.MaxDepth} levels deep. Make it flatter.");
        }

        string? anchor = e is NodeEvent { Anchor.IsEmpty: false } named ? named.Anchor.Value : null;
        bool outer = anchor is not null && !_open.Add(anchor);
        LocatedNode node = e switch
        {
            Scalar scalar => Leaf(scalar, out size),
            SequenceStart start => List(start, depth, out size),
            MappingStart start => Mapping(start, depth, out size),
            _ => throw Fail(Diagnostics.Syntax, e, "The document is not well formed here. Check the indentation and brackets."),
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
        if (_open.Contains(name)) { throw Fail(Diagnostics.Syntax, alias, $"The alias '*{name}' stands inside the value that it names. Write the value out."); }

        if (!_anchors.TryGetValue(name, out (LocatedNode Node, Size Size) target))
        {
            throw Fail(Diagnostics.Syntax, alias, $"No anchor '&{name}' stands before this alias. Quote the text if no alias is meant.");
        }

        size = target.Size;
        if (depth + size.Height - 1 > YamlReader.MaxDepth)
        {
            throw Fail(Diagnostics.DocumentTooLarge, alias, $"With its aliases the document is nested more than {YamlReader.MaxDepth} levels deep. Make it flatter.");
        }

        Count(alias, size.Nodes, size.Characters);
        return target.Node;
    }

    private ScalarNode Leaf(Scalar scalar, out Size size)
    {
        Count(scalar, 1, scalar.Value.Length);
        size = new Size(1, scalar.Value.Length, 1);
        if (scalar.Style == YamlDotNet.Core.ScalarStyle.DoubleQuoted && scalar.Value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !IsWellFormed(scalar.Value))
        {
            throw Fail(Diagnostics.Syntax, scalar, "The text holds half a surrogate pair. Write the character itself, or both halves.");
        }

        ScalarKind kind = scalar.Style == YamlDotNet.Core.ScalarStyle.Plain ? CoreSchema.Resolve(scalar.Value) : ScalarKind.Text;
        return new ScalarNode(Place(scalar), scalar.Value, Tagged(scalar, kind)) { Style = Style(scalar.Style) };
    }

    private SequenceNode List(SequenceStart start, int depth, out Size size)
    {
        Count(start, 1, 0);
        CollectionTag(start, "seq", "a list");
        size = new Size(1, 0, 1);
        List<LocatedNode> items = [];
        for (ParsingEvent e = Next(); e is not SequenceEnd; e = Next())
        {
            items.Add(Compose(e, depth + 1, out Size item));
            size = size.With(item);
        }

        return new SequenceNode(Place(start, start.Style == SequenceStyle.Flow), items);
    }

    private MappingNode Mapping(MappingStart start, int depth, out Size size)
    {
        Count(start, 1, 0);
        CollectionTag(start, "map", "a mapping");
        size = new Size(1, 0, 1);
        List<KeyValuePair<ScalarNode, LocatedNode>> entries = [];
        KeySet keys = new();
        for (ParsingEvent e = Next(); e is not MappingEnd; e = Next())
        {
            ScalarNode key = Key(e, depth, out Size keySize);
            LocatedNode value = Compose(Next(), depth + 1, out Size valueSize);
            size = size.With(keySize).With(valueSize);
            if (keys.Add(key, _diagnostics)) { entries.Add(new(key, value)); }
        }

        return new MappingNode(Place(start, start.Style == MappingStyle.Flow), entries);
    }

    private ScalarNode Key(ParsingEvent e, int depth, out Size size)
    {
        if (e is Scalar { Value: "<<", Style: YamlDotNet.Core.ScalarStyle.Plain })
        {
            throw Fail(Diagnostics.Syntax, e, "Merge keys ('<<') are not supported. Write the keys out, or put what suites share into defaults.eval.yml.");
        }

        return Compose(e, depth + 1, out size) is ScalarNode { Scalar: not ScalarKind.Null } key
            ? key
            : throw Fail(Diagnostics.Syntax, e, "A key must be a text. Quote it; a value that starts with '{{' needs quotes too.");
    }

    private ScalarKind Tagged(Scalar scalar, ScalarKind kind)
    {
        if (scalar.Tag.IsEmpty) { return kind; }

        if (scalar.Tag.IsNonSpecific) { return ScalarKind.Text; }

        ScalarKind resolved = CoreSchema.Resolve(scalar.Value);
        ScalarKind? wanted = scalar.Tag.Value switch
        {
            CoreTag + "str" => ScalarKind.Text,
            CoreTag + "null" => ScalarKind.Null,
            CoreTag + "bool" => ScalarKind.Boolean,
            CoreTag + "int" => ScalarKind.Integer,
            CoreTag + "float" => ScalarKind.Real,
            _ => null,
        };
        bool fits = wanted == ScalarKind.Text || wanted == resolved || (wanted == ScalarKind.Real && resolved == ScalarKind.Integer);
        return wanted is not null && fits ? wanted.Value : throw BadTag(scalar, scalar.Tag, "this value");
    }

    private void CollectionTag(NodeEvent start, string core, string what)
    {
        if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific && start.Tag.Value != CoreTag + core) { throw BadTag(start, start.Tag, what); }
    }

    private LlmEvalException BadTag(ParsingEvent e, TagName tag, string what) =>
        Fail(Diagnostics.Syntax, e, $"The tag '{tag.Value}' does not fit {what}; only the tags of the YAML core schema are known. Remove it, or quote the text.");

    private void Count(ParsingEvent e, int nodes, long characters)
    {
        _nodes += nodes;
        _characters += characters;
        if (_nodes > YamlReader.MaxNodes || _characters > YamlReader.MaxBytes)
        {
            throw Fail(Diagnostics.DocumentTooLarge, e,
                $"With its aliases the document has more than {YamlReader.MaxNodes} values or {YamlReader.MaxBytes / (1024 * 1024)} Mi characters. Put cases into a data file, and use fewer aliases.");
        }
    }

    private ParsingEvent Next()
    {
        try
        {
            if (_parser.MoveNext()) { return _parser.Current!; }

            throw new LlmEvalException(Diagnostics.Syntax.At(Here(), "The file ends in the middle of a value. Close its brackets and quotes."));
        }
        catch (YamlException e) when (e.InnerException is not LlmEvalException)
        {
            throw Fail(Diagnostics.Syntax, Place(e.Start, e.End), $"{Sentence(e.Message)} Check indentation, quotes and brackets; a text that holds ': ' or starts with '{{{{' needs quotes.", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new LlmEvalException(SourceText.BadEncoding(Here()), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LlmEvalException(Diagnostics.FileNotFound.At(new Location(_file), $"The file cannot be read to its end ({e.GetType().Name})."), e);
        }
        catch (Exception e) when (e is not (LlmEvalException or OutOfMemoryException))
        {
            // The parser answers some malformed texts with exceptions of other kinds.
            throw Fail(Diagnostics.Syntax, Here(), "The document cannot be parsed from here on. Check escapes, quotes and anchors.", e);
        }
    }

    private Location Here() => _parser.Current is { } e ? Place(e.End, e.End) : new Location(_file, 1, 1);

    private Location Place(ParsingEvent e, bool whole = true) => whole ? Place(e.Start, e.End) : new Location(_file, (int)e.Start.Line, (int)e.Start.Column);

    private Location Place(Mark start, Mark end) => new(_file, (int)start.Line, (int)start.Column, (int)end.Line, (int)end.Column);

    private LlmEvalException Fail(DiagnosticDescriptor descriptor, ParsingEvent e, string message) => Fail(descriptor, Place(e), message);

    private static LlmEvalException Fail(DiagnosticDescriptor descriptor, Location location, string message, Exception? cause = null) =>
        new(descriptor.At(location, message), cause);

    private static string Sentence(string message)
    {
        string line = string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c)).Trim().TrimEnd('.');
        return line.Length == 0 ? "The YAML is malformed." : $"{line}.";
    }

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) { continue; }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])) { return false; }
        }

        return true;
    }

    private static ScalarStyle Style(YamlDotNet.Core.ScalarStyle style) => style switch
    {
        YamlDotNet.Core.ScalarStyle.SingleQuoted => ScalarStyle.SingleQuoted,
        YamlDotNet.Core.ScalarStyle.DoubleQuoted => ScalarStyle.DoubleQuoted,
        YamlDotNet.Core.ScalarStyle.Literal => ScalarStyle.Literal,
        YamlDotNet.Core.ScalarStyle.Folded => ScalarStyle.Folded,
        _ => ScalarStyle.Plain,
    };

    /// <summary>What a node amounts to when it is written out: nodes, characters, levels.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Size(int Nodes, long Characters, int Height)
    {
        public Size With(Size child) => new(Nodes + child.Nodes, Characters + child.Characters, Math.Max(Height, child.Height + 1));
    }
}
