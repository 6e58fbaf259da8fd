namespace LlmEval.Suites.Variants.Attacks;

/// <summary>The OWASP Top 10 for LLM applications, 2025.</summary>
public static class Owasp
{
    private static readonly string[] s_titles =
    [
        "Prompt Injection", "Sensitive Information Disclosure", "Supply Chain", "Data and Model Poisoning", "Improper Output Handling",
        "Excessive Agency", "System Prompt Leakage", "Vector and Embedding Weaknesses", "Misinformation", "Unbounded Consumption",
    ];

    /// <summary>The title of an id from <c>LLM01</c> to <c>LLM10</c>; the id itself when it is none.</summary>
    public static string Title(string id) =>
        id.Length == 5 && id.StartsWith("LLM", StringComparison.Ordinal) && int.TryParse(id.AsSpan(3), System.Globalization.NumberStyles.None, null, out int number) && number is >= 1 and <= 10
            ? s_titles[number - 1] : id;
}
