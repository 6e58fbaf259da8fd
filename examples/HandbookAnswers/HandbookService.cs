using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Suites;

namespace HandbookAnswers;

/// <summary>The application: answers a question with the passage that fits, or says that the handbook has none.</summary>
internal sealed class HandbookService
{
    private readonly Handbook _handbook = Handbook.Load();
    private readonly List<string> _asked = [];

    /// <summary>Answers; a question that was asked before in the same session is not answered twice.</summary>
    public EvalAnswer Ask(string question)
    {
        if (_asked.Contains(question)) { return "You have asked that before."; }

        _asked.Add(question);
        IReadOnlyList<Passage> found = _handbook.Search(question, 2);
        return found is [var best, ..]
            ? new EvalAnswer($"{best.Text.Split('\n', 2)[1].Trim()} [{best.Id}]") { Passages = found }
            : "The handbook does not say.";
    }

    /// <summary>What LlmEval asks.</summary>
    [EvalTarget]
    public EvalAnswer Answer(EvalCase testCase) => Ask(testCase.Vars["question"]!.Text);

    /// <summary>Every sample is a session of its own.</summary>
    [BeforeCase]
    public void BeginSession() => _asked.Clear();
}
