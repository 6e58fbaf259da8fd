using System.Diagnostics;
using System.Globalization;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Servers;

public sealed class ManagedServerTests
{
    [Fact]
    public async Task A_server_is_started_asked_and_gone_with_all_it_started_and_leaves_no_log()
    {
        using TinyCommand tiny = new();

        IChatClient client = await tiny.StartAsync(Children);
        ChatResponse response = await client.AskAsync();
        int[] processes = tiny.Alive();
        ((IDisposable)client).Dispose();

        response.Text.Should().Be("Hello");
        processes.Should().HaveCount(OperatingSystem.IsLinux() ? 3 : 1, "the server, its child and the detached one");
        tiny.Alive().Should().BeEmpty();
        File.Exists(tiny.Log).Should().BeFalse();
        tiny.Reports.Should().ContainSingle().Which.Should().Contain("'gpt'").And.Contain(tiny.Lines("port.txt")[0]);
    }

    [Fact]
    public async Task A_run_that_is_killed_takes_its_server_along()
    {
        using TinyCommand tiny = new();
        using Process run = tiny.StartRun(Children);

        string? answer = await run.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        int[] processes = tiny.Alive();
        run.Kill(entireProcessTree: false);
        await TinyCommand.EventuallyAsync(() => tiny.Alive().Length == 0, "nothing of the server may outlive its run");

        answer.Should().Be("Hello");
        processes.Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_server_goes_even_when_its_guardian_is_killed_and_the_run_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The guardian is found in /proc.");
        using TinyCommand tiny = new();
        await using ManagedClient client = new(await tiny.StartAsync(string.Empty));
        string stat = await File.ReadAllTextAsync($"/proc/{tiny.Processes()[0]}/stat", TestContext.Current.CancellationToken);
        using Process guardian = Process.GetProcessById(int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0], CultureInfo.InvariantCulture));

        guardian.Kill();
        await TinyCommand.EventuallyAsync(() => tiny.Alive().Length == 0, "the run itself ends the server then");
        Func<Task> asking = () => client.Client.AskAsync();

        (await asking.Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.Should().Match<Diagnostic>(d =>
            d.Code == "LLM3019" && d.Message.Contains("ended from outside") && d.Message.Contains(tiny.Log));
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_nothing_running()
    {
        using TinyCommand tiny = new();
        using CancellationTokenSource cancel = new();
        Task<IChatClient> starting = Sut.Provider("OpenAI").StartAsync(tiny.Spec("never-listens"), tiny.Context, cancel.Token).AsTask();
        await TinyCommand.EventuallyAsync(() => tiny.Alive().Length == 1, "the server starts");

        await cancel.CancelAsync();

        await ((Func<Task>)(() => starting)).Should().ThrowAsync<OperationCanceledException>();
        tiny.Alive().Should().BeEmpty();
        File.Exists(tiny.Log).Should().BeTrue("it may tell why it took so long");
    }

    [Fact]
    public async Task A_server_that_dies_at_once_is_an_error_with_its_last_words_and_without_its_key()
    {
        using TinyCommand tiny = new();

        Diagnostic told = await FailAsync(tiny, "dies", ("ApiKeyVariable", "TEST_KEY"), ("StartTimeout", "10m"));

        told.Code.Should().Be("LLM3019");
        told.Location.Line.Should().Be(7);
        told.Message.Should().Contain("'gpt' ended with exit code 3").And.Contain("error: out of memory").And.Contain("key ***").And.Contain(tiny.Log).And.NotContain(Sut.Key);
        (await File.ReadAllTextAsync(tiny.Log, TestContext.Current.CancellationToken)).Should().Contain("out of memory").And.Contain("key ***").And.NotContain(Sut.Key);
    }

    [Fact]
    public async Task A_server_that_dies_while_it_is_asked_is_an_error_with_its_last_words()
    {
        using TinyCommand tiny = new();
        await using ManagedClient client = new(await tiny.StartAsync("dies-when-asked"));

        Func<Task> asking = () => client.Client.AskAsync();

        (await asking.Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.Message.Should().Contain("exit code 7").And.Contain("the device is lost");
        File.Exists(tiny.Log).Should().BeTrue();
    }

    [Fact]
    public async Task A_server_that_is_not_ready_in_time_is_an_error_that_says_what_was_asked()
    {
        using TinyCommand tiny = new();

        Diagnostic told = await FailAsync(tiny, "never-listens", ("StartTimeout", "1s"));

        told.Message.Should().Contain("not ready within 1 s").And.Contain("nobody listened").And.Contain("/health").And.Contain("StartTimeout");
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_an_error_that_names_it()
    {
        using TinyCommand tiny = new();

        (await FailAsync(tiny, string.Empty, ("Command", "no-such-server --port {port}"))).Message.Should().Contain("'no-such-server' is not found");
        (await FailAsync(tiny, string.Empty, ("WorkingDirectory", "missing"))).Message.Should().Contain("WorkingDirectory").And.Contain("missing");
    }

    [Theory]
    [InlineData("loads", "", "/health")]
    [InlineData("no-health-page", "", "/v1")]
    [InlineData("no-health-page", "/ready", "/ready")]
    [InlineData("no-health-page", "http://127.0.0.1:{port}/ready", "/ready")]
    public async Task Readiness_is_success_at_the_health_page_or_any_answer_where_there_is_none(string habit, string healthUrl, string lastAsked)
    {
        using TinyCommand tiny = new();

        await using ManagedClient client = new(await tiny.StartAsync(habit, ("HealthUrl", healthUrl)));

        tiny.Lines("paths")[^1].Should().Be(lastAsked);
        (await client.Client.AskAsync()).Text.Should().Be("Hello");
    }

    [Fact]
    public async Task The_port_folder_variables_and_key_reach_the_server()
    {
        using TinyCommand tiny = new();
        Directory.CreateDirectory(Path.Combine(tiny.Folder, "sub"));

        Diagnostic told = await FailAsync(tiny, "dies", ("ApiKeyVariable", "TEST_KEY"), ("Environment", "TINY_NAME=at {port}; OTHER=1"), ("WorkingDirectory", "sub"));

        told.Message.Should().Contain($"name at {tiny.Lines("port.txt")[0]},").And.Contain("key ***").And.Contain($"in {Path.Combine(tiny.Folder, "sub")}");
    }

    [Fact]
    public async Task Two_runs_at_once_get_two_servers_on_two_ports()
    {
        using TinyCommand tiny = new();

        IChatClient[] clients = await Task.WhenAll(tiny.StartAsync(string.Empty), tiny.StartAsync(string.Empty));
        string[] answers = [(await clients[0].AskAsync()).Text, (await clients[1].AskAsync()).Text];
        foreach (IChatClient client in clients) { client.Dispose(); }

        answers.Should().Equal("Hello", "Hello");
        tiny.Lines("port.txt").Should().HaveCount(2).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Everybody_who_asks_in_one_run_shares_the_server()
    {
        using TinyCommand tiny = new();
        ModelSpec spec = tiny.Spec(string.Empty);
        OpenAIModelProvider provider = new(Sut.Variables);
        ModelIdentity? identity = await provider.IdentifyAsync(spec, tiny.Context, TestContext.Current.CancellationToken);

        ModelHost host = new(provider, spec, tiny.Context, TestContext.Current.CancellationToken, identity);
        await using (host)
        {
            await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => await (await host.ClientAsync()).AskAsync()));
        }

        tiny.Processes().Should().ContainSingle();
    }

    private static string Children => OperatingSystem.IsLinux() ? "children" : string.Empty;

    private static async Task<Diagnostic> FailAsync(TinyCommand tiny, string habit, params (string Name, string Value)[] more)
    {
        ModelSpec spec = tiny.Spec(habit);
        Dictionary<string, string> metadata = new(spec.Metadata, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in more) { metadata[name] = value; }

        Func<Task> starting = async () => await Sut.Provider("OpenAI").StartAsync(spec with { Metadata = metadata }, tiny.Context, TestContext.Current.CancellationToken);
        return (await starting.Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic;
    }
}
