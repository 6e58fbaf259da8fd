using System.Text.Json;
using Newtonsoft.Json.Linq;

namespace LlmEval.Scoring.Structure;

/// <summary>An answer parsed once: strictly by System.Text.Json, and from that the tree on which JSON paths are evaluated.</summary>
internal sealed class AnswerJson
{
    private JToken? _tree;

    private AnswerJson(JsonElement? root, string? trouble) => (Root, Trouble) = (root, trouble);

    public JsonElement? Root { get; }

    public string? Trouble { get; }

    /// <summary>The tree for paths; each token carries its element as an annotation, so that no number loses digits.</summary>
    /// <exception cref="InvalidOperationException">A text in it is not valid Unicode (half a surrogate pair).</exception>
    public JToken Tree => _tree ??= Convert(Root!.Value);

    public static AnswerJson Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) { return new AnswerJson(null, "the answer is empty"); }

        try
        {
            return new AnswerJson(JsonElement.Parse(text), null);
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is { } line ? $" (line {line + 1}, byte {e.BytePositionInLine + 1})" : string.Empty;
            return new AnswerJson(null, $"the answer is not JSON{place}: {Quote.Short(text)}");
        }
        catch (ArgumentException)
        {
            return new AnswerJson(null, "the answer is not JSON: it contains half a surrogate pair");
        }
    }

    internal static JToken Convert(JsonElement element)
    {
        JToken token;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                JObject map = [];
                // The last of two properties with one name wins, as in System.Text.Json and in JavaScript.
                foreach (JsonProperty property in element.EnumerateObject()) { map[property.Name] = Convert(property.Value); }

                token = map;
                break;
            case JsonValueKind.Array:
                JArray list = [];
                foreach (JsonElement item in element.EnumerateArray()) { list.Add(Convert(item)); }

                token = list;
                break;
            case JsonValueKind.String: token = new JValue(element.GetString()); break;
            case JsonValueKind.Number: token = element.TryGetInt64(out long whole) ? new JValue(whole) : new JValue(element.GetDouble()); break;
            case JsonValueKind.True: token = new JValue(true); break;
            case JsonValueKind.False: token = new JValue(false); break;
            default: token = JValue.CreateNull(); break;
        }

        token.AddAnnotation(new Origin(element));
        return token;
    }

    /// <summary>The element from which a token of the tree was made.</summary>
    public static JsonElement ElementOf(JToken token) => token.Annotation<Origin>()!.Element;

    /// <summary>A token as it stands in the answer.</summary>
    public static string RawOf(JToken token) => token.Annotation<Origin>()?.Element.GetRawText() ?? token.ToString(Newtonsoft.Json.Formatting.None);

    private sealed record Origin(JsonElement Element);
}
