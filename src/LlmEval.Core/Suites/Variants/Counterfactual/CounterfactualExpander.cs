using System.Globalization;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites.Variants.Counterfactual;

/// <summary>
/// Makes of each case that has a slot's variable one variant a value of each group. A slot whose variable has no value (<c>null</c>) is filled by the
/// reference group while another slot is varied, and the case itself is then not asked.
/// </summary>
internal sealed class CounterfactualExpander(CounterfactualPlan plan) : ICaseExpander
{
    /// <summary>The key of the suite.</summary>
    public const string Key = "counterfactual";

    /// <summary>Fact: the variables that are varied, joined by <c>+</c>.</summary>
    public const string SlotFact = "slot";

    /// <summary>Fact: the groups, joined by <c>+</c>.</summary>
    public const string GroupFact = "group";

    /// <summary>Fact: the groups that it is compared with, joined by <c>+</c>.</summary>
    public const string ReferenceFact = "reference";

    /// <summary>Fact: which value of its group it has, from 1; values of that number in two groups are a pair.</summary>
    public const string PairFact = "pair";

    /// <summary>What the suite says.</summary>
    public CounterfactualPlan Plan { get; } = plan;

    /// <inheritdoc/>
    public string Maker => Key;

    /// <inheritdoc/>
    public Location Location => Plan.Location;

    /// <inheritdoc/>
    public bool Keeps(EvalCase testCase) => !Fills(testCase);

    /// <inheritdoc/>
    public bool Fills(EvalCase testCase) => Plan.Slots.Any(s => testCase.Vars[s.Variable] is { IsNull: true });

    /// <inheritdoc/>
    public IEnumerable<EvalCase> Expand(EvalCase testCase, DiagnosticBag diagnostics)
    {
        Slot[] varied = [.. Plan.Slots.Where(s => s.Follows is null && testCase.Vars[s.Variable] is not null)];
        if (varied.Length == 0) { yield break; }

        HashSet<string> told = new(StringComparer.Ordinal);
        foreach (Slot[] together in Plan.Cross ? [varied] : varied.Select(s => new[] { s }))
        {
            foreach (SlotGroup[] groups in Products(together))
            {
                for (int pair = 0; pair < Plan.PerGroup; pair++)
                {
                    if (Vars(testCase, together, groups, pair, told, diagnostics) is not { } vars) { continue; }

                    string slot = string.Join('+', together.Select(s => s.Variable));
                    string group = string.Join('+', groups.Select(g => g.Name));
                    CaseVariant variant = new()
                    {
                        BaseId = testCase.Id,
                        Maker = Key,
                        Name = $"{slot}: {group}",
                        Facts = new Dictionary<string, string>(StringComparer.Ordinal)
                        {
                            [SlotFact] = slot,
                            [GroupFact] = group,
                            [ReferenceFact] = string.Join('+', together.Select(s => s.Reference.Name)),
                            [PairFact] = (pair + 1).ToString(CultureInfo.InvariantCulture),
                        },
                    };
                    yield return Variants.Of(testCase, variant, string.Create(CultureInfo.InvariantCulture, $"{(together.Length == 1 ? $"{slot}." : string.Empty)}{group}.{pair + 1}"), vars);
                }
            }
        }
    }

    private static IEnumerable<SlotGroup[]> Products(Slot[] slots)
    {
        IEnumerable<SlotGroup[]> products = [[]];
        foreach (Slot slot in slots) { products = products.SelectMany(p => slot.Groups.Select(g => (SlotGroup[])[.. p, g])); }

        return products;
    }

    private CaseValue? Vars(EvalCase testCase, Slot[] together, SlotGroup[] groups, int pair, HashSet<string> told, DiagnosticBag diagnostics)
    {
        Dictionary<string, SlotGroup> chosen = new(StringComparer.Ordinal);
        for (int i = 0; i < together.Length; i++) { chosen.Add(together[i].Variable, groups[i]); }

        foreach (Slot slot in Plan.Slots)
        {
            if (slot.Follows is null && testCase.Vars[slot.Variable] is { IsNull: true }) { chosen.TryAdd(slot.Variable, slot.Reference); }
        }

        Dictionary<string, CaseValue> values = new(StringComparer.Ordinal);
        foreach (Slot slot in Plan.Slots)
        {
            if (testCase.Vars[slot.Variable] is not { } written) { continue; }

            SlotGroup? group = slot.Follows is { } leader
                ? chosen.TryGetValue(leader, out SlotGroup? led) ? slot.Groups.First(g => g.Name == led.Pronoun) : null
                : chosen.GetValueOrDefault(slot.Variable);
            if (group is null) { continue; }

            // A slot that only fills has the same value in every variant, so that nothing else differs between groups.
            int place = chosen.ContainsKey(slot.Variable) && Array.Exists(together, s => s.Variable == slot.Variable) ? pair : 0;
            CaseValue value = Choose(testCase, slot, group, place);
            if (SlotForms.Fit(slot, value, written, out string? trouble) is not { } fitting)
            {
                if (told.Add(slot.Variable)) { diagnostics.Add(Diagnostics.BadValue, testCase.Location, trouble!); }

                return null;
            }

            values.Add(slot.Variable, fitting);
        }

        return CaseValue.OfMembers([.. testCase.Vars.Members.Select(m => values.TryGetValue(m.Key, out CaseValue? value) ? new(m.Key, value) : m)]);
    }

    /// <summary>The values of a group in an order that only the seed, the case, the slot and the values decide: adding a case or a group moves nothing else.</summary>
    private CaseValue Choose(EvalCase testCase, Slot slot, SlotGroup group, int place) =>
        group.Values.Count == 1 ? group.Values[0] : group.Values
            .OrderBy(v => Hash128.Of(string.Create(CultureInfo.InvariantCulture, $"{Plan.Seed}\n{testCase.Id}\n{slot.Variable}\n{group.Name}\n{v.ToText()}")).ToString(), StringComparer.Ordinal)
            .ElementAt(place);
}
