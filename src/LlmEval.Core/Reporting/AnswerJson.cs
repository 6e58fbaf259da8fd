using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Reporting;

/// <summary>An answer as JSON: what was not told is left out.</summary>
internal static class AnswerJson
{
    /// <summary>Writes an answer.</summary>
    /// <param name="json">Where.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="steps">What the model said before it in the same turn.</param>
    public static void Write(Utf8JsonWriter json, Answer answer, IReadOnlyList<Answer> steps)
    {
        json.WriteStartObject();
        json.WriteString("text", answer.Text);
        json.WriteString("finish", answer.Finish.ToString());
        json.WriteNumber("latencyMs", Milliseconds(answer.Latency));
        if (answer.FirstToken is { } first) { json.WriteNumber("firstTokenMs", Milliseconds(first)); }
        if (answer.InputTokens is { } input) { json.WriteNumber("inputTokens", input); }
        if (answer.OutputTokens is { } output) { json.WriteNumber("outputTokens", output); }
        if (answer.Cost is { } cost) { json.WriteNumber("cost", cost); }
        if (answer.ResponseModel is { } model) { json.WriteString("responseModel", model); }
        if (answer.Fingerprint is { } print) { json.WriteString("fingerprint", print); }
        if (answer.ToolCalls.Count > 0) { Write(json, answer.ToolCalls); }
        if (answer.Passages.Count > 0) { Write(json, answer.Passages); }
        if (answer.Logprobs is { } logprobs) { Write(json, logprobs); }
        if (steps.Count > 0)
        {
            json.WriteStartArray("steps");
            foreach (Answer step in steps) { Write(json, step, []); }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<ToolCall> calls)
    {
        json.WriteStartArray("toolCalls");
        foreach (ToolCall call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.Id);
            json.WriteString("name", call.Name);
            json.WriteString("arguments", call.Arguments);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Passage> passages)
    {
        json.WriteStartArray("passages");
        foreach (Passage passage in passages)
        {
            json.WriteStartObject();
            json.WriteString("text", passage.Text);
            if (passage.Id is { } id) { json.WriteString("id", id); }
            if (passage.Source is { } source) { json.WriteString("source", source); }
            if (passage.Score is { } score) { json.WriteNumber("score", score); }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<TokenLogprob> logprobs)
    {
        json.WriteStartArray("logprobs");
        foreach (TokenLogprob token in logprobs)
        {
            json.WriteStartObject();
            json.WriteString("token", token.Token);
            json.WriteNumber("logprob", token.Logprob);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static double Milliseconds(TimeSpan span) => Math.Round(span.TotalMilliseconds, 3);
}
