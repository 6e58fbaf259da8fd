using LlmEval.Accepted;
using LlmEval.Gating;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Models.Scripted;
using LlmEval.Reporting;
using Microsoft.Extensions.AI;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>What must not go wrong when files, folders and models do.</summary>
public sealed class HardeningTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_baseline_that_no_suite_uses_fails_the_command_and_the_accept()
    {
        _project.Write("evals/baselines/old.m.baseline.jsonl", "{}\n");

        (await _project.RunAsync()).ExitStatus.Should().Be(1);
        AcceptedBaselines accepted = await _project.AcceptAsync();

        accepted.IsRefused.Should().BeTrue();
        accepted.Diagnostics.Should().Contain(d => d.Code == "LLM2004");
    }

    [Fact]
    public async Task A_data_file_that_is_edited_during_the_run_ends_it_and_is_counted_for_no_case()
    {
        _project.Write("evals/greet.eval.yml", "prompt: greet\nmodels: [m]\nscore: [contains: Hello]\ndata: names.jsonl\n");
        Rows("Ann", "Bob", "Cid");
        _project.WithScript("- { answer: 'Hello {user}' }\n");

        EvaluationResult result = await EvaluateAsync(new Meddling(new ScriptedModelProvider(), () => Rows("Eve", "Bob")));

        result.Outcomes.Should().BeEmpty();
        result.Diagnostics.Should().ContainSingle(d => d.Code == "LLM1001" && d.Message.Contains("changed", StringComparison.Ordinal));
        result.IsComplete.Should().BeFalse();
    }

    [Fact]
    public async Task A_model_that_is_replaced_during_the_run_is_refused_and_nothing_is_stored_under_its_old_name()
    {
        string script = Path.Combine(_project.Folder, "m.yml");
        EvaluationResult result = await EvaluateAsync(new Meddling(new ScriptedModelProvider(), () => { }, () => File.AppendAllText(script, "# other weights\n")));

        result.Diagnostics.Should().ContainSingle(d => d.Code == "LLM3002" && d.Message.Contains("replaced", StringComparison.Ordinal));
        _project.Calls.Should().NotContain("ask");
        Directory.Exists(_project.Cache).Should().BeFalse();
    }

    [Fact]
    public async Task A_script_that_cannot_be_read_is_told_at_its_item()
    {
        using FileStream locked = new(Path.Combine(_project.Folder, "m.yml"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().ContainSingle(d => d.Code == "LLM3002" && d.Location.File.EndsWith("project.csproj", StringComparison.Ordinal));
        result.ExitStatus.Should().Be(6);
    }

    [Fact]
    public async Task The_report_says_why_samples_could_not_be_scored()
    {
        _project.WithScript("- { fault: refused }\n");

        await _project.RunAsync();

        _project.Read("obj/llmeval/report.txt").Should().Contain("unscored (3): ann, bob, cid").And.Contain("the script refuses the connection");
    }

    [Fact]
    public async Task An_answer_cannot_steer_the_terminal_that_shows_the_report()
    {
        _project.WithScript("- { system: rude, answer: \"\\e[2JGo away\" }\n- { answer: 'Hello {user}' }\n");
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "rude");

        await _project.RunAsync();

        _project.Read("obj/llmeval/report.txt").Should().Contain("Go away").And.NotContain("\u001b");
    }

    [Fact]
    public async Task The_reports_tell_parameters_and_the_change_since_the_last_and_the_oldest_accept()
    {
        _project.Replace("evals/greet.eval.yml", "models: [m]", "models: [m]\nparameters: { temperature: 0, max-tokens: 50 }");
        _project.WithScript("- { system: rude, answer: 'Go away {user}' }\n- { system: terse, user: Bob, answer: 'Hi' }\n- { answer: 'Hello {user}' }\n");
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "terse");
        await _project.RunAsync();
        (await _project.AcceptAsync("short is fine")).IsRefused.Should().BeFalse();
        _project.Replace("prompts/greet.prompt.yml", "terse", "rude");

        await _project.RunAsync();

        _project.Read("obj/llmeval/report.txt").Should()
            .Contain("parameters: {\"temperature\":0,\"max-tokens\":50}")
            .And.MatchRegex(@"contains: -66\.7 points since accepted on [\d-]+, -100\.0 points since");
        _project.Read("obj/llmeval/report.json").Should().Contain("\"sinceLastAccept\": -0.66").And.Contain("\"sinceOldestAccept\": -1").And.Contain("\"max-tokens\": 50");
    }

    [Fact]
    public async Task A_suite_that_matches_is_left_alone_by_an_accept_of_another_also_below_a_new_floor()
    {
        string suite = _project.Read("evals/greet.eval.yml");
        _project.WithScript("- { user: Bob, answer: 'Hi' }\n- { answer: 'Hello {user}' }\n");
        await _project.RunAsync();
        await _project.AcceptAsync();
        string before = File.ReadAllText(_project.BaselinePath);
        _project.Write("evals/greet.eval.yml", suite + "\ngate: { floor: { contains: 0.9 } }\n").Write("evals/other.eval.yml", suite);
        EvaluationResult red = await _project.RunAsync();

        AcceptedBaselines accepted = await _project.AcceptAsync();

        red.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.BelowFloor);
        accepted.Written.Should().ContainSingle().Which.Should().EndWith("other.m.baseline.jsonl");
        File.ReadAllText(_project.BaselinePath).Should().Be(before);
    }

    [Fact]
    public async Task A_plan_promises_what_the_gate_would_ask_and_leaves_the_last_result_alone()
    {
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.ForgetAnswers();
        _project.WithSetting("LlmEvalUnchanged", "run");
        string result = _project.Read("obj/llmeval/results/greet.m.jsonl");

        EvaluationResult plan = await _project.EvaluateAsync(EvaluationMode.Plan, cancellationToken: TestContext.Current.CancellationToken);

        (plan.Outcomes.Single().Estimate!.Samples - plan.Outcomes.Single().Estimate!.SamplesKnown).Should().Be(3);
        plan.Outcomes.Single().Estimate!.Answers.Most.Calls.Should().Be(3);
        _project.Read("obj/llmeval/results/greet.m.jsonl").Should().Be(result);
        _project.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_limit_longer_than_a_timer_is_no_limit()
    {
        _project.Write("evals/greet.eval.yml", _project.Read("evals/greet.eval.yml") + "\nlimits: { time: 9000h, case-time: 9000h }\n");

        (await _project.RunAsync()).HasErrors.Should().BeFalse();
    }

    [Fact]
    public async Task Checks_of_private_rows_are_not_quoted_in_diagnostics()
    {
        _project.Write("evals/greet.eval.yml", "prompt: greet\nmodels: [m]\nscore: [contains: Hello]\ndata: { file: names.jsonl, private: true }\n");
        _project.Write("evals/names.jsonl", "{\"id\":\"a\",\"vars\":{\"name\":\"Ann\"},\"score\":[{\"regex\":\"(planted secret\"}]}\n");

        EvaluationResult result = await _project.ValidateAsync();

        result.Diagnostics.Should().Contain(d => d.Code == "LLM1021" && d.Location.Line == 1);
        string.Concat(result.Diagnostics).Should().NotContain("planted");
    }

    [Theory]
    [InlineData("LlmEvalMissingModel", "skipp")]
    [InlineData("LlmEvalUnevaluated", "eror")]
    public async Task A_property_with_an_unknown_word_is_an_error_of_the_project(string name, string value)
    {
        EvaluationResult result = await _project.WithSetting(name, value).BuildAsync();

        result.Diagnostics.Should().ContainSingle(d => d.Code == "LLM1003" && d.Message.Contains(name, StringComparison.Ordinal) && d.Location.File.EndsWith("project.csproj", StringComparison.Ordinal));
        result.ExitStatus.Should().Be(5);
    }

    [Theory]
    [InlineData("\"project\": null")]
    [InlineData("\"projectDirectory\": \"relative\"")]
    [InlineData("\"suites\": [{ \"path\": null }]")]
    [InlineData("\"prompts\": [{ }]")]
    public void A_damaged_manifest_is_told_and_no_defect(string damage)
    {
        string path = Path.Combine(_project.Folder, "manifest.json");
        string root = _project.Folder.Replace("\\", "\\\\", StringComparison.Ordinal);
        File.WriteAllText(path, $$"""
            { "formatVersion": 1, "project": "{{root}}/p.csproj", "projectDirectory": "{{root}}", "projectName": "p", "outputDirectory": "{{root}}/obj",
              "isContinuousIntegration": false, "settings": {}, {{damage}} }
            """);

        Action read = () => ManifestFile.Read(path);

        read.Should().Throw<LlmEvalException>().Which.Diagnostic.Code.Should().Be("LLM3011");
    }

    [Fact]
    public void Beginning_a_build_in_a_folder_that_is_not_there_yet_is_fine_and_in_a_file_is_told()
    {
        Manifest manifest = _project.Manifest();
        RunOutputs.BeginBuild(manifest);

        Directory.CreateDirectory(Path.Combine(_project.Output, "complete.stamp"));
        File.WriteAllText(Path.Combine(_project.Output, "x"), string.Empty);

        Action end = () => RunOutputs.EndBuild(manifest, new EvaluationResult { Diagnostics = [], Outcomes = [], Inputs = [], IsComplete = true }, DateTimeOffset.UtcNow);

        end.Should().Throw<LlmEvalException>().Which.Diagnostic.Code.Should().Be("LLM3007");
    }

    private void Rows(params string[] names) =>
        _project.Write("evals/names.jsonl", string.Concat(names.Select(n => $"{{\"id\":\"{n}\",\"name\":\"{n}\"}}\n")));

    private async Task<EvaluationResult> EvaluateAsync(IModelProvider provider) => await new Evaluation(
        new ProviderRegistry(provider), environment: name => name == "LLMEVAL_HOME" ? Path.Combine(_project.Folder, "home") : null).RunAsync(
        new EvaluationRequest { Manifest = _project.Manifest(), Mode = EvaluationMode.Run }, TestContext.Current.CancellationToken);

    /// <summary>A provider that does something at the moment when its concurrency is asked, and at its start.</summary>
    private sealed class Meddling(IModelProvider inner, Action beforeDrawing, Action? atStart = null) : IModelProvider
    {
        public string Name => inner.Name;

        public IReadOnlyCollection<string> KnownMetadata => inner.KnownMetadata;

        public void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics) => inner.Validate(model, context, diagnostics);

        public ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) =>
            inner.IdentifyAsync(model, context, cancellationToken);

        public ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken)
        {
            atStart?.Invoke();
            return inner.StartAsync(model, context, cancellationToken);
        }

        public int Concurrency(ModelSpec model)
        {
            beforeDrawing();
            return inner.Concurrency(model);
        }
    }
}
