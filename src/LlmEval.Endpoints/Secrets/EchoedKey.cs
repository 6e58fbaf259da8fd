using LlmEval.Endpoints.Wire;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Secrets;

/// <summary>Takes the key out of an answer: a gateway that echoes headers, or an agent that looks into its own, must not get it into the cache.</summary>
internal static class EchoedKey
{
    /// <summary>Shorter keys stay: they are what servers of one's own are given for want of one (<c>none</c>, <c>EMPTY</c>), and words of an answer.</summary>
    private const int Shortest = 12;

    public static void Remove(ChatResponse response, Credential? credential)
    {
        if (credential is null) { return; }

        response.ModelId = Clean(response.ModelId, credential);
        response.ResponseId = Clean(response.ResponseId, credential);
        foreach (IList<AIContent> contents in response.Messages.Select(static m => m.Contents))
        {
            for (int i = 0; i < contents.Count; i++)
            {
                switch (contents[i])
                {
                    case TextContent text: text.Text = Clean(text.Text, credential); break;
                    case TextReasoningContent thought: thought.Text = Clean(thought.Text, credential); break;
                    case FunctionCallContent { RawRepresentation: ToolCall call } when Clean(call, credential) is var clean && clean != call:
                        contents[i] = ToolWords.Call(clean.Id, clean.Name, clean.Arguments);
                        break;
                }
            }
        }

        foreach ((string name, object? value) in response.AdditionalProperties?.ToArray() ?? [])
        {
            switch (value)
            {
                case string text: response.AdditionalProperties![name] = Clean(text, credential); break;
                case IReadOnlyList<Passage> passages: response.AdditionalProperties![name] = Clean(passages, credential); break;
            }
        }
    }

    private static ToolCall Clean(ToolCall call, Credential credential) =>
        new(Clean(call.Id, credential)!, Clean(call.Name, credential)!, Clean(call.Arguments, credential)!);

    private static IReadOnlyList<Passage> Clean(IReadOnlyList<Passage> passages, Credential credential) =>
        [.. passages.Select(p => p with { Text = Clean(p.Text, credential)!, Id = Clean(p.Id, credential), Source = Clean(p.Source, credential) })];

    private static string? Clean(string? text, Credential credential) => text is null ? null : credential.Hide(text, Shortest);
}
