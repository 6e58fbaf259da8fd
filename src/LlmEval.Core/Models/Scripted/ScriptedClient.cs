using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace LlmEval.Models.Scripted;

/// <summary>Answers from a script.</summary>
internal sealed class ScriptedClient : IChatClient
{
    private readonly IReadOnlyList<ScriptRule> _rules;
    private readonly long[] _used;
    private readonly string? _log;

    public ScriptedClient(IReadOnlyList<ScriptRule> rules, string? log)
    {
        _rules = rules;
        _used = new long[rules.Count];
        _log = log;
        Log("start");
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        long started = Stopwatch.GetTimestamp();
        ChatMessage[] all = [.. messages];
        string system = string.Join('\n', all.Where(m => m.Role == ChatRole.System).Select(m => m.Text));
        string user = all.LastOrDefault(m => m.Role == ChatRole.User)?.Text ?? string.Empty;
        ScriptRule rule = Choose(system, user, options?.AdditionalProperties)
            ?? throw new InvalidOperationException("the script has no rule for this request");
        Log("ask");
        if (rule.Delay > TimeSpan.Zero) { await Task.Delay(rule.Delay, cancellationToken).ConfigureAwait(false); }

        switch (rule.Fault)
        {
            case "refused": throw new HttpRequestException("the script refuses the connection");
            case "reset": throw new IOException("the script resets the connection");
            case "hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
                break;
        }

        ChatResponse response = new(new ChatMessage(ChatRole.Assistant, rule.Answer.Replace("{user}", user, StringComparison.Ordinal)))
        {
            FinishReason = rule.Finish switch
            {
                Model.FinishReason.Length => ChatFinishReason.Length,
                Model.FinishReason.ContentFilter => ChatFinishReason.ContentFilter,
                _ => ChatFinishReason.Stop,
            },
            ModelId = rule.ResponseModel,
            Usage = rule.InputTokens is null && rule.OutputTokens is null ? null
                : new UsageDetails { InputTokenCount = rule.InputTokens, OutputTokenCount = rule.OutputTokens },
            AdditionalProperties = new() { [LiveModel.LatencyProperty] = rule.Latency ?? Stopwatch.GetElapsedTime(started) },
        };
        if (rule.Fingerprint is { } print) { response.AdditionalProperties["system_fingerprint"] = print; }

        return response;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates()) { yield return update; }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => Log("stop");

    private ScriptRule? Choose(string system, string user, AdditionalPropertiesDictionary? properties)
    {
        long? sample = properties?.TryGetValue(LiveModel.SampleProperty, out long number) == true ? number : null;
        lock (_used)
        {
            for (int i = 0; i < _rules.Count; i++)
            {
                ScriptRule rule = _rules[i];
                if (rule.User is not null && !user.Contains(rule.User, StringComparison.Ordinal)) { continue; }
                if (rule.System is not null && !system.Contains(rule.System, StringComparison.Ordinal)) { continue; }
                if (rule.Sample is not null && rule.Sample != sample) { continue; }
                if (rule.Times is not null && _used[i] >= rule.Times) { continue; }

                _used[i]++;
                return rule;
            }
        }

        return null;
    }

    private void Log(string what)
    {
        if (_log is null) { return; }

        lock (_used) { File.AppendAllText(_log, what + "\n"); }
    }
}
