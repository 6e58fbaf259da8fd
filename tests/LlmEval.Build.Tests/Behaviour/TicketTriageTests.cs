using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>The example with its real model, used as a user would.</summary>
public sealed class TicketTriageTests(TicketTriageTests.Example example) : IClassFixture<TicketTriageTests.Example>
{
    private BuildSandbox Sandbox => example.Sandbox;

    [Fact]
    public async Task A_plain_build_of_a_fresh_clone_is_green_without_model_library_cache_or_network()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        sandbox.App.WithTicketTriage();
        (await sandbox.DotNetAsync("restore")).MustPass();
        // Whoever wants the network now finds nobody there.
        foreach (string proxy in (string[])["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"]) { sandbox.WithEnvironment(proxy, "http://127.0.0.1:9"); }

        BuildResult result = (await sandbox.BuildAsync("--no-restore")).MustPass();

        result.Diagnostics.Should().BeEmpty();
        Report(sandbox).Should().Contain("matches baseline").And.Contain("0 samples drawn now");
        Directory.Exists(Path.Combine(sandbox.Home, "runtimes")).Should().BeFalse("no native library was needed");
        Directory.Exists(Path.Combine(sandbox.Home, "leases")).Should().BeFalse("no model was started");
        TriageProject.Snapshot(sandbox.Cache).Should().BeEmpty();
    }

    [Fact]
    public async Task The_gate_finds_or_installs_the_library_asks_every_case_and_is_green()
    {
        example.Fresh();

        (await Sandbox.BuildAsync("-t:LlmEval", "-p:LlmEvalUnchanged=run")).MustPass().Diagnostics.Should().BeEmpty();

        Report(Sandbox).Should().Contain($"{TicketTriage.Cases} of {TicketTriage.Cases} cases, 1 sample each; {TicketTriage.Cases} unchanged").And.NotContain("error");
    }

    [Fact]
    public async Task One_harmful_word_is_red()
    {
        example.Fresh().Edit(TicketTriage.Prompt, "JSON object", "line");

        BuildResult red = (await Sandbox.BuildAsync("-t:LlmEval")).MustFail();

        red.Errors.Should().Contain(e => e.Code == "LLM2001" && e.Message.Contains("exact: 90.9% -> ", StringComparison.Ordinal) && e.File.EndsWith("triage.eval.yml", StringComparison.Ordinal));
        red.ErrorCodes.Should().OnlyContain(c => c == "LLM2001" || c == "LLM2002" || c == "LLM2003");
    }

    [Fact]
    public async Task One_harmless_word_is_green()
    {
        example.Fresh().Edit(TicketTriage.Prompt, "Triage", "Sort");

        (await Sandbox.BuildAsync("-t:LlmEval")).MustPass().Errors.Should().BeEmpty();

        Report(Sandbox).Should().Contain("0 unchanged");
    }

    [Fact]
    public async Task The_worse_checkpoint_is_red()
    {
        example.Fresh("variants/triage-early-q8_0.gguf");

        (await Sandbox.BuildAsync("-t:LlmEval")).MustFail().ErrorCodes.Should().Contain("LLM2001");

        Report(Sandbox).Should().Contain("the model differs from the baseline's: llama:sha256:");
    }

    [Fact]
    public async Task The_same_weights_in_another_quantisation_are_green_and_the_report_says_what_differs()
    {
        example.Fresh("variants/triage-f16.gguf");

        (await Sandbox.BuildAsync("-t:LlmEval")).MustPass().Errors.Should().BeEmpty();

        Report(Sandbox).Should().Contain("the model differs from the baseline's: llama:sha256:");
    }

    [Fact]
    public async Task A_killed_run_leaves_no_model_behind_and_the_next_one_draws_only_the_rest()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        example.Fresh().Edit(TicketTriage.Prompt, "Triage", "Classify");
        long before = CacheSize();
        using RunningCommand build = Sandbox.StartBuild("-t:LlmEval");
        Task<CommandResult> ended = build.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        int engine = await EngineProcesses.ChildAsync(build.Id, "llmeval.dll", () => ended.IsCompleted) ?? throw new InvalidOperationException("No engine was seen.");
        int worker = await EngineProcesses.ChildAsync(engine, "dotnet", () => ended.IsCompleted) ?? throw new InvalidOperationException("No model was seen.");
        for (var watch = Stopwatch.StartNew(); CacheSize() - before < 8_000 && !ended.IsCompleted && watch.Elapsed < TimeSpan.FromMinutes(1);)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        EngineProcesses.Kill(engine);

        (await ended).ExitCode.Should().NotBe(0);
        for (var watch = Stopwatch.StartNew(); EngineProcesses.With("dotnet").Contains(worker); await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromMinutes(1), "the model's process must end with its engine");
        }

        (await Sandbox.BuildAsync("-t:LlmEval")).MustPass().Errors.Should().BeEmpty();
        int drawn = int.Parse(Regex.Match(Report(Sandbox), @"(\d+) samples drawn now").Groups[1].Value, CultureInfo.InvariantCulture);
        drawn.Should().BeInRange(1, TicketTriage.Cases - 10, "what was drawn before the kill is kept");
    }

    private long CacheSize() =>
        Directory.Exists(Sandbox.Cache) ? Directory.EnumerateFiles(Sandbox.Cache, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length) : 0;

    private static string Report(BuildSandbox sandbox) => File.ReadAllText(Path.Combine(sandbox.App.LlmEvalDirectory, "report.txt"));

    /// <summary>One sandbox with the example for all tests, restored and compiled once.</summary>
    public sealed class Example : IAsyncLifetime
    {
        internal BuildSandbox Sandbox { get; private set; } = null!;

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            Sandbox = (await BuildSandbox.CreateAsync()).WithSharedRuntime();
            Fresh();
            (await Sandbox.BuildAsync("-p:LlmEvalMode=Off")).MustPass();
        }

        /// <summary>The example as it is committed, with this model.</summary>
        internal SandboxProject Fresh(string model = "triage-q8_0.gguf") => Sandbox.App.Reset().WithTicketTriage(model);

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
    }
}
