using LlmEval.Model;

namespace LlmEval.Suites.Variants;

/// <summary>Makes further cases from a case. Pure: the same case gives the same variants, in the same order, on every machine.</summary>
public interface ICaseExpander
{
    /// <summary>Which key of the suite it stands for.</summary>
    string Maker { get; }

    /// <summary>Where that key stands; checks that come with it are placed there.</summary>
    Location Location => Location.None;

    /// <summary>
    /// What expands the cases of one pass over the suite: itself, or, where it takes only some of the cases, one that knows which.
    /// </summary>
    /// <param name="written">Reads all cases as their author wrote them; mistakes in them are told elsewhere.</param>
    ICaseExpander ForPass(Func<IEnumerable<EvalCase>> written) => this;

    /// <summary>Whether the case itself is asked as well.</summary>
    /// <param name="testCase">A case as its author wrote it.</param>
    bool Keeps(EvalCase testCase);

    /// <summary>Whether the case lacks a value that only this one's variants have, so that others can make nothing of it.</summary>
    /// <param name="testCase">A case as its author wrote it.</param>
    bool Fills(EvalCase testCase) => false;

    /// <summary>The variants of a case; none where it does not apply.</summary>
    /// <param name="testCase">A case as its author wrote it.</param>
    /// <param name="diagnostics">Where mistakes go that only the case shows.</param>
    IEnumerable<EvalCase> Expand(EvalCase testCase, DiagnosticBag diagnostics);
}
