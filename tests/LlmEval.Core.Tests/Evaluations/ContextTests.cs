using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Models.Scripted;
using Microsoft.Extensions.AI;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class ContextTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Prompts_that_do_not_fit_are_told_with_their_tokens_before_anything_is_asked()
    {
        _project.Provider = new Sized(context: 60);
        _project.Replace("evals/greet.eval.yml", "name: Bob }", $"name: {new string('b', 100)} }}").Replace("evals/greet.eval.yml", "name: Cid }", $"name: {new string('c', 50)} }}");

        EvaluationResult result = await _project.RunAsync();

        Diagnostic told = result.Diagnostics.Should().ContainSingle(d => d.IsError).Subject;
        told.Code.Should().Be("LLM3013");
        told.Location.File.Should().EndWith("greet.eval.yml");
        told.Message.Should().Contain("2 cases").And.Contain("context of 60 tokens").And.Contain("bob (110 tokens), cid (60 tokens)");
        _project.Calls.Should().NotContain("ask");
    }

    [Fact]
    public async Task Room_for_the_answer_counts()
    {
        _project.Provider = new Sized(context: 60);
        _project.WithModelMetadata("MaxTokens", "48");

        (await _project.RunAsync()).Diagnostics.Should().ContainSingle(d => d.IsError).Which.Message.Should().Contain("48 for the answer").And.Contain("3 cases");
    }

    [Fact]
    public async Task What_the_cache_knows_is_not_counted()
    {
        (await _project.RunAsync()).HasErrors.Should().BeFalse();
        _project.Provider = new Sized(context: 1);

        (await _project.RunAsync()).HasErrors.Should().BeFalse();
    }

    /// <summary>The scripted provider with a context of so many characters.</summary>
    private sealed class Sized(int context) : IModelProvider
    {
        private readonly ScriptedModelProvider _inner = new();

        public string Name => _inner.Name;

        public IReadOnlyCollection<string> KnownMetadata => _inner.KnownMetadata;

        public void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics) => _inner.Validate(model, context, diagnostics);

        public ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) =>
            _inner.IdentifyAsync(model, context, cancellationToken);

        public async ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext options, CancellationToken cancellationToken) =>
            new Client(await _inner.StartAsync(model, options, cancellationToken), context);

        public int Concurrency(ModelSpec model) => _inner.Concurrency(model);
    }

    private sealed class Client(IChatClient inner, int context) : DelegatingChatClient(inner), IPromptSizes
    {
        public int? ContextSize => context;

        public ValueTask<int> CountTokensAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            ValueTask.FromResult(messages.Where(m => m.Role == ChatRole.User).Sum(m => m.Text.Length) + 10);
    }
}
