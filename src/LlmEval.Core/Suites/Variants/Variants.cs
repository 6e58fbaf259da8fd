using System.Globalization;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites.Variants;

/// <summary>Makes cases that are variants of others.</summary>
internal static class Variants
{
    /// <summary>What stands between the id of a case and what makes its variant's.</summary>
    public const char Mark = '~';

    /// <summary>
    /// A variant: id <c>base~name</c> (a long base is cut and told apart by its hash), the base's cluster or else the base itself as cluster, the maker as a further tag. A base that must
    /// pass does not make its variants must-pass: one of many is no verdict.
    /// </summary>
    /// <param name="written">The case as its author wrote it.</param>
    /// <param name="variant">What makes it a variant.</param>
    /// <param name="suffix">What its id ends with; unique among the variants of one case.</param>
    /// <param name="vars">Its variables; the case's when null.</param>
    /// <param name="turns">Its turns; the case's when null.</param>
    public static EvalCase Of(EvalCase written, CaseVariant variant, string suffix, CaseValue? vars = null, IReadOnlyList<EvalTurn>? turns = null)
    {
        CanonicalJson json = new CanonicalJson().Raw("[").Text(written.InputsHash.ToString()).Raw(",").Text(variant.Maker).Raw(",").Text(variant.Name)
            .Raw(",").Text(variant.SystemAddition ?? string.Empty).Raw(",").Text(variant.UserAddition ?? string.Empty).Raw(",").Value(vars ?? CaseValue.Null, sorted: true);
        foreach ((string key, string value) in variant.Facts.OrderBy(f => f.Key, StringComparer.Ordinal)) { json.Raw(",").Text(key).Raw(",").Text(value); }

        foreach (EvalTurn turn in turns ?? []) { json.Raw(",").Text(turn.User.Source); }

        Hash128 hash = json.Raw("]").Hash();
        return written with
        {
            Id = Id(written, suffix),
            Vars = vars ?? written.Vars,
            Turns = turns ?? written.Turns,
            Tags = [.. written.Tags.Append(variant.Maker).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Cluster = written.Cluster ?? written.Id,
            MustPass = false,
            Variant = variant,
            InputsHash = hash,
        };
    }

    private static string Id(EvalCase written, string suffix)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"{written.Id}{Mark}{suffix}");
        if (id.Length <= EvalCase.MaxIdLength) { return id; }

        string hash = Hash128.Of(written.Id).ToString()[..12];
        int keep = Math.Max(0, EvalCase.MaxIdLength - suffix.Length - hash.Length - 2);
        if (keep > 0 && char.IsHighSurrogate(written.Id[keep - 1])) { keep--; }

        return $"{written.Id[..keep]}{Mark}{hash}{Mark}{suffix}";
    }
}
