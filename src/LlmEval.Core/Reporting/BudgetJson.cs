using System.Text.Json;
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
        Ids(json, "violations", zero.Violations);
        Ids(json, "unstable", zero.Unstable);
        Ids(json, "unscored", zero.Unscored);
        Ids(json, "known", zero.Known);
        Ids(json, "gone", zero.Gone);
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
        Number(json, "max", budget.Bound.Max);
        Number(json, "rise", budget.Bound.Rise);
        Number(json, "value", budget.Value);
        Number(json, "lower", budget.Lower);
        Number(json, "upper", budget.Upper);
        json.WriteNumber("cases", budget.Cases);
        Number(json, "baselineValue", budget.BaselineValue);
        json.WriteNumber("compared", budget.Compared);
        Number(json, "ratio", budget.Ratio);
        Number(json, "ratioLower", budget.RatioLower);
        Number(json, "confidence", budget.Confidence);
        if (budget.Reason is { } reason) { json.WriteString("reason", reason); }

        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) { json.WriteNumber(name, Math.Round(number, 9)); }
    }

    private static void Ids(Utf8JsonWriter json, string name, IReadOnlyList<string> ids)
    {
        json.WriteStartArray(name);
        foreach (string id in ids) { json.WriteStringValue(id); }

        json.WriteEndArray();
    }
}
