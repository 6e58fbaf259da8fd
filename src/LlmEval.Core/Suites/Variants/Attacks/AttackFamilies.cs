using LlmEval.Suites.Variants.Attacks.Families;

namespace LlmEval.Suites.Variants.Attacks;

/// <summary>The families, in the order in which a case's attacks follow each other.</summary>
internal static class AttackFamilies
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<AttackFamily> All { get; } =
    [
        DirectOverride.Family, RolePlay.Family, DelimiterConfusion.Family, FakeTurn.Family,
        .. Encodings.Families, Translation.Family, PayloadSplitting.Family, ManyShot.Family, Crescendo.Family,
        RefusalSuppression.Family, PrefixInjection.Family,
        .. Indirect.Families, .. Exfiltration.Families, ToolArgumentInjection.Family, .. Poisoning.Families,
    ];

    /// <summary>Names of families and groups.</summary>
    public static IEnumerable<string> Names => All.Select(f => f.Name).Concat(All.Select(f => f.Group).OfType<string>().Distinct(StringComparer.Ordinal));

    /// <summary>The families of a name or a group; none when it is unknown.</summary>
    public static IEnumerable<AttackFamily> Of(string name) => All.Where(f => f.Name == name || f.Group == name);
}
