using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>What is to be told of cases that are neither asked nor judged: how many, which and why; louder where one of them is must-pass, which nothing holds now.</summary>
internal static class SkippedFindings
{
    /// <summary>The finding; none where no case is skipped.</summary>
    public static IEnumerable<Finding> Of(IReadOnlyList<SkippedCase> skipped)
    {
        if (skipped.Count == 0) { yield break; }

        SkippedCase[] held = [.. skipped.Where(s => s.MustPass)];
        string must = held.Length == 0 ? string.Empty
            : $" {Names.Count(held.Length, "must-pass case")} among them, which nothing holds until the key is gone: {Names.Few([.. held.Select(h => h.Id)])}.";
        yield return new Finding(VerdictKind.Pass, Diagnostics.CasesSkipped, held.Length > 0 ? Severity.Warning : Diagnostics.CasesSkipped.DefaultSeverity, null,
            [.. skipped.Select(s => s.Id)], $"{Names.Count(skipped.Count, "case")} skipped, neither asked nor judged: {Reasons(skipped)}.{must}")
        {
            Location = (held.FirstOrDefault() ?? skipped[0]).Location,
        };
    }

    /// <summary>The skipped cases with their reasons, at most <see cref="Names.Most"/>.</summary>
    public static string Reasons(IReadOnlyList<SkippedCase> skipped) => Names.Few([.. skipped.Select(s => $"{s.Id} ({s.Reason})")]);
}
