using System.Text;
using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>The line of a case. Names of metrics are compared as bytes, so that a hundred thousand lines make no text but ids.</summary>
internal sealed class BaselineCaseLine(List<BaselineMetric> metrics, int samples, int first)
{
    private readonly byte[][] _names = [.. metrics.Select(m => Encoding.UTF8.GetBytes(m.Name))];
    private readonly bool[] _seen = new bool[metrics.Count];
    private readonly SharedRows _shared = new();

    public (CaseScores Case, MustPassState State) Read(ref Utf8JsonReader json, int line)
    {
        string? id = null;
        Hash128? inputs = null, key = null;
        MustPassState state = MustPassState.None;
        ScoreCell[][]? rows = null;
        bool hasFlags = false;
        CaseUsage? usage = null;
        do
        {
            if (Take(ref json, "case"u8)) { id = BaselineLines.Text(ref json, "case"); }
            else if (Take(ref json, "inputs"u8)) { inputs = BaselineLines.Hash(ref json, "inputs"); }
            else if (Take(ref json, "key"u8)) { key = BaselineLines.Hash(ref json, "key"); }
            else if (Take(ref json, "mustPass"u8)) { state = State(BaselineLines.Text(ref json, "mustPass")); }
            else if (rows is null && Take(ref json, "scores"u8)) { rows = Scores(ref json); }
            else if (rows is not null && !hasFlags && Take(ref json, "failed"u8))
            {
                Flags(ref json, rows);
                hasFlags = true;
            }
            else if (usage is null && Take(ref json, "usage"u8)) { usage = BaselineUsage.Read(ref json, first); }
            else { throw BaselineLines.Unknown(json.GetString()!, "case"); }
        }
        while (BaselineLines.NextKey(ref json));

        CaseScores item = new()
        {
            Id = id!,
            Line = line,
            InputsHash = inputs ?? throw BaselineLines.Missing("inputs"),
            RequestKey = key ?? throw BaselineLines.Missing("key"),
            MustPass = state != MustPassState.None,
            Samples = _shared.Of(rows ?? throw BaselineLines.Missing("scores")),
            Usage = usage,
        };
        return (item, state);
    }

    private static bool Take(ref Utf8JsonReader json, ReadOnlySpan<byte> key) => json.ValueTextEquals(key) && json.Read();

    private ScoreCell[][] Scores(ref Utf8JsonReader json)
    {
        Open(ref json, JsonTokenType.StartObject, "scores");
        Array.Clear(_seen);
        ScoreCell[][] rows = new ScoreCell[samples][];
        for (int r = 0; r < samples; r++) { rows[r] = new ScoreCell[metrics.Count]; }

        for (int hint = 0; BaselineLines.NextKey(ref json); hint++)
        {
            int column = hint = Column(ref json, hint);
            if (_seen[column]) { throw new BaselineFormatException($"'{metrics[column].Name}' is there twice"); }

            _seen[column] = true;
            json.Read();
            Open(ref json, JsonTokenType.StartArray, metrics[column].Name);
            int count = 0;
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (count < samples) { rows[count][column] = Cell(ref json, metrics[column]); }

                count++;
            }

            if (count != samples) { throw new BaselineFormatException($"'{metrics[column].Name}' has {count} scores, and the header says {samples}"); }
        }

        return rows;
    }

    private static ScoreCell Cell(ref Utf8JsonReader json, BaselineMetric metric)
    {
        if (json.TokenType == JsonTokenType.Null) { return new ScoreCell(CellState.NotApplicable, false, 0); }

        double value = BaselineLines.Number(ref json, metric.Name);
        return metric.IsBinary && value is not (0 or 1)
            ? throw new BaselineFormatException($"'{metric.Name}' is pass or fail, and a score is neither 0 nor 1")
            : new ScoreCell(CellState.Scored, BaselineWriter.PassesByValue(metric, value), value);
    }

    private void Flags(ref Utf8JsonReader json, ScoreCell[][] rows)
    {
        Open(ref json, JsonTokenType.StartObject, "failed");
        while (BaselineLines.NextKey(ref json))
        {
            int column = Column(ref json, 0);
            foreach (ScoreCell[] row in rows) { row[column] = row[column] with { Passed = row[column].State == CellState.Scored }; }

            json.Read();
            Open(ref json, JsonTokenType.StartArray, metrics[column].Name);
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType != JsonTokenType.Number || !json.TryGetInt32(out int number) || number < 0 || number >= samples)
                {
                    throw new BaselineFormatException("'failed' names a sample that is not there");
                }

                rows[number][column] = rows[number][column] with { Passed = false };
            }
        }
    }

    /// <summary>The metric that a key names; mostly the one after the last.</summary>
    private int Column(ref Utf8JsonReader json, int hint)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            int column = (hint + i) % _names.Length;
            if (json.ValueTextEquals(_names[column])) { return column; }
        }

        throw new BaselineFormatException($"no line declares the metric '{json.GetString()}'");
    }

    private static void Open(ref Utf8JsonReader json, JsonTokenType token, string key)
    {
        if (json.TokenType != token) { throw new BaselineFormatException($"'{key}' is not {(token == JsonTokenType.StartArray ? "a list" : "an object")}"); }
    }

    private static MustPassState State(string word) => word switch
    {
        "passed" => MustPassState.Passed,
        "unstable" => MustPassState.Unstable,
        "failed" => MustPassState.Failed,
        _ => throw new BaselineFormatException($"'mustPass' is '{word}', and not passed, unstable or failed"),
    };
}
