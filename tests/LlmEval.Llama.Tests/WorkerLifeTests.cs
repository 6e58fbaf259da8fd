using System.Diagnostics;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests;

public sealed class WorkerLifeTests : IDisposable
{
    private static readonly ChatOptions s_long = new() { MaxOutputTokens = 1500 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_worker_that_dies_is_started_again_and_its_open_requests_are_answered()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));
        Task<ChatResponse>[] open = [.. Enumerable.Range(0, 3).Select(i => client.GetResponseAsync(Tests.Ask($"Number {i}"), s_long, Tests.Token))];

        Kill(client, 0);
        ChatResponse[] answers = await Task.WhenAll(open);

        answers.Should().OnlyContain(a => a.Usage!.OutputTokenCount == 1500);
        client.Session.WorkerIds.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_second_death_is_an_error_with_the_last_words_and_no_third_worker()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));
        Kill(client, 0);
        await client.GetResponseAsync(Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 2 }, Tests.Token);
        Kill(client, 1);

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => client.GetResponseAsync(Tests.Ask("Hello"), s_long, Tests.Token));

        diagnostic.Code.Should().Be(Diagnostics.WorkerDied.Code);
        diagnostic.Message.Should().Contain("last words").And.Contain(".log").And.NotContain("Hello");
        client.Session.WorkerIds.Should().HaveCount(2);
    }

    [Fact]
    public async Task Disposing_ends_the_worker_in_the_middle_of_its_work()
    {
        LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));
        using Process worker = Process.GetProcessById(client.Session.WorkerIds[0]);
        Task<ChatResponse> open = client.GetResponseAsync(Tests.Ask("Hello"), s_long, Tests.Token);

        await client.DisposeAsync();

        worker.HasExited.Should().BeTrue();
        await open.Awaiting(t => t).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task A_worker_ends_when_its_standard_input_ends()
    {
        ProcessStartInfo start = Workers.DotnetHost.Worker("--pipe", "llmeval-nobody-listens");
        using Process worker = Process.Start(start)!;

        worker.StandardInput.Close();
        await worker.WaitForExitAsync(Tests.Token);

        worker.ExitCode.Should().NotBe(0);
    }

    private static void Kill(LlamaChatClient client, int index)
    {
        using Process worker = Process.GetProcessById(client.Session.WorkerIds[index]);
        worker.Kill();
        worker.WaitForExit();
    }
}
