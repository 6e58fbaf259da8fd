using System.Text.Json;

namespace LlmEval.Cli.Tests;

/// <summary><c>llmeval checks</c>.</summary>
public sealed class ChecksCommandTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task It_lists_every_check_once_without_a_project()
    {
        CommandResult all = await _project.RunAsync("checks");

        all.Status.Should().Be(0, all.Errors);
        all.Output.Split('\n').Count(l => l.TrimStart().StartsWith("is-json ", StringComparison.Ordinal)).Should().Be(1);
        all.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task One_check_is_told_with_its_keys()
    {
        CommandResult one = await _project.RunAsync("checks", "is-json");

        one.Status.Should().Be(0, one.Errors);
        one.Output.Should().Contain("is-json").And.Contain("schema").And.NotContain("levenshtein");
        (await _project.RunAsync("checks", "not-is-json")).Output.Should().Be(one.Output);
    }

    [Fact]
    public async Task As_JSON_it_can_be_read_by_programs()
    {
        CommandResult json = await _project.RunAsync("checks", "--format", "json");

        using JsonDocument document = JsonDocument.Parse(json.Output);
        json.Output.Should().Contain("\"is-json\"").And.Contain("\"levenshtein\"");
        document.RootElement.ValueKind.Should().BeOneOf(JsonValueKind.Array, JsonValueKind.Object);
    }

    [Fact]
    public async Task A_check_that_is_none_is_a_mistake_that_says_where_they_are_listed()
    {
        CommandResult none = await _project.RunAsync("checks", "is-yson");

        none.Status.Should().NotBe(0);
        none.Output.Should().BeEmpty();
        none.Errors.Should().Contain("There is no check 'is-yson'");
    }
}
