using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmEval.Model;

namespace LlmEval.Endpoints.Services;

/// <summary>
/// A text with placeholders, written as those of prompts are (<c>{{name}}</c>; a literal <c>{{</c> is <c>\{{</c>), whose values are escaped for the
/// place they stand in. <c>{{env:NAME}}</c> stands for a secret and is filled in last.
/// </summary>
internal sealed partial class RequestTemplate
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Escaping _escaping;
    private readonly IReadOnlyList<Part> _parts;

    private RequestTemplate(string source, Escaping escaping, IReadOnlyList<Part> parts) => (Source, _escaping, _parts) = (source, escaping, parts);

    /// <summary>The text as written.</summary>
    public string Source { get; }

    /// <summary>Names of the placeholders that cases fill.</summary>
    public IEnumerable<string> Names => _parts.Where(p => p.Name is not null).Select(p => p.Name!).Distinct(StringComparer.Ordinal);

    /// <summary>Names of the variables with secrets.</summary>
    public IEnumerable<string> Variables => _parts.Where(p => p.Variable is not null).Select(p => p.Variable!).Distinct(StringComparer.Ordinal);

    /// <summary>A text as JSON, quotes included.</summary>
    public static string Json(string text) => JsonSerializer.Serialize(text, s_json);

    /// <summary>Reads a template.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">Its name for messages: <c>Body of the model 'x'</c>.</param>
    /// <param name="escaping">What becomes of values.</param>
    /// <param name="allowsSecrets">Whether <c>{{env:NAME}}</c> may stand here.</param>
    /// <param name="location">Where the item is declared.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    /// <returns>The template, or null when it has mistakes.</returns>
    public static RequestTemplate? Parse(string text, string what, Escaping escaping, bool allowsSecrets, Location location, DiagnosticBag diagnostics)
    {
        List<Part> parts = [];
        StringBuilder literal = new();
        bool inText = false, isValid = true;
        int at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0)
        {
            literal.Append(text, at, open - at);
            if (open > at && text[open - 1] == '\\')
            {
                literal.Length--;
                literal.Append("{{");
                at = open + 2;
                continue;
            }

            // Of more than two braces the last two open: an object of JSON may begin right before.
            while (open + 2 < text.Length && text[open + 2] == '{') { literal.Append(text[open++]); }

            int close = text.IndexOf("}}", open, StringComparison.Ordinal);
            string name = close < 0 ? string.Empty : text[(open + 2)..close].Trim();
            bool isSecret = name.StartsWith("env:", StringComparison.Ordinal);
            string? trouble = close < 0 ? "opens '{{' and does not close it"
                : !(isSecret ? SecretName() : ValueName()).IsMatch(name) ? "has a placeholder that is no name such as {{question}} or {{vars.question}}"
                : isSecret && !allowsSecrets ? "names a secret, which only Headers may"
                : name.Split('.')[0] == "expected" ? "uses what is expected, which no application may see"
                : null;
            if (trouble is not null)
            {
                isValid = false;
                diagnostics.Add(Diagnostics.BadPattern, location, $"{what} {trouble}. Mend the placeholder, or write a literal '{{{{' as '\\{{{{'.");
                if (close < 0) { break; }
            }

            inText = Flush(parts, literal, inText);
            parts.Add(new Part(string.Empty, isSecret ? null : name, isSecret ? name[4..] : null, inText));
            at = close + 2;
        }

        if (!isValid) { return null; }

        literal.Append(text, at, text.Length - at);
        Flush(parts, literal, inText);
        RequestTemplate template = new(text, escaping, parts);
        return escaping == Escaping.Json && !template.IsJson(what, location, diagnostics) ? null : template;
    }

    /// <summary>Puts a case's values in; secrets stay placeholders.</summary>
    /// <param name="find">Gives the value of a name; throws when there is none.</param>
    public string Render(Func<string, RequestValue> find)
    {
        StringBuilder text = new(Source.Length);
        foreach (Part part in _parts) { text.Append(part.Name is null ? part.Variable is { } secret ? Placeholder(secret) : part.Literal : Escaped(find(part.Name), part.InText)); }

        return text.ToString();
    }

    /// <summary>Puts the secrets into a rendered text.</summary>
    public string Reveal(string rendered, IReadOnlyDictionary<string, string> secrets) =>
        Variables.Aggregate(rendered, (text, name) => text.Replace(Placeholder(name), secrets[name], StringComparison.Ordinal));

    private static string Placeholder(string variable) => $"{{{{env:{variable}}}}}";

    /// <summary>Adds a literal and says whether it ends inside a text of JSON.</summary>
    private static bool Flush(List<Part> parts, StringBuilder literal, bool inText)
    {
        string text = literal.ToString();
        literal.Clear();
        for (int i = 0; i < text.Length; i++)
        {
            if (inText && text[i] == '\\') { i++; }
            else if (text[i] == '"') { inText = !inText; }
        }

        if (text.Length > 0) { parts.Add(new Part(text, null, null, inText)); }

        return inText;
    }

    private static string Printable(string text)
    {
        StringBuilder safe = new(text.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (b is >= 0x20 and < 0x7F and not ((byte)'{' or (byte)'}' or (byte)'%')) { safe.Append((char)b); }
            else { safe.Append('%').Append(Convert.ToHexString([b])); }
        }

        return safe.ToString();
    }

    private string Escaped(RequestValue value, bool inText) => _escaping switch
    {
        Escaping.Url => Uri.EscapeDataString(value.Text),
        Escaping.Header => Printable(value.Text),
        Escaping.Json => inText ? Json(value.Text)[1..^1] : value.Json,
        _ => value.Text,
    };

    private bool IsJson(string what, Location location, DiagnosticBag diagnostics)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Render(static _ => new RequestValue("0", "0")));
            return true;
        }
        catch (JsonException e)
        {
            diagnostics.Add(Diagnostics.BadPattern, location, FormattableString.Invariant(
                $"{what} is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}, with its placeholders filled in). Mend it, or say another ContentType."));
            return false;
        }
    }

    [GeneratedRegex(@"^[\w-]+(\.[\w-]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex ValueName();

    [GeneratedRegex("^env:[A-Za-z_][A-Za-z0-9_]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    private sealed record Part(string Literal, string? Name, string? Variable, bool InText);
}
