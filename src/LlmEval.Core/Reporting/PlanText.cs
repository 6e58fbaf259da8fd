using System.Globalization;
using LlmEval.Running;

namespace LlmEval.Reporting;

/// <summary>What a run will ask for, in words.</summary>
public static class PlanText
{
    /// <summary>One line, as it is told before a run that costs money.</summary>
    public static string Line(RunEstimate estimate)
    {
        string calls = string.Create(CultureInfo.InvariantCulture, $"{Calls(estimate.Answers.Most)} to make, {estimate.CallsKnown} known, {Tokens(estimate.Answers)}");
        string judging = estimate.Judge.Most.Calls == 0 ? string.Empty
            : $"; judging: {Calls(estimate.Judge.Most)}{(estimate.IsJudgePriceUnknown ? ", at a price not known" : Money(estimate.Judge, estimate.Currency))}";
        return estimate.IsPriceUnknown
            ? $"{calls}; the price is not known (InputPrice and OutputPrice of the model's item){judging}"
            : $"{calls}{Money(estimate.Answers, estimate.Currency)}{judging}; with all confirmations at most {Amount(estimate.Most.Cost, estimate.Currency)}";
    }

    /// <summary>A line a kind of calls, for <c>llmeval plan</c>.</summary>
    public static IEnumerable<string> Lines(RunEstimate estimate)
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{estimate.Samples} samples, {estimate.SamplesKnown} known, {estimate.Samples - estimate.SamplesKnown} to draw");
        yield return "  answers:      " + Part(estimate.Answers, estimate.IsPriceUnknown, estimate.Currency);
        yield return "  judge:        " + Part(estimate.Judge, estimate.IsJudgePriceUnknown, estimate.Currency);
        yield return "  confirmation: " + (estimate.Confirmation.Most.Calls == 0 ? "none" : "up to " + Part(new CallEstimate(estimate.Confirmation.Most, estimate.Confirmation.Most), estimate.IsPriceUnknown || estimate.IsJudgePriceUnknown, estimate.Currency));
        if (estimate.HeldBack.Most.Calls > 0) { yield return "  accepting:    " + Part(estimate.HeldBack, estimate.IsPriceUnknown || estimate.IsJudgePriceUnknown, estimate.Currency) + ", for the samples that a baseline holds back"; }
        if (estimate.Most.Cost > 0) { yield return $"  worst case:   {Calls(estimate.Most)}, {Amount(estimate.Most.Cost, estimate.Currency)}"; }
        if (estimate.Judge.Most.Calls > 0 && estimate.IsJudgePriceUnknown) { yield return "  price:        not known of a judge; give its item InputPrice and OutputPrice (of a million tokens) or RequestPrice"; }
        if (estimate.Most.Calls > 0 && estimate.IsPriceUnknown) { yield return "  price:        not known; give the model's item InputPrice and OutputPrice (of a million tokens) or RequestPrice"; }
    }

    /// <summary>What drawing the samples that a baseline holds back asks for, as it is told before.</summary>
    public static string HeldBack(RunEstimate estimate) =>
        $"drawing the samples that a baseline holds back: {Part(estimate.HeldBack, estimate.IsPriceUnknown || estimate.IsJudgePriceUnknown, estimate.Currency)}{(estimate.IsPriceUnknown ? "; the price is not known (InputPrice and OutputPrice of the model's item)" : string.Empty)}";

    /// <summary>What all suites and models come to together, a line a currency.</summary>
    public static IEnumerable<string> Totals(IReadOnlyList<RunEstimate> estimates)
    {
        Usage expected = estimates.Aggregate(Usage.None, (sum, e) => sum + e.Answers.Expected + e.Judge.Expected);
        Usage most = estimates.Aggregate(Usage.None, (sum, e) => sum + e.Most);
        yield return string.Create(CultureInfo.InvariantCulture,
            $"in all: {estimates.Sum(e => e.Samples - e.SamplesKnown)} samples to draw, {Calls(expected)}, about {expected.Tokens} tokens; at most {Calls(most)}, {most.Tokens} tokens");
        foreach (IGrouping<string, RunEstimate> paid in estimates.Where(e => !e.IsPriceUnknown && !e.IsJudgePriceUnknown && e.Most.Cost > 0).GroupBy(e => e.Currency).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            yield return $"in all: about {Amount(paid.Sum(e => (e.Answers.Expected + e.Judge.Expected).Cost), paid.Key)}, at most {Amount(paid.Sum(e => e.Most.Cost), paid.Key)}";
        }
    }

    /// <summary>What the calls of a run used; money only where there is a price.</summary>
    internal static string Used(ReportedSuite suite)
    {
        string confirmed = suite.UsedForConfirmation.Calls == 0 ? string.Empty : $"; confirming: {Of(suite.UsedForConfirmation, suite.Currency)}";
        string judged = suite.UsedForJudging.Calls == 0 ? string.Empty : $"; judging: {Of(suite.UsedForJudging, suite.JudgeCurrency)}";
        string held = suite.UsedForHeldBack.Calls == 0 ? string.Empty : $"; samples held back: {Of(suite.UsedForHeldBack, suite.Currency)}";
        return Of(suite.UsedForAnswers, suite.Currency) + judged + confirmed + held;

        static string Of(Usage usage, string currency) => string.Create(CultureInfo.InvariantCulture,
            $"{Calls(usage)}, {usage.InputTokens} tokens in and {usage.OutputTokens} out{(usage.Cost > 0 ? ", " + Amount(usage.Cost, currency) : string.Empty)}");
    }

    /// <summary>Money with its currency: <c>0.0125 USD</c>.</summary>
    public static string Amount(double? amount, string currency) => amount is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{Rounded(known):0.######} {currency}") : "a price not known";

    private static string Part(CallEstimate part, bool isPriceUnknown, string currency) => part.Most.Calls == 0 ? "none"
        : isPriceUnknown ? $"{Calls(part.Most)}, {Tokens(part)}"
        : $"{Calls(part.Most)}, {Tokens(part)}{Money(part, currency)}";

    private static string Calls(Usage usage) => string.Create(CultureInfo.InvariantCulture, $"{usage.Calls} {(usage.Calls == 1 ? "call" : "calls")}");

    private static string Tokens(CallEstimate part) => string.Create(CultureInfo.InvariantCulture,
        $"about {part.Expected.InputTokens} tokens in and {part.Expected.OutputTokens} out (at most {part.Most.InputTokens} and {part.Most.OutputTokens})");

    /// <summary>Nothing for what is free.</summary>
    private static string Money(CallEstimate part, string currency) => !(part.Most.Cost > 0) ? string.Empty
        : part.Expected.Cost == part.Most.Cost ? ", " + Amount(part.Most.Cost, currency)
        : $", about {Amount(part.Expected.Cost, currency)}, at most {Amount(part.Most.Cost, currency)}";

    /// <summary>Cents at least, and two digits of what is less than a cent.</summary>
    private static double Rounded(double amount)
    {
        if (amount is <= 0 or >= 1) { return Math.Round(amount, 2); }

        int digits = Math.Clamp(1 - (int)Math.Floor(Math.Log10(amount)), 2, 6);
        return Math.Round(amount, digits);
    }
}
