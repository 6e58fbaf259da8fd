using System.Text.RegularExpressions;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Suites;
using RagAssistant.Retrieval;

namespace RagAssistant;

/// <summary>The application: retrieves passages, and answers with the sentence of them that fits, cited; or says that it does not know.</summary>
internal sealed partial class Assistant
{
    /// <summary>Passages that are retrieved for an answer.</summary>
    private const int Retrieved = 3;

    /// <summary>Share of what a question asks for (by rarity of its words) that a sentence and its heading must hold: below it, another sentence is a guess.</summary>
    private const double Enough = 0.5;

    private readonly Bm25Index _index = new(Library.Passages());

    /// <summary>What LlmEval asks.</summary>
    [EvalTarget]
    public EvalAnswer Answer(EvalCase testCase) => Ask(testCase.Vars["question"]!.Text);

    /// <summary>Answers a question.</summary>
    public EvalAnswer Ask(string question)
    {
        IReadOnlyList<Passage> found = _index.Search(question, Retrieved);
        HashSet<string> wanted = [.. Words.Of(question)];
        double all = wanted.Sum(w => Math.Max(_index.Rarity(w), 1));
        var best = found.SelectMany((p, rank) => Sentences(p).Select(s => (Passage: p, Rank: rank, Sentence: s.Text, Score: Covered(s.Heading + " " + s.Text, wanted) + (0.01 * Covered(s.Text, wanted)))))
            .OrderByDescending(s => s.Score).ThenBy(s => s.Rank).FirstOrDefault();
        return best.Passage is null || best.Score < Enough * all
            ? new EvalAnswer("I am sorry, but I do not know: the library's pages do not say.") { Passages = found }
            : new EvalAnswer($"{best.Sentence} [{best.Passage.Id}]") { Passages = found };
    }

    private double Covered(string text, HashSet<string> wanted) => Words.Of(text).Distinct().Where(wanted.Contains).Sum(_index.Rarity);

    private static IEnumerable<(string Heading, string Text)> Sentences(Passage passage)
    {
        string[] parts = passage.Text.Split('\n', 2);
        return EndOfSentence().Split(parts[1].Trim()).Select(s => (parts[0], s.Trim()));
    }

    [GeneratedRegex(@"(?<=[.!?])\s+")]
    private static partial Regex EndOfSentence();
}
