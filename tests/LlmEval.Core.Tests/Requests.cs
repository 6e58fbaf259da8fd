using LlmEval.Caching;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Suites;

namespace LlmEval.Core.Tests;

/// <summary>Requests of a case that does not matter.</summary>
internal static class Requests
{
    public static EvalCase Case(string id = "c", params (string Name, string Text)[] vars) => new()
    {
        Id = id,
        Location = Location.None,
        Vars = CaseValue.OfMembers([.. vars.Select(v => KeyValuePair.Create(v.Name, CaseValue.OfText(v.Text)))]),
        InputsHash = default,
    };

    public static ModelRequest Of(IReadOnlyList<ChatTurn> messages, int sample = 0) => new() { Messages = messages, Sample = sample, Case = Case() };

    public static CacheKey Request(this RequestKeys keys, ChatTurn[] messages) => keys.Request(Of(messages));

    public static ValueTask<SourcedAnswer?> AskAsync(this IAnswerSource source, ChatTurn[] messages, int sample, CancellationToken cancellationToken) =>
        source.AskAsync(Of(messages, sample), cancellationToken);
}
