using System.Text.Json;
using LlmEval.Model;
using LlmEval.Reporting.Aieval;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>The result store that another tool reads; one file that it refuses ends that tool's whole report.</summary>
public sealed class AievalTests : IDisposable
{
    private static readonly string[] s_ratings = ["unknown", "inconclusive", "unacceptable", "poor", "average", "good", "exceptional"];

    private readonly ProjectFolder _project = new();

    private string Store => Path.Combine(_project.Folder, "store");

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Every_file_keeps_the_rules_of_its_reader()
    {
        _project.WithScript("- { user: Bob, fault: reset }\n- { user: Cid, answer: '', finish: length }\n- { answer: 'Hello \"{user}\" \\u2028' }\n");
        _project.Replace("evals/greet.eval.yml", "  - contains: Hello\n", "  - contains: Hello\n  - levenshtein: { value: Hello Ann, threshold: 2 }\n  - is-json: { gate: report }\n");
        await _project.RunAsync();

        (int files, string execution) = AievalReport.Write(_project.Output, Store);

        string[] found = Directory.GetFiles(Store, "*", SearchOption.AllDirectories);
        found.Should().HaveCount(files).And.OnlyContain(f => f.EndsWith(".json", StringComparison.Ordinal), "no temporary file is left");
        foreach (string file in found)
        {
            JsonElement root = JsonElement.Parse(File.ReadAllBytes(file));
            string[] parts = Path.GetRelativePath(Store, file).Split(Path.DirectorySeparatorChar);
            parts.Should().Equal("results", execution, Text(root, "scenarioName"), Text(root, "iterationName") + ".json");
            Text(root, "executionName").Should().Be(execution);
            root.GetProperty("creationTime").GetDateTime().Kind.Should().Be(DateTimeKind.Utc);
            root.GetProperty("messages").ValueKind.Should().Be(JsonValueKind.Array);
            root.GetProperty("modelResponse").GetProperty("messages").ValueKind.Should().Be(JsonValueKind.Array);
            root.GetProperty("formatVersion").GetInt32().Should().Be(1);
            foreach (JsonElement turn in root.GetProperty("chatDetails").GetProperty("turnDetails").EnumerateArray()) { turn.GetProperty("latency").GetDouble().Should().BeGreaterThanOrEqualTo(0); }

            foreach (JsonProperty metric in root.GetProperty("evaluationResult").GetProperty("metrics").EnumerateObject()) { Check(metric); }
        }
    }

    [Fact]
    public async Task Ratings_go_with_the_direction_and_what_was_not_scored_is_red()
    {
        _project.WithScript("- { user: Bob, fault: reset }\n- { user: Cid, answer: Go away Cid }\n- { answer: 'Hello {user}' }\n");
        _project.Replace("evals/greet.eval.yml", "  - contains: Hello\n", "  - contains: Hello\n  - levenshtein: { value: Hello Ann, threshold: 2 }\n  - is-json: { gate: report }\n");
        await _project.RunAsync();
        AievalReport.Write(_project.Output, Store);

        Metric("ann", "contains").Should().Be("boolean exceptional False");
        Metric("cid", "contains").Should().Be("boolean unacceptable True");
        Metric("ann", "levenshtein").Should().Be("numeric good False");
        Metric("cid", "levenshtein").Should().Be("numeric poor True");
        Metric("cid", "is-json").Should().Be("boolean unacceptable False", "what is only reported fails nothing");
        Metric("bob", "contains").Should().Be("boolean inconclusive True error");
        Metric("ann", "cut").Should().Be("boolean exceptional False");
    }

    [Fact]
    public async Task Writing_a_run_again_replaces_it_and_another_run_is_another_execution()
    {
        await _project.RunAsync();
        (int first, string execution) = AievalReport.Write(_project.Output, Store);
        AievalReport.Write(_project.Output, Store).Should().Be((first, execution));

        Directory.GetFiles(Store, "*", SearchOption.AllDirectories).Should().HaveCount(first);
        string result = Path.Combine(_project.Output, "results", "greet.m.jsonl");
        File.SetLastWriteTimeUtc(result, File.GetLastWriteTimeUtc(result).AddMinutes(1));
        AievalReport.Write(_project.Output, Store).Execution.Should().NotBe(execution);
    }

    [Fact]
    public async Task Names_are_folders_on_every_system_and_no_two_cases_share_one()
    {
        _project.Write("evals/greet.eval.yml", """
            name: con
            prompt: greet
            models: [m]
            score:
              - contains: Hello
            cases:
              - { id: "a:b/c", vars: { name: Ann } }
              - { id: "a-b-c", vars: { name: Bob } }
              - { id: "A-B-C", vars: { name: Cid } }
              - { id: "..", vars: { name: Dan } }
            """);
        await _project.RunAsync();
        AievalReport.Write(_project.Output, Store);

        string[] scenarios = [.. Directory.GetDirectories(Directory.GetDirectories(Path.Combine(Store, "results"))[0]).Select(d => Path.GetFileName(d)!)];
        scenarios.Should().HaveCount(4).And.OnlyContain(s => System.Text.RegularExpressions.Regex.IsMatch(s, @"^con-[0-9a-f]{8}\.m\.[A-Za-z0-9_-]+$"));
        scenarios.Distinct(StringComparer.OrdinalIgnoreCase).Should().HaveCount(4);
    }

    [Fact]
    public async Task Texts_of_private_data_are_in_no_file()
    {
        _project.Write("evals/rows.jsonl", "{\"id\":\"a\",\"name\":\"planted-secret\"}\n{\"id\":\"b\",\"name\":\"planted-secret\"}\n");
        _project.Write("evals/greet.eval.yml", "prompt: greet\nmodels: [m]\ndata: { file: rows.jsonl, private: true }\nscore:\n  - not-contains: Hello\n");
        await _project.RunAsync();
        File.ReadAllText(Path.Combine(_project.Output, "results", "greet.m.jsonl")).Should().Contain("planted-secret");

        AievalReport.Write(_project.Output, Store).Files.Should().BeGreaterThan(0);

        Directory.GetFiles(Store, "*", SearchOption.AllDirectories).Select(File.ReadAllText).Should().OnlyContain(t => !t.Contains("planted-secret"));
    }

    [Fact]
    public void Without_a_result_it_is_told_how_to_get_one()
    {
        Action act = () => AievalReport.Write(_project.Output, Store);

        act.Should().Throw<LlmEvalException>().Which.Diagnostic.ToString().Should().Contain("LLM3016").And.Contain("dotnet build -t:LlmEval");
    }

    private static void Check(JsonProperty metric)
    {
        JsonProperty[] members = [.. metric.Value.EnumerateObject()];
        members[0].Name.Should().Be("$type");
        bool isBoolean = members[0].Value.GetString() == "boolean";
        if (metric.Value.TryGetProperty("value", out JsonElement value))
        {
            (isBoolean ? value.ValueKind is JsonValueKind.True or JsonValueKind.False : value.ValueKind == JsonValueKind.Number).Should().BeTrue();
        }
        else { metric.Value.GetProperty("diagnostics").GetArrayLength().Should().Be(1); }

        Text(metric.Value, "name").Should().Be(metric.Name);
        s_ratings.Should().Contain(Text(metric.Value.GetProperty("interpretation"), "rating"));
        metric.Value.GetProperty("metadata").EnumerateObject().Should().OnlyContain(m => m.Value.ValueKind == JsonValueKind.String);
    }

    private string Metric(string id, string name)
    {
        string folder = Directory.GetDirectories(Directory.GetDirectories(Path.Combine(Store, "results"))[0], $"greet.m.{id}").Single();
        JsonElement metric = JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder, "001.json"))).GetProperty("evaluationResult").GetProperty("metrics").GetProperty(name);
        string diagnostics = metric.TryGetProperty("diagnostics", out JsonElement found) ? " " + Text(found[0], "severity") : string.Empty;
        JsonElement interpretation = metric.GetProperty("interpretation");
        return $"{Text(metric, "$type")} {Text(interpretation, "rating")} {interpretation.GetProperty("failed").GetBoolean()}{diagnostics}";
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
