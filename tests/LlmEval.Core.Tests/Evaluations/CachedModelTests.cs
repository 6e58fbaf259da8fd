using LlmEval.Caching;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Running;
using LlmEval.Prompts;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class CachedModelTests : IDisposable
{
    private static readonly ChatTurn[] Question = [new("user", "Ann")];
    private readonly string _folder = Directory.CreateTempSubdirectory("llmeval-cached-").FullName;
    private readonly ResponseCache _cache;

    public CachedModelTests() => _cache = ResponseCache.Open(_folder, "1.0", _ => { });

    public void Dispose()
    {
        _cache.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Two_callers_of_one_key_ask_once()
    {
        Source source = new();
        CachedModel model = Model(source);
        Task<SourcedAnswer?> first = model.AskAsync(Question, 0, CancellationToken.None).AsTask();
        Task<SourcedAnswer?> second = model.AskAsync(Question, 0, CancellationToken.None).AsTask();
        source.Release.SetResult();

        (await first)!.Value.FromCache.Should().BeFalse();
        (await second)!.Value.FromCache.Should().BeTrue();
        source.Asked.Should().Be(1);
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_take_the_answer_from_the_other()
    {
        Source source = new();
        CachedModel model = Model(source);
        using CancellationTokenSource impatient = new();
        Task<SourcedAnswer?> first = model.AskAsync(Question, 0, impatient.Token).AsTask();
        Task<SourcedAnswer?> second = model.AskAsync(Question, 0, CancellationToken.None).AsTask();

        await impatient.CancelAsync();
        await first.Invoking(f => f).Should().ThrowAsync<OperationCanceledException>();
        source.Release.SetResult();

        (await second)!.Value.Answer.Text.Should().Be("Hello");
    }

    [Fact]
    public async Task A_broken_connection_after_a_cancel_is_the_cancel_and_no_trouble()
    {
        using CancellationTokenSource cancel = new();
        Conversation conversation = new(new Breaking(cancel), null, TimeProvider.System);
        PlannedCase planned = new(Requests.Case(), Question, []);

        Func<Task> draw = async () => await conversation.DrawAsync(planned, 0, cancel.Token);

        await draw.Should().ThrowAsync<OperationCanceledException>();
    }

    private CachedModel Model(IAnswerSource source) =>
        new(_cache.Partition("m"), new RequestKeys(Template.EngineVersion, ModelParameters.Empty, "m"), source);

    private sealed class Source : IAnswerSource
    {
        private int _asked;

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Asked => _asked;

        public async ValueTask<SourcedAnswer?> AskAsync(ModelRequest request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            await Release.Task.WaitAsync(cancellationToken);
            return new SourcedAnswer(new Answer { Text = "Hello" }, FromCache: false);
        }
    }

    private sealed class Breaking(CancellationTokenSource cancel) : IAnswerSource
    {
        public async ValueTask<SourcedAnswer?> AskAsync(ModelRequest request, CancellationToken cancellationToken)
        {
            await cancel.CancelAsync();
            throw new IOException("Broken pipe");
        }
    }
}
