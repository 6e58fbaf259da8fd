using System.Runtime.CompilerServices;
using LlmEval.Assemblies.Targets;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Suites;
using Microsoft.Extensions.AI;

namespace LlmEval.Assemblies.Running;

/// <summary>Asks user's code, and tells it where samples begin and end.</summary>
internal sealed class CodeClient : IChatClient, ISampleScope, IAsyncDisposable
{
    /// <summary>Longest time for what runs after a sample.</summary>
    private static readonly TimeSpan s_after = TimeSpan.FromSeconds(30);

    private readonly CodeHost _host;
    private readonly ModelSpec _model;
    private readonly TimeProvider _time;
    private int _afterFailed;

    public CodeClient(CodeHost host, ModelSpec model, TimeProvider time) => (_host, _model, _time) = (host, model, time);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        EvalCase seen = CaseView.Of(options?.AdditionalProperties?.TryGetValue(LiveModel.CaseProperty, out EvalCase? given) == true ? given : null);
        IReadOnlyList<ChatMessage> conversation = [.. messages];
        CodeTarget target = _host.Target;
        if (target.Method is { } method && !TargetCall.TakesConversation(method) && conversation.Any(m => m.Role == ChatRole.Assistant))
        {
            throw new LlmEvalException(Diagnostics.BadValue.At(_model.Location,
                $"The case '{seen.Id}' has several turns, and '{target.Name}' of the model '{_model.Name}' gets no conversation. Give it a parameter IReadOnlyList<ChatMessage>."));
        }

        ChatResponse? response = await _host.RunAsync(async () => target.Method is null
            ? await ((IChatClient)_host.Instance!).GetResponseAsync(conversation, Options(options, seen), cancellationToken).ConfigureAwait(false)
            : await TargetCall.InvokeAsync(target.Method, _host.Instance, seen, conversation, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return response ?? throw new CodeTroubleException($"{target.Name} returned null");
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates()) { yield return update; }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null || (serviceType == typeof(ISampleScope) && !_host.Target.HasHooks) ? null : serviceType.IsInstanceOfType(this) ? this : null;

    public async ValueTask BeginAsync(EvalCase testCase, CancellationToken cancellationToken)
    {
        try { await CallAsync(_host.Target.Before, testCase, cancellationToken).ConfigureAwait(false); }
        catch (CodeTroubleException e) { throw new CodeTroubleException($"before the case: {e.Message}", e); }
    }

    public async ValueTask EndAsync(EvalCase testCase)
    {
        if (_host.Target.After.Count == 0) { return; }

        using CancellationTokenSource limit = new(s_after, _time);
        try { await CallAsync(_host.Target.After, testCase, limit.Token).ConfigureAwait(false); }
        catch (CodeTroubleException e) { Failed(testCase.IsPrivate ? "it failed; the data is private, so that its words are in no log" : e.Message); }
        catch (OperationCanceledException) { Failed(FormattableString.Invariant($"no end within {s_after.TotalSeconds} s")); }

        void Failed(string why)
        {
            if (Interlocked.Exchange(ref _afterFailed, 1) == 0) { _host.Report($"after the case '{testCase.Id}': {why} (told once)"); }
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task CallAsync(IReadOnlyList<System.Reflection.MethodInfo> hooks, EvalCase testCase, CancellationToken cancellationToken)
    {
        EvalCase seen = CaseView.Of(testCase);
        foreach (System.Reflection.MethodInfo hook in hooks)
        {
            await _host.RunAsync(async () =>
            {
                await HookCall.InvokeAsync(hook, _host.Instance, seen, cancellationToken).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ChatOptions Options(ChatOptions? options, EvalCase seen)
    {
        ChatOptions own = options?.Clone() ?? new ChatOptions();
        own.AdditionalProperties = own.AdditionalProperties is null ? [] : own.AdditionalProperties.Clone();
        own.AdditionalProperties[LiveModel.CaseProperty] = seen;
        return own;
    }
}
