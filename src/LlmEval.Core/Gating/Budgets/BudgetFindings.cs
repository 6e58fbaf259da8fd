using LlmEval.Model;

namespace LlmEval.Gating.Budgets;

/// <summary>What is told of a budget.</summary>
internal static class BudgetFindings
{
    public static IEnumerable<Finding> Of(IEnumerable<BudgetVerdict> verdicts)
    {
        foreach (BudgetVerdict verdict in verdicts)
        {
            string name = verdict.Bound.Measure.Name();
            Finding? finding = verdict.State switch
            {
                BudgetState.Over => new Finding(VerdictKind.OverBudget, Diagnostics.OverBudget, Severity.Error, null, [], BudgetText.Over(verdict)),
                BudgetState.Unknown => new Finding(VerdictKind.Error, Diagnostics.OverBudget, Severity.Error, null, [],
                    $"{name}: {verdict.Reason}. What is not known keeps no budget: mend that, or remove the bound."),
                BudgetState.Incomparable => new Finding(VerdictKind.Incomparable, Diagnostics.OverBudget, Severity.Error, null, [],
                    $"{name}: {verdict.Reason}, so that a rise cannot be seen. Accept the present results, which note it, or bound it by 'max' alone."),
                BudgetState.NotMeasuredHere => TimesHere.Finding(name, "budget", verdict.Reason!, null, verdict.Bound.Location),
                _ => null,
            };
            if (finding is not null) { yield return finding with { Location = verdict.Bound.Location }; }
        }
    }
}
