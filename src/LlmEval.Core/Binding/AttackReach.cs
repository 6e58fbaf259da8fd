using LlmEval.Model;
using LlmEval.Suites;
using LlmEval.Suites.Variants.Attacks;

namespace LlmEval.Binding;

/// <summary>
/// Whether a suite's attacks reach its models. A service or code of the user's that takes a case's variables sees neither what is put below a prompt nor a canary in a system
/// prompt: it would seem to resist what it has never got.
/// </summary>
internal static class AttackReach
{
    /// <summary>Reports what would not arrive.</summary>
    public static void Check(EvalSuite suite, IReadOnlyList<ModelBinding> models, DiagnosticBag diagnostics)
    {
        if (models.FirstOrDefault(m => m.ReadsCases) is not { } model || suite.Expanders.OfType<AttackExpander>().FirstOrDefault()?.Plan is not { } plan) { return; }

        string who = $"The model '{model.Spec.Name}' takes a case's variables and no prompt";
        if (plan.User is null)
        {
            diagnostics.Add(Diagnostics.MissingKey, plan.Location, $"{who}, so that attacks reach it in a variable only. Name the one that holds what the user says as 'user' of 'attacks'.");
        }

        string[] hidden = [.. plan.Objectives.Where(AttackObjective.NeedsCanary)];
        if (hidden.Length > 0)
        {
            string[] others = [.. plan.Objectives.Except(hidden)];
            diagnostics.Add(Diagnostics.BadValue, plan.Location,
                $"{who}, so that no canary can be planted for {string.Join(" and ", hidden.Select(o => $"'{o}'"))}. Set 'objectives: [{string.Join(", ", others.Length > 0 ? others : [AttackObjective.SayWord])}]' of 'attacks'.");
        }

        if (plan.Families.FirstOrDefault(f => f.AddsTurns) is { } talks && plan.User is not null)
        {
            diagnostics.Add(Diagnostics.BadValue, plan.Location, $"{who}, so that the turns of the family '{talks.Name}' do not reach it. Leave the family out.");
        }
    }
}
