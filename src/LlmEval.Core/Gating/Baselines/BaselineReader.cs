using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>Reads what <see cref="BaselineWriter"/> writes, line by line without a document tree; stops at the first line that is wrong.</summary>
internal sealed class BaselineReader(string path, DiagnosticBag diagnostics)
{
    private const string Mend = "Restore the file from version control, or accept the present results again.";
    private readonly List<BaselineEntry> _entries = [];
    private readonly List<BaselineMetric> _metrics = [];
    private readonly List<BaselineSuiteScore> _suiteScores = [];
    private readonly List<CaseScores> _cases = [];
    private readonly List<MustPassState> _mustPass = [];
    private BaselineLines.Header? _header;
    private BaselineCaseLine? _caseLine;
    private LineSum _content;

    public Baseline? Read(Stream stream)
    {
        Utf8Lines lines = new(stream);
        while (lines.Next())
        {
            if (lines.Line.IsEmpty) { continue; }

            if (IsConflict(lines.Line))
            {
                return Fail(lines.Number, "The baseline has unresolved merge conflicts. Take either side of the file, run the gate and accept again.");
            }

            try
            {
                Line(lines.Line, lines.Number);
            }
            catch (BaselineFormatException e)
            {
                return Fail(lines.Number, $"The baseline cannot be read: {e.Message}. {Mend}");
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
            {
                // InvalidOperationException: a value of another kind, or a text that is not UTF-8.
                return Fail(lines.Number, $"The baseline cannot be read: the line is not the JSON object that it should be. {Mend}");
            }
        }

        if (_header is null) { return Fail(0, $"The baseline is empty. {Mend}"); }

        if (_cases.Count == 0) { return Fail(0, $"The baseline has no case. {Mend}"); }

        return Build();
    }

    private void Line(ReadOnlySpan<byte> line, int number)
    {
        Utf8JsonReader json = new(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject || !json.Read() || json.TokenType != JsonTokenType.PropertyName)
        {
            throw new BaselineFormatException("the line is not a JSON object with keys");
        }

        if (json.ValueTextEquals("baseline"u8))
        {
            if (_header is not null) { throw new BaselineFormatException("there is a second header"); }

            _header = BaselineLines.ReadHeader(ref json);
        }
        else if (_header is null) { throw new BaselineFormatException("the first line is not the header of a baseline"); }
        else if (json.ValueTextEquals("case"u8))
        {
            _caseLine ??= new BaselineCaseLine(_metrics, _header.Samples + _header.HeldBack, _header.Samples);
            (CaseScores item, MustPassState state) = _caseLine.Read(ref json, number);
            _cases.Add(item);
            _mustPass.Add(state);
            _content.Add(line);
        }
        else if (json.ValueTextEquals("metric"u8)) 
        {
            AddMetric(BaselineLines.ReadMetric(ref json));
            _content.Add(line);
        }
        else if (json.ValueTextEquals("overSuite"u8))
        {
            BaselineSuiteScore score = BaselineLines.ReadSuiteScore(ref json);
            if (_suiteScores.Exists(s => string.Equals(s.Name, score.Name, StringComparison.Ordinal))) { throw new BaselineFormatException($"the metric '{score.Name}' over the suite is there twice"); }

            _suiteScores.Add(score);
            _content.Add(line);
        }
        else if (json.ValueTextEquals("accepted"u8)) { _entries.Add(BaselineLines.ReadEntry(ref json)); }
        else { throw new BaselineFormatException($"'{json.GetString()}' begins no line of a baseline"); }

        if (json.Read()) { throw new BaselineFormatException("something follows the object"); }
    }

    private void AddMetric(BaselineMetric metric)
    {
        if (_caseLine is not null) { throw new BaselineFormatException("a metric follows the cases"); }

        if (_metrics.Exists(m => string.Equals(m.Name, metric.Name, StringComparison.Ordinal)))
        {
            throw new BaselineFormatException($"the metric '{metric.Name}' is there twice");
        }

        _metrics.Add(metric);
    }

    private Baseline? Build()
    {
        // Written sorted; a merge may have put two blocks in another order.
        CaseScores[] cases = [.. _cases];
        MustPassState[] mustPass = [.. _mustPass];
        bool isSorted = true;
        for (int i = 1; i < cases.Length; i++) { isSorted &= string.CompareOrdinal(cases[i - 1].Id, cases[i].Id) < 0; }

        if (!isSorted)
        {
            Array.Sort(cases, mustPass, Comparer<CaseScores>.Create(static (a, b) => string.CompareOrdinal(a.Id, b.Id)));
            for (int i = 1; i < cases.Length; i++)
            {
                if (string.Equals(cases[i - 1].Id, cases[i].Id, StringComparison.Ordinal))
                {
                    int line = Math.Max(cases[i - 1].Line, cases[i].Line);
                    return Fail(line, $"The baseline cannot be read: the case '{cases[i].Id}' is there twice. {Mend}");
                }
            }
        }

        return new Baseline
        {
            Suite = _header!.Suite,
            Model = _header.Model,
            ModelIdentity = _header.ModelIdentity,
            SamplesPerCase = _header.Samples,
            HeldBackSamples = _header.HeldBack,
            IsDeterministic = _header.IsDeterministic,
            Origin = _header.Origin,
            Inputs = _header.Inputs,
            Machine = _header.Machine,
            PriceKey = _header.PriceKey,
            Entries = _entries,
            Integrity = Integrity(),
            Metrics = _metrics,
            SuiteScores = _suiteScores,
            Cases = cases,
            MustPass = mustPass,
        };
    }

    /// <summary>
    /// Compares what is here with what was accepted. Two accepts side by side both follow the accept before them; a merge that keeps both in the list cannot hide that,
    /// whatever it made of the cases.
    /// </summary>
    private BaselineIntegrity Integrity()
    {
        if (_entries is not [.., { Content: { } last } newest]) { return BaselineIntegrity.Unknown; }

        if (last == _content.Value) { return BaselineIntegrity.AsAccepted; }

        bool isOther = _entries.Exists(e => e.Content == _content.Value);
        bool isSideBySide = _entries is [.., { Content: { } before }, _] && newest.After != before;
        return isOther || isSideBySide ? BaselineIntegrity.Merged : BaselineIntegrity.Edited;
    }

    private Baseline? Fail(int line, string message)
    {
        diagnostics.Add(Diagnostics.BadBaseline, new Location(path, line, line == 0 ? 0 : 1), message.ReplaceLineEndings(" "));
        return null;
    }

    private static bool IsConflict(ReadOnlySpan<byte> line) =>
        line.StartsWith("<<<<<<<"u8) || line.StartsWith("======="u8) || line.StartsWith(">>>>>>>"u8) || line.StartsWith("|||||||"u8);
}
