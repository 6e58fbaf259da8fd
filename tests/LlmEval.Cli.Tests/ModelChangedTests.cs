using System.Text.Json.Nodes;

namespace LlmEval.Cli.Tests;

/// <summary>A model behind an endpoint that somebody charges for, and that changes under its name or does not; every step a process.</summary>
public sealed class ModelChangedTests : IDisposable
{
    private const int Cases = ProjectFolder.Cases;

    // effort: cheap is 3 + 6; a mean is confirmed by 6 and a lost case by 9.
    private const int First = 3, HeldBack = 6, Confirm = 9;

    private readonly RemoteModel _model = new();
    private readonly ProjectFolder _project = new();

    public void Dispose()
    {
        _model.Dispose();
        foreach (string file in Directory.EnumerateFiles(_project.Folder, "*", SearchOption.AllDirectories)) { File.SetAttributes(file, FileAttributes.Normal); }

        _project.Dispose();
    }

    [Fact]
    public async Task A_model_that_fell_with_the_accepted_prompt_too_is_7_and_asked_once()
    {
        CommandResult accepted = await AcceptedAsync();
        accepted.Errors.Should().Contain($"drawing the samples that a baseline holds back: {Cases * HeldBack} calls").And.Contain("USD", "calls and price are told first");
        _model.Asked.Should().Be(Cases * (First + HeldBack));
        Commit();
        _project.Edit("prompts/triage.prompt.yml", "Sort the", "Please sort the");
        _model.Answer = (_, _) => "sorry";
        int before = _model.Asked;

        CommandResult run = await _project.ProjectAsync("run");

        run.Status.Should().Be(7, run.Errors);
        run.Errors.Should().Contain("error LLM2024").And.Contain("asked again, fell as well").And.NotContain("LLM2001");
        run.Output.Should().Contain("MODEL CHANGED");
        int asked = _model.Asked;
        (asked - before).Should().BeInRange(1, Cases * (First + Confirm + Confirm));

        CommandResult again = await _project.ProjectAsync("run");
        CommandResult build = await _project.ProjectAsync("run", "--cached");

        (again.Status, build.Status).Should().Be((7, 7));
        _model.Asked.Should().Be(asked, "the control's answers are cached like all others");
    }

    [Fact]
    public async Task A_model_that_still_answers_the_accepted_prompt_well_is_1()
    {
        await AcceptedAsync();
        Commit();
        _project.Edit("prompts/triage.prompt.yml", "Sort the", "Please sort the");
        _model.Answer = (system, user) => system.StartsWith("Please", StringComparison.Ordinal) ? "sorry" : user;

        CommandResult run = await _project.ProjectAsync("run");

        run.Status.Should().Be(1, run.Errors);
        run.Errors.Should().Contain("error LLM2001").And.Contain("The model did not change: the baseline's own prompt, asked again, did not fall");
    }

    [Fact]
    public async Task A_control_that_the_limits_stopped_says_so_and_the_next_run_goes_on()
    {
        await AcceptedAsync();
        Commit();
        _project.Edit("prompts/triage.prompt.yml", "Sort the", "Please sort the");

        // 0.00012 USD a call: enough for the samples of the verdict and what a call could cost at most, and not for the control.
        _project.Write("evals/triage.eval.yml", File.ReadAllText(Path.Combine(_project.Folder, "evals", "triage.eval.yml")) + "limits: { spend: 0.027 }\n");
        _model.Answer = (_, _) => "sorry";

        CommandResult run = await _project.ProjectAsync("run");

        run.Status.Should().Be(1, run.Errors);
        run.Errors.Should().Contain("Whether the model changed was not checked: the limits of the run leave no room for it.");
        _model.Asked.Should().BeLessThan((Cases * (First + HeldBack)) + 225);
        (await _project.ProjectAsync("run")).Status.Should().Be(7);
    }

    private async Task<CommandResult> AcceptedAsync()
    {
        _project.Edit("evals/triage.eval.yml", "equals", "contains");
        WriteManifest();
        CommandResult run = await _project.ProjectAsync("run");
        run.Status.Should().Be(0, run.Errors);
        CommandResult accepted = await _project.ProjectAsync("accept");
        accepted.Status.Should().Be(0, accepted.Errors);
        WriteManifest();
        return accepted;
    }

    private void WriteManifest()
    {
        _project.WriteManifest();
        string path = Path.Combine(_project.Folder, "obj", "llmeval", "manifest.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["models"] = new JsonArray(new JsonObject
        {
            ["name"] = "scripted",
            ["provider"] = "OpenAI",
            ["metadata"] = new JsonObject { ["Endpoint"] = _model.Endpoint, ["Model"] = "gpt-x", ["InputPrice"] = "1", ["OutputPrice"] = "2" },
        });
        File.WriteAllText(path, manifest.ToJsonString());
    }

    private void Commit()
    {
        Git.Run(_project.Folder, "init", "-q");
        Git.Run(_project.Folder, "add", "prompts");
        Git.Run(_project.Folder, "commit", "-q", "-m", "Accepted");
    }
}
