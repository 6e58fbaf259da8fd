using System.Globalization;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>What is told of models that a vendor can change under their name: age, another backend, an alias. None of it decides a verdict.</summary>
internal static class VendorFindings
{
    /// <summary>A baseline older than this many days is told to be old.</summary>
    private const int OldAfter = 30;

    public static IEnumerable<Finding> Of(GateInput input)
    {
        if (input.VendorName is not { } name) { yield break; }

        if (input is { Today: { } today, Baseline.Entries: [.., { } last] } && today.DayNumber - last.Date.DayNumber is > OldAfter and var days)
        {
            yield return Told(Diagnostics.BaselineAged, Severity.Message, string.Create(CultureInfo.InvariantCulture,
                $"the baseline was accepted on {last.Date:yyyy-MM-dd}, {days} days ago, and the vendor may have changed '{name}' since. Draw anew: dotnet build -t:LlmEval -p:LlmEvalFresh=true, or llmeval run --fresh."));
        }

        // Where the project itself asks another model (Baseline, or another Model), the difference is its own doing.
        if (input.Baseline is { } baseline && baseline.ModelIdentity == input.ModelIdentity)
        {
            if (Differ(baseline.Origin.ResponseModels, input.Origin.ResponseModels))
            {
                yield return Told(Diagnostics.VendorChanged, Severity.Warning,
                    $"the vendor answers as {Listed(input.Origin.ResponseModels)}, and the baseline's answers came from {Listed(baseline.Origin.ResponseModels)}: what fell or rose may be the vendor's doing.");
            }
            else if (Differ(baseline.Origin.Fingerprints, input.Origin.Fingerprints))
            {
                yield return Told(Diagnostics.VendorChanged, Severity.Message,
                    $"the vendor's backend is {Listed(input.Origin.Fingerprints)}, and the baseline's answers came from {Listed(baseline.Origin.Fingerprints)}: what fell or rose may be the vendor's doing.");
            }
        }

        string[] pinned = [.. input.Origin.ResponseModels.Where(r => IsPinOf(r, name))];
        if (pinned.Length > 0 || IsLatest(name))
        {
            yield return Told(Diagnostics.UnpinnedModel, Severity.Warning, pinned.Length > 0
                ? $"'{name}' is an alias that the vendor may point elsewhere; today it is {Listed(pinned)}. Pin it to '{pinned[^1]}'."
                : $"'{name}' is an alias that the vendor may point elsewhere. Pin it to a version that does not change.");
        }
    }

    /// <summary>Both are known and have nothing in common: one backend of several is no change.</summary>
    private static bool Differ(IReadOnlyList<string> before, IReadOnlyList<string> now) =>
        before.Count > 0 && now.Count > 0 && !before.Intersect(now, StringComparer.Ordinal).Any();

    /// <summary>Whether a response names a version of what was asked for: <c>gpt-5-mini-2025-08-07</c> of <c>gpt-5-mini</c>.</summary>
    private static bool IsPinOf(string response, string name)
    {
        if (IsLatest(name)) { return !response.Equals(name, StringComparison.OrdinalIgnoreCase); }

        // Routers put the vendor before the name, in the request, in the response, or in both.
        string asked = name[(name.LastIndexOf('/') + 1)..], told = response[(response.LastIndexOf('/') + 1)..];
        return told.Length > asked.Length + 1 && told.StartsWith(asked, StringComparison.OrdinalIgnoreCase)
            && told[asked.Length] is '-' or ':' or '@' && told.AsSpan(asked.Length).ContainsAnyInRange('0', '9');
    }

    private static bool IsLatest(string name) => name.EndsWith("latest", StringComparison.OrdinalIgnoreCase);

    private static string Listed(IReadOnlyList<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    private static Finding Told(DiagnosticDescriptor descriptor, Severity severity, string text) =>
        new(VerdictKind.Pass, descriptor, severity, null, [], text);
}
