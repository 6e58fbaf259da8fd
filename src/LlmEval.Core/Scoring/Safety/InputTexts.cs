using LlmEval.Documents;

namespace LlmEval.Scoring.Safety;

/// <summary>The texts that an answer was made from.</summary>
internal static class InputTexts
{
    /// <summary>The messages with the arguments of tools, the case's variables (not what it expects), and the retrieved passages.</summary>
    public static IEnumerable<string> Of(ScoringContext context)
    {
        foreach (Models.ChatTurn turn in context.Input)
        {
            yield return turn.Text;
            foreach (Model.ToolCall call in turn.ToolCalls ?? []) { yield return call.Arguments; }
        }

        foreach (string text in Texts(context.Values.Find("vars"))) { yield return text; }

        foreach (Model.Passage passage in context.Answer.Passages)
        {
            yield return passage.Text;
            if (passage.Source is { } source) { yield return source; }

            if (passage.Id is { } id) { yield return id; }
        }
    }

    /// <summary>The system prompt: the text of all system messages, one a line; null when there is none.</summary>
    public static string? System(ScoringContext context)
    {
        string[] texts = [.. context.Input.Where(t => t.Role == "system" && t.Text.Length > 0).Select(t => t.Text)];
        return texts.Length == 0 ? null : string.Join('\n', texts);
    }

    private static IEnumerable<string> Texts(CaseValue? value) => value?.Kind switch
    {
        null or CaseValueKind.Null => [],
        CaseValueKind.List => value.Items.SelectMany(Texts),
        CaseValueKind.Mapping => value.Members.SelectMany(m => Texts(m.Value)),
        _ => [value.Text],
    };
}
