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
        foreach (string secret in credential?.Secrets.Where(s => s.Length >= Shortest) ?? []) { Remove(response, secret); }
    }

    private static void Remove(ChatResponse response, string secret)
    {
        response.ModelId = Clean(response.ModelId, secret);
        response.ResponseId = Clean(response.ResponseId, secret);
        foreach (IList<AIContent> contents in response.Messages.Select(static m => m.Contents))
        {
            for (int i = 0; i < contents.Count; i++)
            {
                switch (contents[i])
                {
                    case TextContent text: text.Text = Clean(text.Text, secret); break;
                    case TextReasoningContent thought: thought.Text = Clean(thought.Text, secret); break;
                    case FunctionCallContent { RawRepresentation: ToolCall call } when Holds(call.Id, secret) || Holds(call.Name, secret) || Holds(call.Arguments, secret):
                        contents[i] = ToolWords.Call(Clean(call.Id, secret), Clean(call.Name, secret), Clean(call.Arguments, secret));
                        break;
                }
            }
        }

        foreach ((string name, object? value) in response.AdditionalProperties?.ToArray() ?? [])
        {
            switch (value)
            {
                case string text when Holds(text, secret): response.AdditionalProperties![name] = Clean(text, secret); break;
                case IReadOnlyList<Passage> passages: response.AdditionalProperties![name] = Clean(passages, secret); break;
            }
        }
    }

    private static IReadOnlyList<Passage> Clean(IReadOnlyList<Passage> passages, string secret) =>
        [.. passages.Select(p => p with { Text = Clean(p.Text, secret)!, Id = Clean(p.Id, secret), Source = Clean(p.Source, secret) })];

    private static bool Holds(string text, string secret) => text.Contains(secret, StringComparison.OrdinalIgnoreCase);

    private static string? Clean(string? text, string secret) => text is null || !Holds(text, secret) ? text : text.Replace(secret, Redactor.Mask, StringComparison.OrdinalIgnoreCase);
}
