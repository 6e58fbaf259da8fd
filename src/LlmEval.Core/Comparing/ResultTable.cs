using System.Text.Json;
using LlmEval.Model;
using LlmEval.Reporting;

namespace LlmEval.Comparing;

/// <summary>
/// Reads the result of a run (<see cref="ResultFile"/>) as a table. Of a case whose loss was confirmed or cleared by fresh samples only the first samples count: the
/// others were drawn because of what the first ones said.
/// </summary>
public static class ResultTable
{
    private const int Version = 1;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="name">What to call it.</param>
    /// <exception cref="LlmEvalException">LLM1013: it cannot be opened. LLM1001: a line is damaged, or a newer version wrote it.</exception>
    public static ScoreTable Read(string path, string name)
    {
        int number = 0;
        try
        {
            Header? header = null;
            SortedDictionary<string, TableCase> cases = new(StringComparer.Ordinal);
            foreach (string line in File.ReadLines(path))
            {
                number++;
                if (line.Length == 0) { continue; }

                using JsonDocument document = JsonDocument.Parse(line);
                JsonElement element = document.RootElement;
                if (header is null) { header = Header.Of(element); }
                else if (element.TryGetProperty("case", out JsonElement id) && !cases.ContainsKey(id.GetString()!)) { cases.Add(id.GetString()!, Case(id.GetString()!, element, header)); }
            }

            if (header is null) { throw new FormatException("it is empty"); }

            return new ScoreTable { Name = name, Suite = header.Suite, Model = header.Model, Metrics = header.Metrics, Cases = [.. cases.Values], Currency = header.Currency };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LlmEvalException(Diagnostics.FileNotFound.At(new Location(path), $"The result cannot be read: {e.Message} Run the gate, or name another file."), e);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            string cause = e is FormatException ? e.Message : "the line is not what a run writes";
            throw new LlmEvalException(Diagnostics.Syntax.At(new Location(path, number), $"The result cannot be read: {cause}. Run the gate again, or name another file."), e);
        }
    }

    private sealed record Header(string Suite, string Model, string? Currency, TableMetric[] Metrics)
    {
        private readonly Dictionary<string, int> _columns = Metrics.Select((m, i) => (m.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);

        public int ColumnOf(string metric) => _columns.GetValueOrDefault(metric, -1);

        public static Header Of(JsonElement line)
        {
            if (!line.TryGetProperty("result", out JsonElement version)) { throw new FormatException("the first line is not the header of a result"); }

            if (version.GetInt32() > Version) { throw new FormatException($"it is of version {version.GetInt32()}, written by a newer LlmEval"); }

            return new Header(
                line.GetProperty("suite").GetString()!,
                line.GetProperty("model").GetString()!,
                line.TryGetProperty("currency", out JsonElement currency) ? currency.GetString() : null,
                [.. line.GetProperty("metrics").EnumerateArray().Select(m => new TableMetric(
                    m.GetProperty("metric").GetString()!, m.GetProperty("unit").GetString()!, m.GetProperty("binary").GetBoolean(), m.GetProperty("higherIsBetter").GetBoolean())
                {
                    Decides = m.GetProperty("decides").GetBoolean(),
                    ScorerKey = m.TryGetProperty("scorer", out JsonElement scorer) ? scorer.GetString() : null,
                })]);
        }
    }

    private static TableCase Case(string id, JsonElement line, Header header)
    {
        List<ScoreCell[]> rows = [];
        Totals cost = new(), tokens = new(), latency = new();
        foreach (JsonElement sample in line.GetProperty("samples").EnumerateArray())
        {
            ScoreCell[] row = new ScoreCell[header.Metrics.Length];
            foreach (JsonElement score in sample.GetProperty("scores").EnumerateArray())
            {
                int column = header.ColumnOf(score.GetProperty("metric").GetString()!);
                if (column >= 0) { row[column] = Cell(score); }
            }

            rows.Add(row);
            if (sample.TryGetProperty("trouble", out _)) { continue; }

            double? money = 0, count = 0, time = 0;
            foreach (JsonElement turn in sample.GetProperty("turns").EnumerateArray().SelectMany(Answers))
            {
                money += Number(turn, "cost");
                count += Number(turn, "inputTokens") + Number(turn, "outputTokens");
                time += Number(turn, "latencyMs") / 1000;
            }

            cost.Add(money);
            tokens.Add(count);
            latency.Add(time);
        }

        return new TableCase
        {
            Id = id,
            InputsHash = line.TryGetProperty("inputs", out JsonElement inputs) && Hash128.TryParse(inputs.GetString(), out Hash128 hash) ? hash : null,
            Cluster = line.TryGetProperty("cluster", out JsonElement cluster) ? cluster.GetString() : null,
            Samples = rows,
            Cost = cost.Mean,
            Tokens = tokens.Mean,
            Latency = latency.Mean,
        };
    }

    /// <summary>An answer and what the model said before it in the same turn.</summary>
    private static IEnumerable<JsonElement> Answers(JsonElement turn) =>
        turn.TryGetProperty("steps", out JsonElement steps) ? steps.EnumerateArray().Append(turn) : [turn];

    private static ScoreCell Cell(JsonElement score) => score.GetProperty("outcome").GetString() switch
    {
        nameof(ScoreOutcome.Scored) => new ScoreCell(CellState.Scored, score.GetProperty("passed").GetBoolean(), ScoreCell.Rounded(score.GetProperty("value").GetDouble())),
        nameof(ScoreOutcome.NotApplicable) => new ScoreCell(CellState.NotApplicable, false, 0),
        _ => new ScoreCell(CellState.Unscored, false, 0),
    };

    private static double? Number(JsonElement answer, string name) => answer.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : null;

    /// <summary>A mean that is known when every part is.</summary>
    private sealed class Totals
    {
        private double? _sum;
        private int _count;

        public double? Mean => _count == 0 ? null : _sum / _count;

        public void Add(double? value) => (_sum, _count) = (_count == 0 ? value : _sum + value, _count + 1);
    }
}
