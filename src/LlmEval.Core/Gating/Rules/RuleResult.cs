namespace LlmEval.Gating.Rules;

/// <summary>What a rule says of one metric: a state, or the fresh samples that it needs first.</summary>
internal sealed record RuleResult
{
    public required MetricState State { get; init; }

    public double? PValue { get; init; }

    public int? Allowance { get; init; }

    public IReadOnlyList<string> Lost { get; init; } = [];

    public IReadOnlyList<string> Won { get; init; } = [];

    public IReadOnlyList<string> Unstable { get; init; } = [];

    /// <summary>What is to be drawn before the state is final; empty when it is.</summary>
    public IReadOnlyList<SampleRequest> Needs { get; init; } = [];
}
