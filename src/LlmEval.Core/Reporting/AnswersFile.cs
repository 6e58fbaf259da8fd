using System.Text.Encodings.Web;
using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Reporting;

/// <summary>
/// The answers that a baseline was accepted for, as a file beside it: a line a sample, sorted by case and sample, each with the key of its request, so that a line that is no longer of the
/// baseline's request is never taken for it. Times, costs and log-probabilities are left out: they are not of the answer, or would be most of the file.
/// </summary>
public sealed class AnswersFile
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<(string Case, int Sample), (Hash128 Key, Sample Sample)> _samples = new(Comparer<(string Case, int Sample)>.Create(
        static (a, b) => string.CompareOrdinal(a.Case, b.Case) is not 0 and int order ? order : a.Sample.CompareTo(b.Sample)));

    /// <summary>How many samples.</summary>
    public int Count => _samples.Count;

    /// <summary>Adds a sample; one that trouble left without an answer is none.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="key">The key of its request.</param>
    /// <param name="sample">The sample.</param>
    public void Add(string caseId, Hash128 key, Sample sample)
    {
        if (sample.Trouble is null) { _samples[(caseId, sample.Number)] = (key, sample); }
    }

    /// <summary>A sample of a case, or null.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="key">The key of its request; another one is no such sample.</param>
    /// <param name="number">The sample's number.</param>
    public Sample? Find(string caseId, Hash128 key, int number) =>
        _samples.TryGetValue((caseId, number), out (Hash128 Key, Sample Sample) found) && found.Key == key ? found.Sample : null;

    /// <summary>Writes it: the same samples always give the same bytes.</summary>
    public void Write(Stream stream)
    {
        foreach (((string id, int number), (Hash128 key, Sample sample)) in _samples)
        {
            using (Utf8JsonWriter json = new(stream, s_writing))
            {
                json.WriteStartObject();
                json.WriteString("case", id);
                json.WriteString("request", key.ToString());
                json.WriteNumber("sample", number);
                json.WriteStartArray("turns");
                for (int turn = 0; turn < sample.Turns.Count; turn++) { Write(json, sample.Turns[turn], sample.Steps.Count > 0 ? sample.Steps[turn] : []); }

                json.WriteEndArray();
                if (sample.Failure is { } failure) { json.WriteString("failure", failure); }

                json.WriteEndObject();
            }

            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>Reads a file; null where there is none or it is damaged: then its answers are not known, and whoever needs them says so.</summary>
    /// <param name="path">Full path.</param>
    public static AnswersFile? Read(string path)
    {
        try
        {
            AnswersFile file = new();
            foreach (string line in File.ReadLines(path))
            {
                if (line.Length == 0) { continue; }

                using JsonDocument document = JsonDocument.Parse(line);
                JsonElement row = document.RootElement;
                if (!Hash128.TryParse(row.GetProperty("request").GetString(), out Hash128 key)) { return null; }

                JsonElement[] turns = [.. row.GetProperty("turns").EnumerateArray()];
                Answer[][] steps = [.. turns.Select(t => t.TryGetProperty("steps", out JsonElement said) ? said.EnumerateArray().Select(Answer).ToArray() : [])];
                file.Add(row.GetProperty("case").GetString()!, key, new Sample
                {
                    Number = row.GetProperty("sample").GetInt32(),
                    Turns = [.. turns.Select(Answer)],
                    Steps = steps.Any(s => s.Length > 0) ? steps : [],
                    Failure = row.TryGetProperty("failure", out JsonElement failure) ? failure.GetString() : null,
                    FromCache = true,
                });
            }

            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, Answer answer, IReadOnlyList<Answer> steps)
    {
        json.WriteStartObject();
        json.WriteString("text", answer.Text);
        if (answer.Finish != FinishReason.Stop) { json.WriteString("finish", answer.Finish.ToString()); }
        if (answer.InputTokens is { } input) { json.WriteNumber("inputTokens", input); }
        if (answer.OutputTokens is { } output) { json.WriteNumber("outputTokens", output); }
        if (answer.ToolCalls.Count > 0)
        {
            json.WriteStartArray("toolCalls");
            foreach (ToolCall call in answer.ToolCalls) { Write(json, ("id", call.Id), ("name", call.Name), ("arguments", call.Arguments)); }

            json.WriteEndArray();
        }

        if (answer.Passages.Count > 0)
        {
            json.WriteStartArray("passages");
            foreach (Passage passage in answer.Passages) { Write(json, ("text", passage.Text), ("id", passage.Id), ("source", passage.Source)); }

            json.WriteEndArray();
        }

        if (steps.Count > 0)
        {
            json.WriteStartArray("steps");
            foreach (Answer step in steps) { Write(json, step, []); }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        json.WriteStartObject();
        foreach ((string name, string? value) in members)
        {
            if (value is not null) { json.WriteString(name, value); }
        }

        json.WriteEndObject();
    }

    private static Answer Answer(JsonElement row) => new()
    {
        Text = row.GetProperty("text").GetString()!,
        Finish = row.TryGetProperty("finish", out JsonElement finish) ? Enum.Parse<FinishReason>(finish.GetString()!) : FinishReason.Stop,
        InputTokens = row.TryGetProperty("inputTokens", out JsonElement input) ? input.GetInt64() : null,
        OutputTokens = row.TryGetProperty("outputTokens", out JsonElement output) ? output.GetInt64() : null,
        ToolCalls = row.TryGetProperty("toolCalls", out JsonElement calls)
            ? [.. calls.EnumerateArray().Select(c => new ToolCall(Text(c, "id")!, Text(c, "name")!, Text(c, "arguments")!))] : [],
        Passages = row.TryGetProperty("passages", out JsonElement passages)
            ? [.. passages.EnumerateArray().Select(p => new Passage(Text(p, "text")!) { Id = Text(p, "id"), Source = Text(p, "source") })] : [],
    };

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
