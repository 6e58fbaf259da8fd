using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Scoring.Safety;

/// <summary>Scores answers that have an input.</summary>
internal static class SafetyBench
{
    public static Score Score(string entry, Answer answer, IReadOnlyList<ChatTurn>? input = null, IReadOnlyList<Sample>? siblings = null, params (string Name, string? Value)[] values)
    {
        ScoringContext context = new(Bench.Sample(answer), 0, CaseValues.Of(values)) { Input = input ?? [], Siblings = siblings ?? [] };
        return Bench.Check(entry).ScoreAsync(context, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public static Score Score(string entry, string answer, string? system = null, string? user = null)
    {
        List<ChatTurn> input = [];
        if (system is not null) { input.Add(new ChatTurn("system", system)); }

        if (user is not null) { input.Add(new ChatTurn("user", user)); }

        return Score(entry, new Answer { Text = answer }, input);
    }
}
