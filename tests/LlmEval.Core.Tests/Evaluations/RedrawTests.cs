using LlmEval.Core.Tests.Caching;
using LlmEval.Evaluating;

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
    public async Task A_clean_of_the_project_forgets_none_of_it()
    {
        await _project.RunAsync();
        await _project.FreshAsync();
        Directory.Delete(_project.Output, recursive: true);

        // An epoch is named by its second.
        _project.Time = new FixedTime(DateTimeOffset.UtcNow.AddHours(1));
        (await _project.BuildAsync()).Outcomes[0].Verdict.Redrawn.Should().Contain("for the 2nd time");
        (await _project.FreshAsync()).Outcomes[0].Verdict.Redrawn.Should().Contain("for the 3rd time");
    }

    [Fact]
    public async Task A_drawing_that_took_several_runs_is_one()
    {
        await _project.RunAsync();
        await _project.FreshAsync();
        (await _project.RunAsync()).Outcomes[0].Verdict.Redrawn.Should().Contain("for the 2nd time");
        File.AppendAllText(Path.Combine(_project.Cache, Redraws.Name), "torn");

        (await _project.RunAsync()).Outcomes[0].Verdict.Redrawn.Should().Contain("for the 2nd time");
    }

    [Fact]
    public void Builds_at_once_lose_no_line_and_a_long_file_forgets_its_older_half()
    {
        string folder = Path.Combine(_project.Folder, "shared");
        string key = new('a', 32);
        Parallel.For(0, 16, i =>
        {
            Redraws draws = Redraws.Load(folder);
            draws.Note(key, $"e{i}");
            draws.Save();
        });
        Redraws.Load(folder).Sentence(key).Should().Contain("for the 16th time");

        File.WriteAllLines(Path.Combine(folder, Redraws.Name), Enumerable.Range(0, 40_000).Select(i => $"{i:x32} -"));
        Redraws late = Redraws.Load(folder);
        late.Note(key, null);
        late.Save();
        Redraws kept = Redraws.Load(folder);
        (kept.IsKnown($"{0:x32}"), kept.IsKnown($"{39_999:x32}"), kept.IsKnown(key)).Should().Be((false, true, true));
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
