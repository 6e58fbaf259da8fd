using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Binding;

/// <summary>
/// The cases of a suite that have no check. Where none has one, that is one mistake of the suite and not one of each row.
/// </summary>
internal sealed class MissingChecks(EvalSuite suite)
{
    private const int MostReported = 20;
    private readonly List<Diagnostic> _found = [];
    private int _missing;
    private int _cases;

    /// <summary>Whether a case had none so far.</summary>
    public bool Any => _missing > 0;

    /// <summary>Notes a case, and what was found about its checks; takes that it has none out.</summary>
    /// <param name="own">What was found; replaced by the rest.</param>
    public void Take(ref DiagnosticBag own)
    {
        _cases++;
        if (own.Items.FirstOrDefault(d => d.Descriptor == Diagnostics.CaseWithoutCheck) is not { } without) { return; }

        _missing++;
        if (_found.Count < MostReported) { _found.Add(without); }

        DiagnosticBag rest = new();
        rest.AddRange(own.Items.Where(d => d != without));
        own = rest;
    }

    /// <summary>Reports them: at the suite when they are all of its cases or more than twenty, else each.</summary>
    public void Report(DiagnosticBag diagnostics)
    {
        if (_missing == 0) { return; }

        if (_missing == _cases)
        {
            diagnostics.Add(Diagnostics.CaseWithoutCheck, suite.Location,
                "The suite has no 'score:' and its cases have none, so nothing could fail. Add 'score:' with a list of checks.");
        }
        else if (_missing > MostReported)
        {
            Location first = _found[0].Location;
            diagnostics.Add(Diagnostics.CaseWithoutCheck, suite.Location, FormattableString.Invariant(
                $"{_missing} of {_cases} cases have no check, so they could not fail; the first is in {Path.GetFileName(first.File)}({first.Line}). Give the suite or the cases a 'score:'."));
        }
        else
        {
            diagnostics.AddRange(_found);
        }
    }
}
