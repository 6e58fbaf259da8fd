using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>
/// Writes JSON lines: a header, an entry an accept, a line a metric, a line a metric over the suite (from version 2 on), a line a case sorted ordinally by id (in UTF-16 code
/// units). Line feeds, UTF-8 without a mark. Scores are arrays, a value a sample: 0 and 1 for pass or fail, six decimals (halves to even)
/// otherwise, null where there was nothing to judge. <c>failed</c> lists the numbers of the samples that failed a check
/// where the value alone does not say so.
/// </summary>
internal static class BaselineWriter
{
    /// <summary>Of the format.</summary>
    public const int Version = 3;

    /// <summary>A baseline is written as the earliest version that can say it, so that earlier tools read it.</summary>
    private static int VersionOf(Baseline baseline) =>
        baseline.HeldBackSamples > 0 || baseline.Inputs != BaselineInputs.Unknown || baseline.Entries.Any(e => e.Content is not null)
            || baseline.Machine is not null || baseline.PriceKey is not null || baseline.Cases.Any(c => c.Usage is not null) ? 3 : baseline.SuiteScores.Count > 0 ? 2 : 1;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Baseline baseline, Stream stream)
    {
        ArrayBufferWriter<byte> buffer = new(1 << 16);
        using Utf8JsonWriter json = new(buffer, s_options);
        Line(json, buffer, stream, () => Header(json, baseline));
        foreach (BaselineEntry entry in baseline.Entries) { Line(json, buffer, stream, () => Entry(json, entry)); }

        foreach (Action line in Content(json, baseline)) { Line(json, buffer, stream, line); }

        stream.Write(buffer.WrittenSpan);
    }

    /// <summary>The hash of what an accept is about, as the lines stand in the file: metrics and cases. The header may be edited, for instance when a suite gets another name.</summary>
    public static Hash128 ContentOf(Baseline baseline)
    {
        ArrayBufferWriter<byte> buffer = new(1 << 12);
        using Utf8JsonWriter json = new(buffer, s_options);
        LineSum sum = new();
        foreach (Action line in Content(json, baseline))
        {
            json.WriteStartObject();
            line();
            json.WriteEndObject();
            json.Flush();
            sum.Add(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
            json.Reset();
        }

        return sum.Value;
    }

    private static IEnumerable<Action> Content(Utf8JsonWriter json, Baseline baseline)
    {
        foreach (BaselineMetric metric in baseline.Metrics) { yield return () => Metric(json, metric); }

        foreach (BaselineSuiteScore score in baseline.SuiteScores) { yield return () => SuiteScore(json, score); }

        for (int i = 0; i < baseline.Cases.Count; i++)
        {
            int index = i;
            yield return () => Case(json, baseline, index);
        }
    }

    /// <summary>Whether the value alone says that a sample passes: pass or fail by its better end; a graded value always.</summary>
    public static bool PassesByValue(BaselineMetric metric, double value) =>
        !metric.IsBinary || (metric.HigherIsBetter ? value >= 0.5 : value < 0.5);

    private static void Line(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer, Stream stream, Action write)
    {
        json.WriteStartObject();
        write();
        json.WriteEndObject();
        json.Flush();
        buffer.GetSpan(1)[0] = (byte)'\n';
        buffer.Advance(1);
        json.Reset();
        if (buffer.WrittenCount < 1 << 15) { return; }

        stream.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }

    private static void Header(Utf8JsonWriter json, Baseline baseline)
    {
        json.WriteNumber("baseline", VersionOf(baseline));
        json.WriteString("suite", baseline.Suite);
        json.WriteString("model", baseline.Model);
        json.WriteString("modelIdentity", baseline.ModelIdentity);
        json.WriteNumber("samples", baseline.SamplesPerCase);
        if (baseline.HeldBackSamples > 0) { json.WriteNumber("heldBack", baseline.HeldBackSamples); }
        json.WriteBoolean("deterministic", baseline.IsDeterministic);
        if (baseline.Origin.Epoch is { } epoch) { json.WriteString("epoch", epoch); }
        if (baseline.Machine is { } machine) { json.WriteString("machine", machine); }
        if (baseline.PriceKey is { } prices) { json.WriteString("prices", prices); }
        Texts(json, "responseModels", baseline.Origin.ResponseModels);
        Texts(json, "fingerprints", baseline.Origin.Fingerprints);
        BaselineInputs inputs = baseline.Inputs;
        json.WriteOptional("prompt", inputs.Prompt);
        json.WriteOptional("promptFile", inputs.PromptFile);
        json.WriteOptional("promptHash", inputs.PromptHash);
        json.WriteOptional("parameters", inputs.Parameters);
        json.WriteOptional("gate", inputs.GateKey);
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0) { json.WriteTexts(name, texts); }
    }

    private static void Entry(Utf8JsonWriter json, BaselineEntry entry)
    {
        json.WriteString("accepted", entry.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (entry.Reason is not null) { json.WriteString("reason", entry.Reason); }

        json.WriteString("tool", entry.ToolVersion);
        json.WriteStartObject("means");
        foreach ((string metric, double mean) in entry.Means) { json.WriteNumber(metric, mean); }

        json.WriteEndObject();
        if (entry.Content is { } content) { json.WriteString("content", content.ToString()); }

        if (entry.After is { } after) { json.WriteString("after", after.ToString()); }
    }

    private static void Metric(Utf8JsonWriter json, BaselineMetric metric)
    {
        json.WriteString("metric", metric.Name);
        json.WriteString("check", metric.Check);
        json.WriteString("unit", metric.Unit);
        json.WriteBoolean("binary", metric.IsBinary);
        json.WriteBoolean("higherIsBetter", metric.HigherIsBetter);
        json.WriteBoolean("gated", metric.IsGated);
        json.WriteString("scorer", metric.ScorerKey);
        if (metric.Judge is { } judge) { BaselineJudge.Write(json, judge); }
    }

    private static void SuiteScore(Utf8JsonWriter json, BaselineSuiteScore score)
    {
        json.WriteString("overSuite", score.Name);
        json.WriteString("check", score.Check);
        json.WriteString("unit", score.Unit);
        json.WriteBoolean("higherIsBetter", score.HigherIsBetter);
        if (score.BestIsZero) { json.WriteBoolean("bestIsZero", true); }

        json.WriteBoolean("gated", score.IsGated);
        json.WriteString("scorer", score.ScorerKey);
        if (score.Value is { } value) { json.WriteNumber("value", ScoreCell.Rounded(value)); } else { json.WriteNull("value"); }

        if (score.Lower is { } lower) { json.WriteNumber("lower", ScoreCell.Rounded(lower)); }

        if (score.Upper is { } upper) { json.WriteNumber("upper", ScoreCell.Rounded(upper)); }

        json.WriteNumber("count", score.Count);
        if (score.Holds is { } holds) { json.WriteBoolean("holds", holds); }

        if (score.Threshold is { } threshold) { json.WriteNumber("threshold", threshold); }

        if (score.TagsKey is { } tags) { json.WriteString("tags", tags); }

        if (score.Slices.Count == 0) { return; }

        json.WriteStartObject("slices");
        foreach (SliceScore slice in score.Slices)
        {
            json.WriteStartArray(slice.Tag);
            json.WriteNumberValue(ScoreCell.Rounded(slice.Value));
            json.WriteNumberValue(slice.Count);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Case(Utf8JsonWriter json, Baseline baseline, int index)
    {
        CaseScores item = baseline.Cases[index];
        json.WriteString("case", item.Id);
        json.WriteString("inputs", item.InputsHash.ToString());
        json.WriteString("key", item.RequestKey.ToString());
        if (baseline.MustPass[index] is var state and not MustPassState.None) { json.WriteString("mustPass", Word(state)); }

        json.WriteStartObject("scores");
        bool anyFlag = false;
        for (int c = 0; c < baseline.Metrics.Count; c++)
        {
            if (item.Samples[0][c].State == CellState.Absent) { continue; }

            json.WriteStartArray(baseline.Metrics[c].Name);
            foreach (ScoreCell[] row in item.Samples)
            {
                if (row[c].State == CellState.Scored) { json.WriteNumberValue(row[c].Value); }
                else { json.WriteNullValue(); }
            }

            json.WriteEndArray();
            anyFlag |= NeedsFlags(item, c, baseline.Metrics[c]);
        }

        json.WriteEndObject();
        if (anyFlag) { Flags(json, baseline, item); }

        if (item.Usage is { } usage) { BaselineUsage.Write(json, usage); }
    }

    private static void Flags(Utf8JsonWriter json, Baseline baseline, CaseScores item)
    {
        json.WriteStartObject("failed");
        for (int c = 0; c < baseline.Metrics.Count; c++)
        {
            if (!NeedsFlags(item, c, baseline.Metrics[c])) { continue; }

            json.WriteStartArray(baseline.Metrics[c].Name);
            for (int r = 0; r < item.Samples.Count; r++)
            {
                if (item.Samples[r][c] is { State: CellState.Scored, Passed: false }) { json.WriteNumberValue(r); }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static bool NeedsFlags(CaseScores item, int column, BaselineMetric metric)
    {
        foreach (ScoreCell[] row in item.Samples)
        {
            if (row[column].State == CellState.Scored && row[column].Passed != PassesByValue(metric, row[column].Value)) { return true; }
        }

        return false;
    }

    private static string Word(MustPassState state) => state switch
    {
        MustPassState.Passed => "passed",
        MustPassState.Unstable => "unstable",
        _ => "failed",
    };
}
