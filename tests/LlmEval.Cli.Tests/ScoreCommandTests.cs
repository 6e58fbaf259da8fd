using System.Text.Json;

namespace LlmEval.Cli.Tests;

public sealed class ScoreCommandTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Answers_of_a_file_are_scored_a_line_each_and_then_all_of_them()
    {
        Write("checks.yml", """
            - equals: { value: "{{expected.label}}", metric: label, gate: report }
            - bleu: { value: [general kenobi, general yoda], metric: bleu }
            - pii: any
            - accuracy: { of: label, threshold: 0.4 }
            """);
        Write("answers.jsonl", """
            {"id": "a", "answer": "general kenobi", "expected": {"label": "general kenobi"}}
            {"id": "b", "answer": "general kenobi", "expected": {"label": "x"}}
            """);

        CommandResult result = await RunAsync();

        result.Status.Should().Be(0, result.Errors);
        JsonElement[] lines = Lines(result);
        lines.Select(l => l.TryGetProperty("id", out JsonElement id) ? id.GetString() : null).Should().Equal("a", "b", null);
        Score(lines[0], "bleu").GetProperty("value").GetDouble().Should().BeApproximately(1, 1e-12);
        Score(lines[1], "label").GetProperty("passed").GetBoolean().Should().BeFalse();
        lines[1].GetProperty("passed").GetBoolean().Should().BeTrue("the label is only reported");
        JsonElement over = lines[2].GetProperty("overAll")[0];
        (over.GetProperty("metric").GetString(), over.GetProperty("value").GetDouble(), over.GetProperty("holds").GetBoolean()).Should().Be(("accuracy", 0.5, true));
    }

    [Theory]
    [InlineData("- contains: Hello", "{\"answer\": \"Bye\"}", 1, "")]
    [InlineData("- grounded-facts: '{{doc}}'", "{\"answer\": \"It is 4.\"}", null, "doc")]
    [InlineData("- regex: '(a+)+$'", "{\"answer\": \"ok a\"}", 0, "")]
    [InlineData("- contains: x", "{\"answr\": \"x\"}", null, "answers.jsonl(1)")]
    [InlineData("- contain: x", "{\"answer\": \"x\"}", null, "checks.yml(1,3")]
    [InlineData("- llm-rubric: x", "{\"answer\": \"x\"}", null, "judge")]
    [InlineData("score: []", "{\"answer\": \"x\"}", null, "list of checks")]
    [InlineData("- contains: x", "", null, "no row")]
    public async Task What_fails_is_a_status_and_what_is_wrong_is_told_with_its_line(string checks, string answers, int? status, string told)
    {
        Write("checks.yml", checks + "\n");
        Write("answers.jsonl", answers + "\n");

        CommandResult result = await RunAsync();

        result.Status.Should().Be(status ?? 5, result.Errors);
        if (told.Length == 0) { result.Errors.Should().BeEmpty(); }
        else { result.Errors.Should().Contain(told); }
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_project.Folder, name), text);

    private Task<CommandResult> RunAsync() => _project.RunAsync("score", Path.Combine(_project.Folder, "answers.jsonl"), "--checks", Path.Combine(_project.Folder, "checks.yml"));

    private static JsonElement[] Lines(CommandResult result) => [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))];

    private static JsonElement Score(JsonElement line, string metric) => line.GetProperty("scores").EnumerateArray().Single(s => s.GetProperty("metric").GetString() == metric);
}
