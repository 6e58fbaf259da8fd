using System.Text.Encodings.Web;
using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Reporting;

/// <summary>
/// Everything that was said and scored for one suite and model: JSON lines, a header with the lineage, then one line a case, last the metrics over the suite.
/// It stays in the build's output folder, because it holds texts.
/// </summary>
public sealed class ResultFile : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private readonly Utf8JsonWriter _json;
    private bool _kept;

    private ResultFile(string path)
    {
        _path = path;
        _temporary = $"{path}.{Environment.ProcessId}.tmp";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _stream = new FileStream(_temporary, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        _json = new Utf8JsonWriter(_stream, Options);
    }

    /// <summary>Begins a result; it appears under its name only when it is kept.</summary>
    /// <exception cref="LlmEvalException">LLM3007: the folder cannot be written.</exception>
    public static ResultFile Create(string path, ResultLineage lineage)
    {
        try
        {
            ResultFile file = new(path);
            file.WriteHeader(lineage);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw Unwritable(path, e); }
    }

    /// <summary>Adds a case.</summary>
    /// <exception cref="LlmEvalException">LLM3007: the disk is full.</exception>
    public void Add(ResultCase result)
    {
        try
        {
            _json.WriteStartObject();
            _json.WriteString("case", result.Id);
            _json.WriteNumber("line", result.Location.Line);
            _json.WriteString("key", result.RequestKey.ToString());
            if (result.InputsHash is { } inputs) { _json.WriteString("inputs", inputs.ToString()); }

            if (result.Cluster is { } cluster) { _json.WriteString("cluster", cluster); }

            _json.WriteStartArray("samples");
            for (int i = 0; i < result.Samples.Count; i++) { WriteSample(result.Samples[i], result.Scores[i]); }

            _json.WriteEndArray();
            _json.WriteEndObject();
            EndLine();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw Unwritable(_path, e); }
    }

    /// <summary>Adds the last line: the metrics over the suite with their tables.</summary>
    /// <exception cref="LlmEvalException">LLM3007: the disk is full.</exception>
    public void End(IReadOnlyList<SuiteScore> scores)
    {
        try
        {
            _json.WriteStartObject();
            _json.WriteStartArray("overSuite");
            foreach (SuiteScore score in scores)
            {
                _json.WriteStartObject();
                SuiteScoreJson.Write(_json, score, withTables: true);
                _json.WriteEndObject();
            }

            _json.WriteEndArray();
            _json.WriteEndObject();
            EndLine();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw Unwritable(_path, e); }
    }

    /// <summary>Gives the result its name.</summary>
    /// <exception cref="LlmEvalException">LLM3007: it cannot be written.</exception>
    public void Keep()
    {
        try
        {
            _json.Flush();
            _stream.Dispose();
            File.Move(_temporary, _path, overwrite: true);
            _kept = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw Unwritable(_path, e); }
    }

    /// <summary>Drops the result unless it was kept.</summary>
    public void Dispose()
    {
        if (_kept) { return; }

        try
        {
            _stream.Dispose();
            File.Delete(_temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only reached after a failure that is already told: a full disk.
            System.Diagnostics.Debug.WriteLine(e.Message);
        }
    }

    /// <summary>Reads some cases of a result back, as the lines that were written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ids">The cases.</param>
    public static IReadOnlyDictionary<string, JsonElement> Find(string path, IReadOnlySet<string> ids)
    {
        Dictionary<string, JsonElement> found = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            if (IdOf(line) is { } known && !ids.Contains(known)) { continue; }

            JsonElement element = JsonElement.Parse(line);
            if (!element.TryGetProperty("case", out JsonElement id)) { continue; }

            if (ids.Contains(id.GetString()!)) { found.TryAdd(id.GetString()!, element); }
            if (found.Count == ids.Count) { break; }
        }

        return found;
    }

    /// <summary>Reads which cases of a result fail one of some metrics in any of their samples.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metrics">Names of the metrics.</param>
    public static HashSet<string> Failed(string path, IReadOnlySet<string> metrics)
    {
        HashSet<string> failed = new(StringComparer.Ordinal);
        foreach (JsonElement element in Cases(path))
        {
            bool fails = element.GetProperty("samples").EnumerateArray().SelectMany(s => s.GetProperty("scores").EnumerateArray())
                .Any(s => s.TryGetProperty("passed", out JsonElement passed) && !passed.GetBoolean() && metrics.Contains(s.GetProperty("metric").GetString()!));
            if (fails) { failed.Add(element.GetProperty("case").GetString()!); }
        }

        return failed;
    }

    /// <summary>The id at the beginning of a case's line, without parsing the line; null where only parsing tells.</summary>
    private static string? IdOf(string line)
    {
        const string Start = "{\"case\":\"";
        if (!line.StartsWith(Start, StringComparison.Ordinal)) { return null; }

        int end = line.AsSpan(Start.Length).IndexOfAny('"', '\\');
        return end >= 0 && line[Start.Length + end] == '"' ? line.Substring(Start.Length, end) : null;
    }

    /// <summary>The lines of cases: between the header and the metrics over the suite.</summary>
    internal static IEnumerable<JsonElement> Cases(string path) =>
        File.ReadLines(path).Skip(1).Select(l => JsonElement.Parse(l)).Where(e => e.TryGetProperty("case", out _));

    private void WriteHeader(ResultLineage lineage)
    {
        _json.WriteStartObject();
        _json.WriteNumber("result", 1);
        _json.WriteString("suite", lineage.Suite);
        _json.WriteString("model", lineage.Model);
        _json.WriteString("project", lineage.Project);
        _json.WriteString("modelIdentity", lineage.ModelIdentity);
        Texts("modelLineage", lineage.ModelLineage);
        ParametersJson.Write(_json, "parameters", lineage.Parameters);
        if (lineage.Prompt is not null) { _json.WriteString("prompt", lineage.Prompt); }

        if (lineage.Currency is not null) { _json.WriteString("currency", lineage.Currency); }

        Texts("files", lineage.Files);
        _json.WriteBoolean("private", lineage.IsPrivate);
        _json.WriteStartArray("metrics");
        foreach (Metric metric in lineage.Metrics)
        {
            _json.WriteStartObject();
            _json.WriteString("metric", metric.Name);
            _json.WriteString("unit", metric.Unit);
            _json.WriteBoolean("binary", metric.IsBinary);
            _json.WriteBoolean("higherIsBetter", metric.HigherIsBetter);
            _json.WriteBoolean("decides", metric.Decides);
            _json.WriteString("scorer", metric.ScorerKey);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteString("tool", lineage.Tool);
        _json.WriteEndObject();
        EndLine();

        void Texts(string name, IReadOnlyDictionary<string, string> texts)
        {
            _json.WriteStartObject(name);
            foreach ((string key, string value) in texts.OrderBy(t => t.Key, StringComparer.Ordinal)) { _json.WriteString(key, value); }

            _json.WriteEndObject();
        }
    }

    private void WriteSample(Sample sample, IReadOnlyList<Score> scores)
    {
        _json.WriteStartObject();
        _json.WriteNumber("sample", sample.Number);
        _json.WriteBoolean("cached", sample.FromCache);
        if (sample.Trouble is not null) { _json.WriteString("trouble", sample.Trouble); }

        if (sample.Failure is not null) { _json.WriteString("failure", sample.Failure); }

        _json.WriteStartArray("turns");
        for (int turn = 0; turn < sample.Turns.Count; turn++) { AnswerJson.Write(_json, sample.Turns[turn], sample.Steps.Count > 0 ? sample.Steps[turn] : []); }

        _json.WriteEndArray();
        ScoreJson.Write(_json, scores);
        _json.WriteEndObject();
    }

    private void EndLine()
    {
        _json.Flush();
        _stream.WriteByte((byte)'\n');
        _json.Reset();
    }

    private static LlmEvalException Unwritable(string path, Exception cause) => new(
        Diagnostics.CacheUnwritable.At(new Location(path), $"The result cannot be written: {cause.Message} Free space or rights are missing in its folder."), cause);
}
