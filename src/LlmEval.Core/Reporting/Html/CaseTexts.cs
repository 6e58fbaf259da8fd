using System.Text.Json;

namespace LlmEval.Reporting.Html;

/// <summary>
/// What was said and why it scored as it did, read once from the result file. Cases that tell something get their room before the others; what does not fit stays in the result file.
/// Nothing is read of a private suite.
/// </summary>
internal sealed class CaseTexts
{
    /// <summary>Bytes of the result file that are packed together: small enough to be unpacked when one case of them is opened.</summary>
    private const int ChunkBytes = 1 << 18;

    /// <summary>Cases whose answer is compared with the baseline's: each asks for a stored answer.</summary>
    private const int MostCompared = 60;

    /// <summary>Cases whose texts come before the others'.</summary>
    private const int MostTelling = 2_000;

    private readonly ReportedSuite _suite;
    private readonly CaseJson _json;
    private readonly HashSet<string> _telling;
    private readonly Dictionary<string, byte[]> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _chunkOf = new(StringComparer.Ordinal);
    private readonly List<string> _chunks = [];

    /// <summary>Reads the result of a suite.</summary>
    /// <param name="view">The suite.</param>
    /// <param name="shown">Cases that the first screen shows.</param>
    /// <param name="most">Characters that the packed texts may take.</param>
    public CaseTexts(SuiteView view, IReadOnlySet<string> shown, int most)
    {
        _suite = view.Suite;
        _json = new CaseJson(view.Metrics);
        _telling = [.. shown, .. view.Rows.Where(SuiteView.IsTelling).Select(r => r.Id).Take(MostTelling)];
        if (_suite.ResultPath is not { } path || _suite.IsPrivate) { return; }

        try { Read(path, view, most); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // The result was deleted or overwritten meanwhile: the verdict holds without its texts, and the page says that there are none.
            _lines.Clear();
            IsIncomplete = true;
        }
    }

    /// <summary>Packed chunks: each an object of cases by id.</summary>
    public IReadOnlyList<string> Chunks => _chunks;

    /// <summary>Samples that the result has, and those among them that came from the cache.</summary>
    public (int All, int Cached) Samples { get; private set; }

    /// <summary>Whether texts are missing that the result file has, or had.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>The line of the result file of a case that is shown on the first screen; null when there is none, or none that can be read.</summary>
    public JsonElement? Find(string id)
    {
        try { return _lines.TryGetValue(id, out byte[]? line) ? JsonElement.Parse(line) : null; }
        catch (JsonException) { return null; }
    }

    /// <summary>The chunk that has the texts of a case, or -1.</summary>
    public int ChunkOf(string id) => _chunkOf.GetValueOrDefault(id, -1);

    private void Read(string path, SuiteView view, int most)
    {
        // The others get six tenths of the room, those that tell something the rest: at least four tenths.
        TextRoom others = new(this, most * 6 / 10);
        (int All, int Cached) samples = (0, 0);
        foreach (ReadOnlyMemory<byte> block in ResultLines.Blocks(path, ChunkBytes))
        {
            (int all, int cached) = ResultLines.Samples(block.Span);
            samples = (samples.All + all, samples.Cached + cached);
            List<CaseText> cases = [];
            foreach ((string id, ReadOnlyMemory<byte> line) in ResultLines.Cases(block))
            {
                if (_telling.Contains(id)) { _lines.TryAdd(id, line.ToArray()); }
                else if (others.IsFull) { IsIncomplete = true; }
                else { cases.Add(new CaseText(id, line, IsCompared: false)); }
            }

            others.Add(cases);
        }

        Samples = samples;
        AddTelling(view, most - (most * 6 / 10) + others.End());
    }

    private void AddTelling(SuiteView view, int most)
    {
        TextRoom room = new(this, most);
        List<CaseText> cases = [];
        int compared = 0, bytes = 0;
        foreach (CaseRow row in view.Rows)
        {
            if (!_lines.TryGetValue(row.Id, out byte[]? line)) { continue; }

            cases.Add(new CaseText(row.Id, line, IsCompared: compared++ < MostCompared));
            if ((bytes += line.Length) < ChunkBytes) { continue; }

            room.Add(cases);
            (cases, bytes) = ([], 0);
        }

        room.Add(cases);
        room.End();
    }

    private string Pack(List<CaseText> cases)
    {
        using MemoryStream buffer = new(ChunkBytes);
        using Utf8JsonWriter json = PackedJson.Writer(buffer);
        json.WriteStartObject();
        foreach (CaseText text in cases)
        {
            using JsonDocument document = JsonDocument.Parse(text.Line);
            json.WritePropertyName(HtmlText.Clean(text.Id));
            _json.Write(json, document.RootElement, text.IsCompared ? Diff(text.Id, document.RootElement) : null);
        }

        json.WriteEndObject();
        json.Flush();
        return PackedJson.Pack(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private List<DiffLine>? Diff(string id, JsonElement result) =>
        ShownSample.Of(result, new HashSet<string>()) is { } sample && !sample.TryGetProperty("trouble", out _) && _suite.BaselineAnswer?.Invoke(id) is { } before
            ? TextDiff.Of(before, ShownSample.Text(sample), CaseJson.LongestText) : null;

    private readonly record struct CaseText(string Id, ReadOnlyMemory<byte> Line, bool IsCompared);

    /// <summary>Room for chunks. They are packed side by side and taken in order: what fits does not depend on who is done first.</summary>
    private sealed class TextRoom(CaseTexts texts, int most)
    {
        private readonly Queue<(List<CaseText> Cases, Task<string> Packed)> _pending = new();
        private int _left = most;

        /// <summary>Whether a chunk did not fit; none fits after it.</summary>
        public bool IsFull { get; private set; }

        /// <summary>Packs cases as one chunk.</summary>
        public void Add(List<CaseText> cases)
        {
            if (cases.Count == 0) { return; }

            _pending.Enqueue((cases, Task.Run(() => texts.Pack(cases))));
            if (_pending.Count > Environment.ProcessorCount) { Take(); }
        }

        /// <summary>Takes what is still being packed.</summary>
        /// <returns>Characters that are left.</returns>
        public int End()
        {
            while (_pending.Count > 0) { Take(); }

            return _left;
        }

        private void Take()
        {
            (List<CaseText> cases, Task<string> task) = _pending.Dequeue();
            string packed = task.GetAwaiter().GetResult();
            if (IsFull || packed.Length > _left)
            {
                texts.IsIncomplete = IsFull = true;
                return;
            }

            foreach (CaseText text in cases) { texts._chunkOf[text.Id] = texts._chunks.Count; }

            texts._chunks.Add(packed);
            _left -= packed.Length;
        }
    }
}
