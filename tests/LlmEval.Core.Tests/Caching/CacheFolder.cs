using System.Buffers;
using LlmEval.Caching;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

/// <summary>A cache in a temporary folder.</summary>
internal sealed class CacheFolder : IDisposable
{
    public const string Model = "scripted:sha256:1234";

    private readonly DiagnosticBag _diagnostics = new();

    public string Root { get; } = Directory.CreateTempSubdirectory("llmeval-cache-").FullName;

    public IReadOnlyList<Diagnostic> Reported => _diagnostics.Items;

    public string PartitionFolder => CacheLayout.Partition(Root, Model);

    public IReadOnlyList<string> Segments => [.. CacheLayout.Segments(PartitionFolder).Select(f => f.FullName)];

    public ResponseCache Open(TimeProvider? time = null) => ResponseCache.Open(Root, "0.1.0", _diagnostics.Add, time);

    /// <summary>Fills one segment.</summary>
    public string Fill(int first, int count, Func<int, Answer>? answer = null)
    {
        string[] before = [.. Segments];
        using (ResponseCache cache = Open())
        {
            CachePartition partition = cache.Partition(Model);
            for (int i = first; i < first + count; i++) { partition.Store(Key(i), (answer ?? Answer)(i)); }
        }

        return Segments.Except(before, StringComparer.Ordinal).Single();
    }

    /// <summary>Writes a segment of one record without waiting for the disk.</summary>
    public void WriteSegment(int number, Answer answer)
    {
        using var writer = SegmentWriter.Create(PartitionFolder, Model, TimeProvider.System);
        var record = new ArrayBufferWriter<byte>();
        SegmentWriter.Begin(record);
        EntryCodec.Write(record, answer, new CacheLineage("0.1.0", DateTimeOffset.UnixEpoch));
        writer.Append(SegmentWriter.Seal(record, Key(number)));
    }

    /// <summary>What a fresh process would find.</summary>
    public Answer?[] ReadAll(int first, int count)
    {
        using ResponseCache cache = Open();
        CachePartition partition = cache.Partition(Model);
        return [.. Enumerable.Range(first, count).Select(i => partition.TryGet(Key(i)))];
    }

    public static CacheKey Key(int number) => RequestKeys.Sample(default, number);

    public static Answer Answer(int number) => new()
    {
        Text = $"Answer {number}: „ünï“ 😀 " + new string((char)('a' + (number % 26)), number % 90),
        Finish = (FinishReason)(number % 4),
        InputTokens = number % 3 == 0 ? null : number,
        OutputTokens = number % 5 == 0 ? null : 2L * number,
        Latency = TimeSpan.FromTicks(number * 12_345L),
        ResponseModel = number % 2 == 0 ? null : "model-2026",
        Fingerprint = number % 7 == 0 ? "fp" : null,
    };

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
