using LlmEval.Binding;
using LlmEval.Caching;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Running;
using LlmEval.Suites;

namespace LlmEval.Evaluating;

/// <summary>
/// Finds, before anything is drawn, the cases whose prompts do not fit the model's context: an answer cut by a full context says
/// nothing of the prompt, and hours of a run should not be spent on the cases before it. What a conversation's later turns add is not known yet; a turn
/// that does not fit is told when it comes.
/// </summary>
internal sealed class ContextCheck(ModelBinding model, ModelHost host, CachePartition partition, RequestKeys keys)
{
    /// <summary>Prompts that are counted at once.</summary>
    private const int AtOnce = 64;

    /// <summary>Checks the first request of every case that has to be drawn.</summary>
    /// <exception cref="LlmEvalException">LLM3013: prompts that do not fit, with their tokens a case.</exception>
    public async Task RunAsync(IEnumerable<PlannedCase> cases, EvalSuite suite, CancellationToken cancellationToken)
    {
        IPromptSizes? sizes = null;
        List<(string Id, int Tokens)> tooLong = [];
        foreach (PlannedCase[] some in cases.Where(IsMissing).Chunk(AtOnce))
        {
            sizes ??= (await host.ClientAsync().WaitAsync(cancellationToken).ConfigureAwait(false)).GetService(typeof(IPromptSizes)) as IPromptSizes;
            if (sizes?.ContextSize is not { } context) { return; }

            int[] tokens = await Task.WhenAll(some.Select(c => CountAsync(sizes, c, cancellationToken))).ConfigureAwait(false);
            for (int i = 0; i < some.Length; i++)
            {
                if (tokens[i] + (model.Parameters.MaxTokens ?? 1) > context) { tooLong.Add((some[i].Case.Id, tokens[i])); }
            }
        }

        if (tooLong.Count > 0) { throw new LlmEvalException(Diagnostics.PromptTooLong.At(suite.Location, Message(tooLong, sizes!.ContextSize!.Value))); }
    }

    private bool IsMissing(PlannedCase planned) => planned.Calls > 0 && !partition.Contains(RequestKeys.Sample(keys.Request(planned.FirstRequest()), 0));

    private async Task<int> CountAsync(IPromptSizes sizes, PlannedCase planned, CancellationToken cancellationToken)
    {
        ModelRequest request = planned.FirstRequest();
        return await sizes.CountTokensAsync(ChatRequests.Messages(request), ChatRequests.Options(request, model.Parameters), cancellationToken).ConfigureAwait(false);
    }

    private string Message(List<(string Id, int Tokens)> tooLong, int context)
    {
        tooLong.Sort((a, b) => b.Tokens != a.Tokens ? b.Tokens.CompareTo(a.Tokens) : string.CompareOrdinal(a.Id, b.Id));
        string longest = string.Join(", ", tooLong.Take(Names.Most).Select(t => FormattableString.Invariant($"{t.Id} ({t.Tokens} tokens)")));
        string more = tooLong.Count > Names.Most ? FormattableString.Invariant($" and {tooLong.Count - Names.Most} more") : string.Empty;
        string answer = model.Parameters.MaxTokens is { } most ? FormattableString.Invariant($" with {most} for the answer (max-tokens)") : " with room for an answer";
        return FormattableString.Invariant(
            $"{Names.Count(tooLong.Count, "case")} of the suite with '{model.Spec.Name}' {(tooLong.Count == 1 ? "does" : "do")} not fit its context of {context} tokens{answer}: {longest}{more}. Shorten the prompt or the case, lower max-tokens, or raise ContextSize on the model's item. Nothing was asked.");
    }
}
