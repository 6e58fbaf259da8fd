using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Running;

/// <summary>
/// Answers a model's tool calls as the case says, for one sample. The first reply of the tool whose <c>when</c> the arguments hold answers;
/// replies of one tool with the same <c>when</c> answer one after the other, the last of them from then on.
/// </summary>
internal sealed class ReplyScript(IReadOnlyList<ToolReply> replies)
{
    private const int Longest = 200;

    private readonly Dictionary<ToolReply, int> _given = new(ReferenceEqualityComparer.Instance);

    /// <summary>What a tool returns.</summary>
    /// <param name="call">The call.</param>
    /// <param name="failure">Why there is no reply: the model's own doing.</param>
    /// <returns>The text, or null.</returns>
    public string? Answer(ToolCall call, out string failure)
    {
        failure = string.Empty;
        if (Arguments(call.Arguments) is not { } arguments)
        {
            failure = $"called {Shown(call)}, whose arguments are no JSON object";
            return null;
        }

        if (replies.FirstOrDefault(r => r.Tool == call.Name && (r.When is null || Holds(arguments, r.When))) is not { } first)
        {
            failure = $"called {Shown(call)}, which the case does not script";
            return null;
        }

        ToolReply[] series = [.. replies.Where(r => r.Tool == first.Tool && Equals(r.When, first.When))];
        int place = _given.GetValueOrDefault(first);
        _given[first] = place + 1;
        return series[Math.Min(place, series.Length - 1)].Text;
    }

    /// <summary>The call in one line, for a person.</summary>
    public static string Shown(ToolCall call)
    {
        string arguments = call.Arguments.ReplaceLineEndings(" ");
        return $"{call.Name}({(arguments.Length > Longest ? arguments[..Longest] + "..." : arguments)})";
    }

    private static JsonElement? Arguments(string text)
    {
        try
        {
            JsonElement value = JsonElement.Parse(text);
            return value.ValueKind == JsonValueKind.Object ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a value is the one that is asked for; of mappings, whether it has each member asked for, and perhaps others.</summary>
    private static bool Holds(JsonElement value, CaseValue asked) => asked.Kind switch
    {
        CaseValueKind.Null => value.ValueKind == JsonValueKind.Null,
        CaseValueKind.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False && (value.ValueKind == JsonValueKind.True) == (asked.Text == "true"),
        CaseValueKind.Number => value.ValueKind == JsonValueKind.Number && AreEqual(value, JsonElement.Parse(CoreSchema.JsonNumber(asked.Text)!)),
        CaseValueKind.Text => value.ValueKind == JsonValueKind.String && IsText(value, asked.Text),
        CaseValueKind.List => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == asked.Items.Count
            && asked.Items.Zip(value.EnumerateArray()).All(static p => Holds(p.Second, p.First)),
        _ => value.ValueKind == JsonValueKind.Object && asked.Members.All(m => value.TryGetProperty(m.Key, out JsonElement member) && Holds(member, m.Value)),
    };

    private static bool AreEqual(JsonElement one, JsonElement other) =>
        one.TryGetDecimal(out decimal first) && other.TryGetDecimal(out decimal second) ? first == second : one.GetDouble().Equals(other.GetDouble());

    private static bool IsText(JsonElement value, string text)
    {
        try { return value.ValueEquals(text); }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no text that an author could have asked for.
            return false;
        }
    }
}
