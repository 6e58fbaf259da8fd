using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Binding;

/// <summary>A model as one suite uses it.</summary>
/// <param name="Spec">The item.</param>
/// <param name="Provider">Who runs it.</param>
/// <param name="Parameters">The effective sampling parameters: prompt, then model item, then suite.</param>
internal sealed record ModelBinding(ModelSpec Spec, IModelProvider Provider, ModelParameters Parameters)
{
    private static readonly ModelPrice s_free = new();

    /// <summary>Whether sampling is greedy: no temperature is said, or 0.</summary>
    public bool IsGreedy => Parameters.Temperature is null or 0;

    /// <summary>Whether it takes the case itself.</summary>
    public bool ReadsCases => Provider.ReadsCases(Spec);

    /// <summary>Whether tests hand its answers over.</summary>
    public bool IsHandedOver => Provider.IsHandedOver(Spec);

    /// <summary>What its answers cost: nothing for what runs on this machine; null when somebody charges and the item does not say how much.</summary>
    public ModelPrice? Price => Spec.Price ?? (Provider.IsMetered(Spec) ? null : s_free);

    /// <summary>Whether somebody charges for its answers, so that a plan is told before a run.</summary>
    public bool IsCharged => Spec.Price is not null || Provider.IsMetered(Spec);

    /// <summary>Checks each case's first request; null where there is nothing to check.</summary>
    public Action<ModelRequest, DiagnosticBag>? RequestCheck { get; init; }
}
