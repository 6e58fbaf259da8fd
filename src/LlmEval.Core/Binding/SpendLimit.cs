using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Binding;

/// <summary>A limit of money can be held only where every model's price is known, in one currency.</summary>
internal static class SpendLimit
{
    public static void Check(EvalSuite suite, IReadOnlyList<ModelBinding> models, DiagnosticBag diagnostics)
    {
        if (suite.Limits.Spend is null) { return; }

        foreach (ModelBinding model in models.Where(m => m.Price is null).DistinctBy(m => m.Spec.Name, StringComparer.Ordinal))
        {
            diagnostics.Add(Diagnostics.MissingKey, suite.Limits.Location,
                $"'spend' of the limits cannot be held: the price of the model '{model.Spec.Name}' is not known. Give its item InputPrice and OutputPrice (of a million tokens) or RequestPrice; 0 if it is free.");
        }

        string[] currencies = [.. models.Select(m => m.Spec.Price?.Currency).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (currencies.Length > 1)
        {
            diagnostics.Add(Diagnostics.BadValue, suite.Limits.Location,
                $"'spend' of the limits is one amount, and the suite's models have prices in {string.Join(" and ", currencies)}. Give all prices in one currency, or make it two suites.");
        }
    }
}
