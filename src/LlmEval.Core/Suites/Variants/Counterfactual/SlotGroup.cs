using LlmEval.Documents;

namespace LlmEval.Suites.Variants.Counterfactual;

/// <summary>Values of a slot that stand for one group of people.</summary>
/// <param name="Name">Its name, unique in its slot.</param>
/// <param name="Values">Texts, or mappings of grammatical forms.</param>
/// <param name="Pronoun">The group of pronouns that goes with it; null when unknown.</param>
internal sealed record SlotGroup(string Name, IReadOnlyList<CaseValue> Values, string? Pronoun = null);
