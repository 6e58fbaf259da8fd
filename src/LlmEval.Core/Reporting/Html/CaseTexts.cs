using System.Text.Json;

namespace LlmEval.Reporting.Html;

/// <summary>
/// What was said and why it scored as it did, read once from the result file. Cases that tell something come first and get their room before the others; what does not fit stays in the result file.
/// Nothing is read of a private suite.
/// </summary>
internal sealed class CaseTexts
{
    /// <summary>Characters of one text of the list of cases.</summary>
    private const int LongestText = 12_000;

    /// <summary>Characters of one reason.</summary>
    private const int LongestReason = 1_500;

    /// <summary>Evidence of one score that is told.</summary>
    private const int MostEvidence = 5;

    /// <summary>Bytes that are packed together: small enough to be unpacked when one case of it is opened.</summary>
    private const int ChunkBytes = 1 << 18;

    /// <summary>Cases whose answer is compared with the baseline's: each asks for a stored answer.</summary>
    private const int MostCompared = 60;

    private readonly ReportedSuite _suite;
    private readonly HashSet<string> _kept;
    private readonly Dictionary<string, int> _metrics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _chunkOf = new(StringComparer.Ordinal);
    private readonly List<string> _chunks = [];

    /// <summary>Reads the result of a suite.</summary>
    /// <param name="view">The suite.</param>
    /// <param name="shown">Cases that the first screen shows.</param>
    /// <param name="most">Characters that the packed texts may take.</param>
    public CaseTexts(SuiteView view, IReadOnlySet<string> shown, int most)
    {
        _suite = view.Suite;
        _kept = [.. shown, .. view.Rows.Where(SuiteView.IsTelling).Select(r => r.Id).Take(2_000)];
        for (int i = 0; i < view.Metrics.Count; i++) { _metrics[view.Metrics[i].Name] = i; }

        if (_suite.ResultPath is not { } path || _suite.IsPrivate) { return; }

        try { Read(path, view, most); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // The result was deleted or overwritten meanwhile: the verdict holds without its texts, and the page says that there are none.
            IsIncomplete = true;
        }
    }

    /// <summary>Packed chunks: each an object of cases by id.</summary>
    public IReadOnlyList<string> Chunks => _chunks;

    /// <summary>Names of the metrics as scores refer to them: those of the suite first.</summary>
    public IReadOnlyList<string> MetricNames => [.. _metrics.OrderBy(m => m.Value).Select(m => m.Key)];

    /// <summary>Samples that the result has, and those among them that came from the cache.</summary>
    public (int All, int Cached) Samples { get; private set; }

    /// <summary>Whether texts are missing that the result file has, or had.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>The line of the result file of a case that is shown on the first screen; null when there is none.</summary>
    public JsonElement? Find(string id) => _found.TryGetValue(id, out JsonElement result) ? result : null;

    /// <summary>The chunk that has the texts of a case, or -1.</summary>
    public int ChunkOf(string id) => _chunkOf.GetValueOrDefault(id, -1);

    private void Read(string path, SuiteView view, int most)
    {
        // The others get six tenths of the room, those that tell something the rest: at least four tenths.
        int room = most * 6 / 10;
        int all = 0, cached = 0;
        using Chunk chunk = new();
        foreach (JsonElement result in ResultFile.Cases(path))
        {
            string id = result.GetProperty("case").GetString()!;
            foreach (JsonElement sample in result.GetProperty("samples").EnumerateArray())
            {
                all++;
                cached += sample.GetProperty("cached").GetBoolean() ? 1 : 0;
            }

            if (_kept.Contains(id))
            {
                _found.TryAdd(id, result);
                continue;
            }

            if (room > 0)
            {
                Add(chunk, id, result, diff: null);
                if (chunk.Length >= ChunkBytes) { room -= Close(chunk, room); }
            }
            else { IsIncomplete = true; }
        }

        Samples = (all, cached);
        room -= Close(chunk, room);
        int rest = most - (most * 6 / 10) + Math.Max(0, room);
        AddTelling(chunk, view, rest);
    }

    private void AddTelling(Chunk chunk, SuiteView view, int room)
    {
        int compared = 0;
        foreach (CaseRow row in view.Rows)
        {
            if (!_found.TryGetValue(row.Id, out JsonElement result)) { continue; }

            if (room <= 0)
            {
                IsIncomplete = true;
                break;
            }

            Add(chunk, row.Id, result, compared++ < MostCompared ? Diff(row.Id, result) : null);
            if (chunk.Length >= ChunkBytes) { room -= Close(chunk, room); }
        }

        Close(chunk, room);
    }

    private List<DiffLine>? Diff(string id, JsonElement result) =>
        ShownSample.Of(result, new HashSet<string>()) is { } sample && !sample.TryGetProperty("trouble", out _) && _suite.BaselineAnswer?.Invoke(id) is { } before
            ? TextDiff.Of(before, ShownSample.Text(sample), LongestText) : null;

    /// <summary>Ends a chunk.</summary>
    /// <returns>Characters that it takes.</returns>
    private int Close(Chunk chunk, int room)
    {
        if (chunk.Ids.Count == 0) { return 0; }

        string packed = chunk.Take();
        if (packed.Length > room)
        {
            chunk.Ids.Clear();
            IsIncomplete = true;
            return packed.Length;
        }

        foreach (string id in chunk.Ids) { _chunkOf[id] = _chunks.Count; }

        chunk.Ids.Clear();
        _chunks.Add(packed);
        return packed.Length;
    }

    private void Add(Chunk chunk, string id, JsonElement result, List<DiffLine>? diff)
    {
        Utf8JsonWriter json = chunk.Begin(id);
        json.WriteStartObject();
        if (diff is not null)
        {
            json.WriteStartArray("d");
            foreach (DiffLine part in diff)
            {
                json.WriteNumberValue(part.Kind switch { DiffKind.Removed => -1, DiffKind.Added => 1, _ => 0 });
                json.WriteStringValue(part.Text);
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("s");
        foreach (JsonElement sample in result.GetProperty("samples").EnumerateArray()) { AddSample(json, sample); }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void AddSample(Utf8JsonWriter json, JsonElement sample)
    {
        json.WriteStartObject();
        json.WriteNumber("n", sample.GetProperty("sample").GetInt32());
        if (sample.GetProperty("cached").GetBoolean()) { json.WriteNumber("c", 1); }

        foreach (string what in new[] { "trouble", "failure" })
        {
            if (sample.TryGetProperty(what, out JsonElement text)) { json.WriteString("x", HtmlText.Short(text.GetString()!, LongestReason)); }
        }

        json.WriteStartArray("t");
        foreach (string turn in ShownSample.Turns(sample)) { json.WriteStringValue(HtmlText.Short(turn, LongestText)); }

        json.WriteEndArray();
        json.WriteStartArray("r");
        foreach (JsonElement score in ShownSample.Scores(sample)) { AddScore(json, score); }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // [metric, 1 passed | 0 failed | 2 nothing to judge | 3 unscored, value, reason, evidence]; what is not there at the end is left out.
    private void AddScore(Utf8JsonWriter json, JsonElement score)
    {
        string name = score.GetProperty("metric").GetString()!;
        if (!_metrics.TryGetValue(name, out int metric)) { _metrics[name] = metric = _metrics.Count; }

        bool isScored = score.TryGetProperty("passed", out JsonElement passed);
        json.WriteStartArray();
        json.WriteNumberValue(metric);
        json.WriteNumberValue(isScored ? (passed.GetBoolean() ? 1 : 0) : score.GetProperty("outcome").ValueEquals("NotApplicable") ? 2 : 3);
        if (isScored) { json.WriteNumberValue(Math.Round(score.GetProperty("value").GetDouble(), 6)); }
        else { json.WriteNullValue(); }

        bool hasEvidence = score.TryGetProperty("evidence", out JsonElement evidence);
        if (score.TryGetProperty("reason", out JsonElement reason)) { json.WriteStringValue(HtmlText.Short(reason.GetString()!, LongestReason)); }
        else if (hasEvidence) { json.WriteStringValue(string.Empty); }

        if (hasEvidence)
        {
            foreach (JsonElement place in evidence.EnumerateArray().Take(MostEvidence))
            {
                string label = place.GetProperty("label").GetString()!;
                json.WriteStringValue(HtmlText.Short(place.TryGetProperty("note", out JsonElement note) ? $"{label}: {note.GetString()}" : label, LongestReason));
            }
        }

        json.WriteEndArray();
    }

    /// <summary>An object of cases that is being written.</summary>
    private sealed class Chunk : IDisposable
    {
        private readonly MemoryStream _buffer = new();
        private readonly Utf8JsonWriter _json;

        public Chunk() => _json = PackedJson.Writer(_buffer);

        public List<string> Ids { get; } = [];

        public long Length => _buffer.Length + _json.BytesPending;

        public Utf8JsonWriter Begin(string id)
        {
            if (Ids.Count == 0) { _json.WriteStartObject(); }

            Ids.Add(id);
            _json.WritePropertyName(HtmlText.Clean(id));
            return _json;
        }

        public string Take()
        {
            _json.WriteEndObject();
            _json.Flush();
            string packed = PackedJson.Pack(_buffer.GetBuffer().AsSpan(0, (int)_buffer.Length));
            _json.Reset();
            _buffer.SetLength(0);
            return packed;
        }

        public void Dispose()
        {
            _json.Dispose();
            _buffer.Dispose();
        }
    }
}
