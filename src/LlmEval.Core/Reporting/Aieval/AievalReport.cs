using System.Globalization;
using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Reporting.Aieval;

/// <summary>
/// Writes the results of the last run as the result store of Microsoft.Extensions.AI.Evaluation.Reporting, which <c>dotnet aieval report</c> reads:
/// <c>results/EXECUTION/SCENARIO/ITERATION.json</c>, a file a sample. One run is one execution, a suite's case with a model one scenario, whose dots make the tree of the report.
/// </summary>
public static class AievalReport
{
    /// <summary>Writes the files. Writing the same run again replaces its files; those of other runs stay, and the report compares them.</summary>
    /// <param name="outputDirectory">The folder that the run wrote to.</param>
    /// <param name="directory">The root of the store.</param>
    /// <returns>How many files were written, and the execution's name.</returns>
    /// <exception cref="LlmEvalException">LLM3016: there is no result. LLM3007: a file cannot be read or written.</exception>
    public static (int Files, string Execution) Write(string outputDirectory, string directory)
    {
        try
        {
            List<string> results = [.. Results(outputDirectory).Where(File.Exists)];
            if (results.Count == 0)
            {
                throw new LlmEvalException(Diagnostics.Usage.At(new Location(outputDirectory),
                    "There are no answers to report: suites that match their baselines are not asked. Run 'llmeval run' or 'dotnet build -t:LlmEval' with LlmEvalUnchanged=run first."));
            }

            DateTime created = results.Max(File.GetLastWriteTimeUtc);
            string execution = created.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
            AievalNames names = new();
            int files = 0;
            foreach (string result in results) { files += Write(result, Path.Combine(directory, "results", execution), execution, created, names); }

            return (files, execution);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LlmEvalException(Diagnostics.CacheUnwritable.At(new Location(directory), $"The results cannot be written: {e.Message} Free space or rights are missing in its folder."), e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new LlmEvalException(Diagnostics.Usage.At(new Location(outputDirectory), "The results are of another version or damaged. Evaluate again."), e);
        }
    }

    /// <summary>The results of the last run: what lies there besides is of suites that are gone.</summary>
    private static IEnumerable<string> Results(string outputDirectory)
    {
        string report = Path.Combine(outputDirectory, JsonReport.Name);
        if (!File.Exists(report)) { return []; }

        return [.. JsonElement.Parse(File.ReadAllBytes(report)).GetProperty("verdicts").EnumerateArray()
            .Select(v => Path.Combine(outputDirectory, FileNames.Result(v.GetProperty("suite").GetString()!, v.GetProperty("model").GetString()!)))];
    }

    private static int Write(string result, string folder, string execution, DateTime created, AievalNames names)
    {
        using IEnumerator<string> lines = File.ReadLines(result).GetEnumerator();
        if (!lines.MoveNext()) { return 0; }

        AievalScenario scenario = new(JsonElement.Parse(lines.Current), execution, created);
        int files = 0;
        while (lines.MoveNext())
        {
            JsonElement found = JsonElement.Parse(lines.Current);

            // The last line is of the metrics over the suite, which that format has no place for.
            if (!found.TryGetProperty("case", out JsonElement named)) { continue; }

            string id = named.GetString()!;
            string name = names.Scenario(scenario.Suite, scenario.Model, id);
            foreach (JsonElement sample in found.GetProperty("samples").EnumerateArray())
            {
                string iteration = (sample.GetProperty("sample").GetInt32() + 1).ToString("000", CultureInfo.InvariantCulture);
                string path = Path.Combine(folder, name, iteration + ".json");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                AtomicFile.Write(path, stream => scenario.Write(stream, name, iteration, id, sample));
                files++;
            }
        }

        return files;
    }
}
