namespace LlmEval.Core.Tests.Evaluations;

/// <summary>A verdict says how often its answers were drawn anew, and that its gate is another one.</summary>
public sealed class RedrawTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Answers_that_were_drawn_again_say_so()
    {
        (await _project.RunAsync()).Outcomes[0].Verdict.Redrawn.Should().BeNull();
        (await _project.FreshAsync()).Outcomes[0].Verdict.Redrawn.Should().Contain("for the 2nd time");
        (await _project.FreshAsync()).Outcomes[0].Verdict.Redrawn.Should().Contain("for the 3rd time").And.Contain("no error rate");

        (await _project.BuildAsync()).Outcomes[0].Verdict.Redrawn.Should().Contain("for the 3rd time");
        _project.Read("obj/llmeval/report.txt").Should().Contain("for the 3rd time");
        _project.Read("obj/llmeval/report.json").Should().Contain("\"redrawn\":");
    }

    [Fact]
    public async Task Other_answers_begin_anew()
    {
        await _project.RunAsync();
        await _project.FreshAsync();
        _project.Replace("prompts/greet.prompt.yml", "Be polite.", "Be very polite.");

        (await _project.RunAsync()).Outcomes[0].Verdict.Redrawn.Should().BeNull();
    }

    [Fact]
    public async Task Another_gate_is_told()
    {
        await _project.RunAsync();
        await _project.AcceptAsync();
        string suite = _project.Read("evals/greet.eval.yml");
        _project.Write("evals/greet.eval.yml", suite + "\ngate: { floor: { contains: 0.5 } }\n");
        (await _project.BuildAsync()).Diagnostics.Should().ContainSingle(d => d.Code == "LLM2025");

        _project.Write("evals/greet.eval.yml", suite + "\ngate: { regression: default }\n");
        (await _project.BuildAsync()).Diagnostics.Should().NotContain(d => d.Code == "LLM2025", "that is what no gate means");
    }

    [Fact]
    public async Task A_baseline_knows_what_it_was_made_from()
    {
        await _project.RunAsync();
        await _project.AcceptAsync();

        LlmEval.Gating.Baselines.BaselineInputs inputs = (await _project.BuildAsync()).Outcomes[0].Baseline!.Inputs;

        (inputs.Prompt, inputs.PromptFile).Should().Be(("greet", "prompts/greet.prompt.yml"));
        inputs.PromptHash.Should().StartWith("sha256:");
        inputs.GateKey.Should().HaveLength(32);
    }
}
