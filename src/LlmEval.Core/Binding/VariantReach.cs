using LlmEval.Model;
using LlmEval.Running;
using LlmEval.Suites;
using LlmEval.Suites.Variants;

namespace LlmEval.Binding;

/// <summary>
/// Sees whether the keys that make further cases of a suite (<c>attacks:</c>, <c>counterfactual:</c>, <c>perturb:</c>) reach what the models are sent. One that makes nothing, or the same requests
/// again, would measure nothing and look like a model that never errs.
/// </summary>
/// <param name="suite">The suite.</param>
/// <param name="readsCases">Whether a model of it takes the case itself, so that any variable is sent.</param>
internal sealed class VariantReach(EvalSuite suite, bool readsCases)
{
    private readonly Dictionary<string, (int Made, int Same)> _makers = new(StringComparer.Ordinal);
    private PlannedCase? _written;
    private bool _any, _isIncomplete;

    /// <summary>Notes a case.</summary>
    /// <param name="testCase">The case.</param>
    /// <param name="planned">What is sent; null where that cannot be said.</param>
    public void Take(EvalCase testCase, PlannedCase? planned)
    {
        _any = true;
        _isIncomplete |= planned is null;
        if (testCase.Variant is not { } variant)
        {
            _written = planned;
            return;
        }

        bool isSame = !readsCases && planned is not null && _written is { } written && written.Case.Id == variant.BaseId && IsSame(planned, written);
        (int made, int same) = _makers.GetValueOrDefault(variant.Maker);
        _makers[variant.Maker] = (made + 1, same + (isSame ? 1 : 0));
    }

    /// <summary>Reports the keys that reach nothing.</summary>
    public void Report(DiagnosticBag diagnostics)
    {
        if (!_any || _isIncomplete) { return; }

        foreach (ICaseExpander expander in suite.Expanders)
        {
            (int made, int same) = _makers.GetValueOrDefault(expander.Maker);
            if (made > same) { continue; }

            diagnostics.Add(Diagnostics.BadValue, expander.Location, made == 0
                ? $"'{expander.Maker}' makes nothing of any case of this suite, so it would measure nothing. Name variables that the cases have, or remove it."
                : $"'{expander.Maker}' changes nothing that a model is sent, so it would measure nothing. Use the variables that it changes in the prompt or in a turn, such as {{{{question}}}}.");
        }
    }

    private static bool IsSame(PlannedCase planned, PlannedCase written) =>
        planned.Messages.SequenceEqual(written.Messages) && planned.Turns.SequenceEqual(written.Turns) && ReferenceEquals(planned.Case.Replies, written.Case.Replies);
}
