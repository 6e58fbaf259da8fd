using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using LlmEval.Caching;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

/// <summary>Reads segments by the written definition (docs/cache.md), independently of the code: the first record of a key in the oldest segment.</summary>
internal static class SegmentBytes
{
    private static readonly ConcurrentDictionary<(string, long), Dictionary<string, Answer>> s_read = new();

    public static Answer? Winner(IEnumerable<string> segments, CacheKey key)
    {
        foreach (string path in segments.OrderBy(s => Path.GetFileName(s), StringComparer.Ordinal))
        {
            if (s_read.GetOrAdd((path, new FileInfo(path).Length), static p => Read(File.ReadAllBytes(p.Item1))).TryGetValue(key.ToString(), out Answer? answer)) { return answer; }
        }

        return null;
    }

    private static Dictionary<string, Answer> Read(byte[] bytes)
    {
        Dictionary<string, Answer> answers = new(StringComparer.Ordinal);
        int at = 0;
        while (at + 44 <= bytes.Length && bytes.AsSpan(at, 4).SequenceEqual<byte>([0xFF, (byte)'L', (byte)'E', 0xFE]))
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
            if (at + 44 + length > bytes.Length) { break; }

            string key = Convert.ToHexStringLower(bytes.AsSpan(at + 12, 32));
            if (key.Trim('0').Length > 0) { answers.TryAdd(key, Answer(Encoding.UTF8.GetString(bytes, at + 44, length))); }

            at += 44 + length;
        }

        return answers;
    }

    private static Answer Answer(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        return new Answer
        {
            Text = root.GetProperty("text").GetString()!,
            Finish = root.GetProperty("finish").GetString() switch { "stop" => FinishReason.Stop, "length" => FinishReason.Length, "content-filter" => FinishReason.ContentFilter, _ => FinishReason.ToolCalls },
            InputTokens = root.TryGetProperty("in", out JsonElement input) ? input.GetInt64() : null,
            OutputTokens = root.TryGetProperty("out", out JsonElement output) ? output.GetInt64() : null,
            Latency = new TimeSpan(root.GetProperty("ticks").GetInt64()),
            ResponseModel = root.TryGetProperty("model", out JsonElement model) ? model.GetString() : null,
            Fingerprint = root.TryGetProperty("fingerprint", out JsonElement print) ? print.GetString() : null,
        };
    }
}
