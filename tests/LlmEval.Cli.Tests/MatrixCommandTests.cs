using System.Text.Json;

namespace LlmEval.Cli.Tests;

public sealed class MatrixCommandTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public MatrixCommandTests()
    {
        _project.Write("prompts/shuffle.prompt.yml", "messages:\n  - role: system\n    content: Shuffle.\n  - role: user\n    content: \"{{ticket}}\"\n");
        _project.Write("models/other.yml", "- { user: T11, answer: no idea }\n- { answer: \"{user}\" }\n");
        _project.WriteManifest();
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Models_prompts_and_parameters_are_ranked_and_nothing_else_is_touched()
    {
        await _project.ProjectAsync("run");
        await _project.ProjectAsync("accept");
        _project.WriteManifest();
        Dictionary<string, string> before = Kept();
        int asked = _project.Asked;

        CommandResult plan = await _project.ProjectAsync("matrix --models scripted,other --prompts triage,shuffle --parameter temperature=0,0.7 --plan");
        plan.Status.Should().Be(0, plan.Errors);
        plan.Output.Should().Contain("other, prompt shuffle, temperature 0.7: ").And.Contain("in all: ");
        _project.Asked.Should().Be(asked, "a plan asks nobody");

        CommandResult matrix = await _project.ProjectAsync("matrix --models scripted,other --prompts triage,shuffle --format json");
        matrix.Status.Should().Be(0, matrix.Errors);
        JsonElement[] cells = [.. JsonElement.Parse(matrix.Output).GetProperty("cells").EnumerateArray()];
        cells.Select(c => $"{c.GetProperty("model")}/{c.GetProperty("prompt")} {c.GetProperty("score").GetDouble():0.000} {c.GetProperty("amongBest").GetBoolean()}").Should().Equal(
            "scripted/triage 1.000 True", "other/shuffle 0.917 True", "other/triage 0.917 True", "scripted/shuffle 0.250 False");
        _project.Asked.Should().Be(asked + 36, "the suite's own answers are in the cache");
        Kept().Should().BeEquivalentTo(before);

        CommandResult again = await _project.ProjectAsync("matrix --models scripted,other --prompts triage,shuffle --cached");
        again.Status.Should().Be(0, again.Errors);
        again.Output.Should().Contain("1. scripted, prompt triage: 100.0%").And.Contain("not distinguishable from the best").And.Contain("worse than the best");
        _project.Asked.Should().Be(asked + 36);
    }

    [Fact]
    public async Task What_is_never_accepted_holds_nothing_back()
    {
        _project.WithScript("- { sample: 1, user: T03, answer: no idea }\n- { answer: \"{user}\" }\n").WriteManifest(settings: ("LlmEvalHeldBack", "true"));

        CommandResult matrix = await _project.ProjectAsync("matrix --models scripted --parameter temperature=0.7");

        matrix.Status.Should().Be(0, matrix.Errors);
        _project.Asked.Should().Be(3 * ProjectFolder.Cases);
    }

    [Fact]
    public async Task A_cell_without_answers_says_so_and_names_that_do_not_exist_are_mistakes()
    {
        await _project.ProjectAsync("run");

        CommandResult half = await _project.ProjectAsync("matrix --models scripted,other --cached");
        half.Status.Should().Be(3, half.Errors);
        half.Output.Should().Contain("1. scripted, prompt triage").And.Contain("-  other, prompt triage: 12 cases of 12");
        (await _project.ProjectAsync("matrix --models nobody")).Errors.Should().Contain("There is no LlmModel item 'nobody'");
        (await _project.ProjectAsync("matrix --prompts nothing")).Errors.Should().Contain("There is no prompt 'nothing'");
        CommandResult parameter = await _project.ProjectAsync("matrix --parameter temprature=1");
        parameter.Status.Should().Be(64);
        parameter.Errors.Should().Contain("temprature");
        (await _project.ProjectAsync("matrix --parameter temperature=")).Errors.Should().Contain("such as temperature=0,0.7");
    }

    /// <summary>What belongs to the gate: results, reports, baselines, history.</summary>
    private Dictionary<string, string> Kept() => new[] { "obj/llmeval/results", "evals", "home/history" }
        .SelectMany(f => Directory.GetFiles(Path.Combine(_project.Folder, f), "*", SearchOption.AllDirectories))
        .Append(Path.Combine(_project.Folder, "obj", "llmeval", "report.json"))
        .ToDictionary(f => f, File.ReadAllText);
}
