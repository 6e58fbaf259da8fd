using LlmEval.Gating;
using LlmEval.Gating.Budgets;
using LlmEval.Model;

namespace LlmEval.Binding;

/// <summary>A budget of money can be judged only where every tested model's price is known: told before anything is asked, at the bound.</summary>
internal static class BudgetCheck
{
    public static void Check(GatePlan? gate, IReadOnlyList<ModelBinding> models, DiagnosticBag diagnostics)
    {
        BudgetBound? cost = gate?.Budget?.Bounds.FirstOrDefault(b => b.Measure == BudgetMeasure.CostPerCase);
        if (cost is null) { return; }

        foreach (ModelBinding model in models.Where(m => m.Price is null).DistinctBy(m => m.Spec.Name, StringComparer.Ordinal))
        {
            diagnostics.Add(Diagnostics.MissingKey, cost.Location,
                $"'cost-per-case' of the budget cannot be judged: the price of the model '{model.Spec.Name}' is not known. Give its item InputPrice and OutputPrice (of a million tokens) or RequestPrice; 0 if it is free.");
        }

        string[] currencies = [.. models.Select(m => m.Spec.Price?.Currency).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (currencies.Length > 1 && cost.Max is not null)
        {
            diagnostics.Add(Diagnostics.BadValue, cost.Location,
                $"'cost-per-case' of the budget is one amount, and the suite's models have prices in {string.Join(" and ", currencies)}. Give all prices in one currency, or make it two suites.");
        }
    }
}
