using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting;
using LlmEval.Scoring;
using LlmEval.Scoring.OverSuite;

namespace LlmEval;

/// <summary>
/// Scores answers that stand in a file, without a suite, a model or a cache: to try a check, or to score what another tool has collected. Checks that ask a model are
/// mistakes here, because there is none to ask.
/// </summary>
public sealed class AnswerScoring
{
    private const string What = "an answer";

    private readonly SuiteChecks _checks;
    private readonly SuiteScoring _overSuite;

    private AnswerScoring(SuiteChecks checks) =>
        (_checks, _overSuite) = (checks, new SuiteScoring(checks.OverSuite, [], new UsageScorer(null, 0)));

    /// <summary>Whether everything so far passed: every check that decides, and, after the last answer, every bound over all.</summary>
    public bool IsPass { get; private set; } = true;

    /// <summary>Whether something that decides could not be scored.</summary>
    public bool IsUnscored { get; private set; }

    /// <summary>Reads the checks.</summary>
    /// <param name="path">Full path of a YAML or JSON file: a list of checks, or a mapping with <c>score:</c>. Files that checks name are relative to it.</param>
    /// <param name="registry">The kinds that may be named.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    /// <returns>What scores, or null after a mistake.</returns>
    public static AnswerScoring? Open(string path, CheckRegistry registry, DiagnosticBag diagnostics)
    {
        DiagnosticBag own = new();
        SuiteChecks? checks = null;
        if (YamlReader.Read(path, own) is { } document)
        {
            IReadOnlyList<LocatedNode>? entries = document switch
            {
                SequenceNode list => list.Items,
                MappingNode mapping => (mapping["score"] as SequenceNode)?.Items,
                _ => null,
            };
            if (entries is not { Count: > 0 })
            {
                own.Add(Diagnostics.BadValue, document.Location, "The file of checks must hold a list of checks, or 'score:' with one, for instance:  - contains: Hello");
            }
            else { checks = SuiteChecks.Bind(entries, registry, own, new CheckScope { ProjectDirectory = Path.GetDirectoryName(path) }); }
        }

        diagnostics.AddRange(own.Items);
        return own.HasErrors || checks is null ? null : new AnswerScoring(checks);
    }

    /// <summary>Scores every answer of a file, a line of JSON each, in order; then, where there are checks over all of them, one more line.</summary>
    /// <param name="path">Full path of a JSONL file of <see cref="WrittenAnswer"/>s.</param>
    /// <param name="diagnostics">Where mistakes go; rows with mistakes are left out of the lines.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<string> ScoreAsync(string path, DiagnosticBag diagnostics, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int count = 0;
        foreach (LocatedNode? row in LocatedJson.ReadLines(path, diagnostics))
        {
            cancellationToken.ThrowIfCancellationRequested();
            DiagnosticBag own = new();
            if (row is null || MappingReader.Open(row, What, diagnostics) is null) { continue; }

            MappingReader keys = MappingReader.Open(row, What, own)!;
            WrittenAnswer written = WrittenAnswer.Read(keys, What, own);
            keys.Done();
            _checks.Suite.Validate(written.Case, own);
            diagnostics.AddRange(own.Items);
            if (own.HasErrors) { continue; }

            count++;
            Sample sample = new() { Number = 0, Turns = [written.Answer] };
            IReadOnlyList<Score> scores = await ScoreAsync(written, sample, cancellationToken).ConfigureAwait(false);
            _overSuite.Add(new ScoredCase(written.Case, [sample], [scores]));
            bool passes = _checks.Suite.Passes(scores);
            IsPass &= passes;
            yield return Line(json =>
            {
                json.WriteString("id", written.Case.Id);
                json.WriteBoolean("passed", passes);
                ScoreJson.Write(json, scores);
            });
        }

        if (count == 0 && !diagnostics.HasErrors) { diagnostics.Add(Diagnostics.NoCases, new Location(path), "The file of answers holds no row. Add lines such as {\"answer\": \"Hello\"}."); }

        if (count == 0 || _checks.OverSuite.Count == 0) { yield break; }

        IReadOnlyList<SuiteScore> overAll = _overSuite.Result();
        IsPass &= overAll.All(s => s.Holds != false);
        IsUnscored |= overAll.Any(s => s is { Outcome: ScoreOutcome.Unscored, Threshold: not null });
        yield return Line(json =>
        {
            json.WriteStartArray("overAll");
            foreach (SuiteScore score in overAll)
            {
                json.WriteStartObject();
                SuiteScoreJson.Write(json, score, withTables: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>The scores of the checks; those of every suite speak of how a model answered, which nobody knows here.</summary>
    private async ValueTask<IReadOnlyList<Score>> ScoreAsync(WrittenAnswer written, Sample sample, CancellationToken cancellationToken)
    {
        List<Score> scores = [];
        ScoringContext context = new(sample, 0, written.Case) { Input = written.Input };
        foreach (BoundCheck check in _checks.Suite.Checks)
        {
            Score score = await check.ScoreAsync(context, cancellationToken).ConfigureAwait(false);
            IsUnscored |= check.Decides && score.Outcome == ScoreOutcome.Unscored;
            scores.Add(score);
        }

        return scores;
    }

    private static string Line(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
