using LlmEval.Listing;

namespace LlmEval.XunitV3.Discovery;

/// <summary>What tests can be filtered by: <c>suite</c>, <c>case</c>, <c>model</c> where there are several, <c>tag</c> and <c>category</c> for each tag, <c>llmeval</c> = <c>case</c> or <c>verdict</c>.</summary>
internal static class CaseTraits
{
    /// <summary>Adds those of a case.</summary>
    public static void Add(Dictionary<string, HashSet<string>> traits, ListedSuite suite, ListedCase item, string? model)
    {
        Add(traits, "llmeval", "case");
        Add(traits, "suite", suite.Name);
        Add(traits, "case", item.Id);
        if (model is not null) { Add(traits, "model", model); }

        foreach (string tag in item.Tags)
        {
            Add(traits, "tag", tag);
            // The name under which people and tools look for kinds of tests.
            Add(traits, "category", tag);
        }
    }

    /// <summary>Adds those of a verdict.</summary>
    public static void AddVerdict(Dictionary<string, HashSet<string>> traits, ListedSuite suite, string? model)
    {
        Add(traits, "llmeval", "verdict");
        Add(traits, "suite", suite.Name);
        if (model is not null) { Add(traits, "model", model); }

        foreach (string tag in suite.Tags)
        {
            Add(traits, "tag", tag);
            Add(traits, "category", tag);
        }
    }

    /// <summary>Adds one.</summary>
    public static void Add(Dictionary<string, HashSet<string>> traits, string name, string value)
    {
        if (!traits.TryGetValue(name, out HashSet<string>? values)) { traits[name] = values = new(StringComparer.OrdinalIgnoreCase); }

        values.Add(value);
    }
}
