using System.Text.Json;
using System.Text.RegularExpressions;
using LlmEval.Models;
using Microsoft.Extensions.AI;
using RagAssistant.Retrieval;

namespace RagAssistant.Judge;

/// <summary>
/// Judges by words, in the place of a language model: deterministic, free, and blind to meaning. It answers the three questions of the context metrics in the form that LlmEval's judges have:
/// JSON with a reason and a verdict.
/// </summary>
internal static partial class WordJudge
{
    /// <summary>Share of a claim's words that a sentence must hold to be about the same.</summary>
    private const double About = 0.6;

    /// <summary>What LlmEval asks: the first message says which question it is, see <c>prompts/</c>.</summary>
    [EvalTarget]
    public static string Answer(IReadOnlyList<ChatMessage> messages)
    {
        string[] texts = [.. messages.Skip(1).Select(m => Text(m.Text))];
        return messages[0].Text.Trim() switch
        {
            "claims" => JsonSerializer.Serialize(new { claims = Sentences(texts[0]).Select(s => new { claim = s, quote = s }) }),
            "supported" => Supported(texts[0], texts[1]),
            "relevant" => Relevant(texts[0], texts[1]),
            string other => throw new InvalidOperationException($"This judge does not know the question '{other}'."),
        };
    }

    private static string Supported(string claim, string context)
    {
        string[] wanted = [.. Words.Of(claim).Distinct()];
        string[] best = Sentences(context).Select(Words.Of).MaxBy(s => wanted.Count(s.Contains)) ?? [];
        int held = wanted.Count(best.Contains);
        string[] numbers = [.. wanted.Where(w => char.IsAsciiDigit(w[0]) && !best.Contains(w))];
        return held < About * wanted.Length ? Verdict("not-mentioned", $"No sentence holds more than {held} of its {wanted.Length} words.")
            : numbers.Length > 0 ? Verdict("contradicted", $"The sentence says nothing of {string.Join(" and ", numbers)}.")
            : Verdict("supported", $"A sentence holds {held} of its {wanted.Length} words.");
    }

    private static string Relevant(string question, string passage)
    {
        string[] wanted = [.. Words.Of(question).Distinct()];
        int held = wanted.Count(Words.Of(passage).Contains);
        return Verdict(2 * held >= wanted.Length ? "relevant" : "irrelevant", $"The passage holds {held} of {wanted.Length} words of the question.");
    }

    private static string Verdict(string verdict, string reason) => JsonSerializer.Serialize(new { reason, verdict });

    /// <summary>Citations are no part of a claim.</summary>
    private static string[] Sentences(string text) => [.. EndOfSentence().Split(Citation().Replace(text, string.Empty)).Select(s => s.Trim()).Where(s => s.Length > 0)];

    /// <summary>What stands between the data marks.</summary>
    private static string Text(string message) => DataMark().Replace(message, "\n").Trim();

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+")]
    private static partial Regex EndOfSentence();

    [GeneratedRegex(@"\[[a-z]+\.[0-9]+\]")]
    private static partial Regex Citation();

    [GeneratedRegex("</?data[^>]*>")]
    private static partial Regex DataMark();
}
