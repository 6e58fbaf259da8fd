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

        if (replies.FirstOrDefault(r => r.Tool == call.Name && (r.When is null || JsonMatch.Holds(arguments, r.When, exact: false))) is not { } first)
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
}
