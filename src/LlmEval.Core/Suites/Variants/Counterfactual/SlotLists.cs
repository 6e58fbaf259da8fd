using System.Reflection;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites.Variants.Counterfactual;

/// <summary>The lists of slots that come with us.</summary>
internal static class SlotLists
{
    /// <summary>The list whose groups other lists name as their <c>pronoun</c>.</summary>
    public const string Pronouns = "pronouns";

    private static readonly Dictionary<string, Lazy<IReadOnlyList<SlotGroup>>> All =
        new[] { "names", Pronouns, "ages", "origins", "religions", "disabilities" }
            .ToDictionary(n => n, n => new Lazy<IReadOnlyList<SlotGroup>>(() => Load(n)), StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>The groups of a list; null when there is none of that name.</summary>
    public static IReadOnlyList<SlotGroup>? Find(string name) => All.TryGetValue(name, out Lazy<IReadOnlyList<SlotGroup>>? list) ? list.Value : null;

    private static List<SlotGroup> Load(string name)
    {
        string resource = $"{typeof(SlotLists).Namespace}.Lists.{name}.yml";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The resource '{resource}' is missing.");
        using StreamReader text = new(stream);
        DiagnosticBag found = new();
        List<SlotGroup>? groups = YamlReader.Parse(text.ReadToEnd(), resource, found) is MappingNode list ? SlotGroupReader.Read(list["groups"]!, found) : null;
        return groups is null || found.HasErrors ? throw new InvalidOperationException($"The resource '{resource}' cannot be read.") : groups;
    }
}
