using LlmEval.Binding;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Evaluating;

/// <summary>One suite with one model, and what it is compared with: what an evaluation judges one after the other.</summary>
internal sealed record SuiteRun
{
    private readonly (string? Name, bool IsSaid) _epoch;

    /// <summary>What all suites share.</summary>
    public required RunContext Run { get; init; }

    /// <summary>The suite, its cases read.</summary>
    public required SuiteCases Suite { get; init; }

    /// <summary>The model, bound.</summary>
    public required ModelBinding Model { get; init; }

    /// <summary>What the model is.</summary>
    public required ModelIdentity Identity { get; init; }

    /// <summary>What is compared with: the committed baseline without the lines of skipped cases, or null.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>The whole committed baseline, or null.</summary>
    public Baseline? Committed { get; init; }

    /// <summary>Where its own baseline is, or would be.</summary>
    public required string BaselinePath { get; init; }

    /// <summary>What tests hand over; null where a model is asked.</summary>
    public HandedOver? Handed { get; init; }

    /// <summary>The cases that the filter leaves, with keys; get their samples in place, so that only one copy is in memory.</summary>
    public CaseScores[] Cases => Suite.Cases[Model];

    /// <summary>The period that the answers are drawn in; null for the first. The suite's and model's, unless another one is said.</summary>
    public string? Epoch { get => _epoch.IsSaid ? _epoch.Name : Suite.Epochs[Model]; init => _epoch = (value, true); }

    /// <summary>Whether a filter left cases out.</summary>
    public bool IsPartial => Cases.Length < Suite.Total;
}
