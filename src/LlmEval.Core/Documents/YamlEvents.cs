using System.Text;
using LlmEval.Model;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LlmEval.Documents;

/// <summary>The parser's events, with every failure of the parser explained at its place. Throws only <see cref="LlmEvalException"/>.</summary>
internal sealed class YamlEvents
{
    private readonly Func<int, int?> _tabAtOrAfter;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly string _file;
    private readonly Stack<Location> _brackets = new();

    public YamlEvents(TextReader reader, string file)
    {
        _file = file;
        YamlCharacters characters = new(reader, file);
        _tabAtOrAfter = characters.TabAtOrAfter;
        _scanner = new Scanner(characters, skipComments: true);
        _parser = new Parser(_scanner);
    }

    /// <summary>Notes that a bracket or brace was opened: it is named when it is never closed.</summary>
    public void Open(ParsingEvent start) => _brackets.Push(Place(start));

    /// <summary>Notes that the last bracket or brace was closed.</summary>
    public void Close() => _brackets.Pop();

    /// <summary>The next event; throws with what is wrong where there is none.</summary>
    public ParsingEvent Next()
    {
        try
        {
            if (_parser.MoveNext()) { return _parser.Current!; }

            throw new LlmEvalException(Diagnostics.Syntax.At(Here(), "The file ends in the middle of a value. Close its brackets and quotes."));
        }
        catch (YamlException e) when (e.InnerException is LlmEvalException explained)
        {
            throw new LlmEvalException(explained.Diagnostic, e);
        }
        catch (YamlException e)
        {
            if (_brackets.TryPeek(out Location? open) && e.Message.Contains("expected node content", StringComparison.Ordinal)) { throw NotClosed(open, e); }

            // Where the parser gives no place of its own, the scanner is at it.
            Mark here = _scanner.CurrentPosition;
            Location at = e.Start is { Line: 1, Column: 1 } && e.End is { Line: 1, Column: 1 } ? Place(here, here) : Place(e.Start, e.End);
            if (TabOf(e, at) is { } tab)
            {
                throw Fail(Diagnostics.Syntax, new Location(_file, tab), $"Line {tab} is indented with a tab. YAML wants spaces.", e);
            }

            throw Fail(Diagnostics.Syntax, at, $"{Sentence(e.Message)} Check indentation, quotes and brackets; a text that holds ': ' or starts with '{{{{' needs quotes.", e);
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
            // The parser answers brackets that are not closed, among others, with exceptions of other kinds.
            throw _brackets.TryPeek(out Location? bracket)
                ? NotClosed(bracket, e)
                : Fail(Diagnostics.Syntax, Here(), "The document cannot be parsed from here on. Check escapes, quotes and anchors.", e);
        }
    }

    /// <summary>The line whose tab made the parser fail, or null: of a tab after a text it says only where the text begins.</summary>
    private int? TabOf(YamlException e, Location at) =>
        e.Message.Contains("tab character", StringComparison.Ordinal) ? _tabAtOrAfter(at.Line)
        : _tabAtOrAfter(at.Line) == at.Line ? at.Line : null;

    private Location Here() => _parser.Current is { } e ? Place(e.End, e.End) : new Location(_file, 1, 1);

    /// <summary>Where an event stands. Of where a block collection ends the parser knows only the token after it.</summary>
    public Location Place(ParsingEvent e) => e is SequenceStart { Style: not SequenceStyle.Flow } or MappingStart { Style: not MappingStyle.Flow }
        ? new Location(_file, (int)e.Start.Line, (int)e.Start.Column) : Place(e.Start, e.End);

    private Location Place(Mark start, Mark end) => new(_file, (int)start.Line, (int)start.Column, (int)end.Line, (int)end.Column);

    /// <summary>What to throw for a mistake at an event.</summary>
    public LlmEvalException Fail(DiagnosticDescriptor descriptor, ParsingEvent e, string message) => Fail(descriptor, Place(e), message);

    private static LlmEvalException NotClosed(Location bracket, Exception cause) =>
        Fail(Diagnostics.Syntax, bracket, "The bracket or brace that opens here is not closed, or a comma after one of its values is missing.", cause);

    private static LlmEvalException Fail(DiagnosticDescriptor descriptor, Location location, string message, Exception? cause = null) =>
        new(descriptor.At(location, message), cause);

    private static string Sentence(string message)
    {
        string line = string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c)).Trim().TrimEnd('.');
        return line.Length == 0 ? "The YAML is malformed." : $"{line}.";
    }
}
