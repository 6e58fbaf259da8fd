using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Gating;
using LlmEval.Gating.Budgets;

namespace LlmEval.Reporting;

/// <summary>The members <c>zeroTolerance</c> and <c>budget</c> of a suite in a report; none where the gate has neither.</summary>
internal static class BudgetJson
{
    public static void Write(Utf8JsonWriter json, Verdict verdict)
    {
        if (verdict.ZeroTolerance.Count > 0)
        {
            json.WriteStartArray("zeroTolerance");
            foreach (ZeroToleranceVerdict zero in verdict.ZeroTolerance) { Write(json, zero); }

            json.WriteEndArray();
        }

        if (verdict.Budget.Count == 0) { return; }

        json.WriteStartArray("budget");
        foreach (BudgetVerdict budget in verdict.Budget) { Write(json, budget); }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ZeroToleranceVerdict zero)
    {
        json.WriteStartObject();
        json.WriteString("metric", zero.Bound.Metric);
        json.WriteBoolean("judged", zero.IsJudged);
        json.WriteTexts("violations", zero.Violations);
        json.WriteTexts("unstable", zero.Unstable);
        json.WriteTexts("unscored", zero.Unscored);
        json.WriteTexts("known", zero.Known);
        json.WriteTexts("gone", zero.Gone);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BudgetVerdict budget)
    {
        json.WriteStartObject();
        json.WriteString("bound", budget.Bound.Measure.Name());
        json.WriteString("state", budget.State switch
        {
            BudgetState.Within => "within",
            BudgetState.Over => "over",
            BudgetState.Unknown => "unknown",
            BudgetState.Incomparable => "incomparable",
            BudgetState.NotMeasuredHere => "not measured here",
            _ => "not judged",
        });
        json.WriteString("unit", budget.Unit);
        json.WriteOptional("max", budget.Bound.Max, Rounded);
        json.WriteOptional("rise", budget.Bound.Rise, Rounded);
        json.WriteOptional("value", budget.Value, Rounded);
        json.WriteOptional("lower", budget.Lower, Rounded);
        json.WriteOptional("upper", budget.Upper, Rounded);
        json.WriteNumber("cases", budget.Cases);
        json.WriteOptional("baselineValue", budget.BaselineValue, Rounded);
        json.WriteNumber("compared", budget.Compared);
        json.WriteOptional("ratio", budget.Ratio, Rounded);
        json.WriteOptional("ratioLower", budget.RatioLower, Rounded);
        json.WriteOptional("confidence", budget.Confidence, Rounded);
        if (budget.Reason is { } reason) { json.WriteString("reason", reason); }

        json.WriteEndObject();
    }

    private static double Rounded(double value) => Math.Round(value, 9);
}
