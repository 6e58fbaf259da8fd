namespace LlmEval.Statistics;

/// <summary>How a test with several looks spends its error rate. Source: Lan and DeMets, "Discrete Sequential Boundaries for Clinical Trials", Biometrika 70 (1983).</summary>
public enum SpendingFunction
{
    /// <summary>Little at first, like O'Brien and Fleming: <c>2 - 2 Phi(z(alpha / 2) / sqrt t)</c>.</summary>
    OBrienFleming,

    /// <summary>Evenly, like Pocock: <c>alpha ln(1 + (e - 1) t)</c>.</summary>
    Pocock,
}
