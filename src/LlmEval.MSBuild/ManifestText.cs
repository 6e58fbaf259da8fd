using System.Globalization;
using System.Text;

namespace LlmEval.MSBuild;

/// <summary>
/// A small writer of indented JSON, written by hand because a task that brings a JSON library would fight over its version with
/// every other task in the process. It knows what a manifest needs: texts, numbers, booleans, objects, arrays.
/// </summary>
internal sealed class ManifestText
{
    private static readonly char[] s_special = [.. Enumerable.Range(0, ' ').Select(i => (char)i), '"', '\\'];

    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _first = true;

    /// <summary>The whole document.</summary>
    public StringBuilder Complete() => _text.Append('\n');

    /// <summary>Opens an object, as a value of <paramref name="name"/> or, without one, as an element.</summary>
    public ManifestText Object(string? name = null) => Open(name, '{');

    /// <summary>Closes the object.</summary>
    public ManifestText EndObject() => Close('}');

    /// <summary>Opens an array.</summary>
    public ManifestText Array(string name) => Open(name, '[');

    /// <summary>Closes the array.</summary>
    public ManifestText EndArray() => Close(']');

    /// <summary>A text.</summary>
    public ManifestText Member(string name, string value)
    {
        Begin(name);
        Quote(value);
        return this;
    }

    /// <summary>A text in an array.</summary>
    public ManifestText Element(string value)
    {
        Begin(name: null);
        Quote(value);
        return this;
    }

    /// <summary>A whole number.</summary>
    public ManifestText Member(string name, int value)
    {
        Begin(name);
        _text.Append(value.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>True or false.</summary>
    public ManifestText Member(string name, bool value)
    {
        Begin(name);
        _text.Append(value ? "true" : "false");
        return this;
    }

    private ManifestText Open(string? name, char bracket)
    {
        Begin(name);
        _text.Append(bracket);
        _depth++;
        _first = true;
        return this;
    }

    private ManifestText Close(char bracket)
    {
        _depth--;
        if (!_first) { NewLine(); }
        _text.Append(bracket);
        _first = false;
        return this;
    }

    private void Begin(string? name)
    {
        if (!_first) { _text.Append(','); }
        if (_text.Length > 0) { NewLine(); }
        _first = false;
        if (name is null) { return; }
        Quote(name);
        _text.Append(": ");
    }

    private void NewLine() => _text.Append('\n').Append(' ', 2 * _depth);

    private void Quote(string value)
    {
        _text.Append('"');
        // Nearly every text is plain, and thousands of paths go through here in each build.
        if (value.IndexOfAny(s_special) < 0) { _text.Append(value); }
        else { Escape(value); }
        _text.Append('"');
    }

    private void Escape(string value)
    {
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': _text.Append("\\\""); break;
                case '\\': _text.Append("\\\\"); break;
                case '\n': _text.Append("\\n"); break;
                case '\r': _text.Append("\\r"); break;
                case '\t': _text.Append("\\t"); break;
                case < ' ': _text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
                default: _text.Append(c); break;
            }
        }
    }
}
