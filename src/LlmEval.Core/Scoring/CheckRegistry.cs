using System.Diagnostics.CodeAnalysis;
using LlmEval.Scoring.Cost;
using LlmEval.Scoring.Grounding;
using LlmEval.Scoring.Judges;
using LlmEval.Scoring.Safety;
using LlmEval.Scoring.Structure;
using LlmEval.Scoring.Structure.Schemas;
using LlmEval.Scoring.Text;

namespace LlmEval.Scoring;

/// <summary>The kinds of checks that a suite may name: the built-in ones and those of plug-ins.</summary>
public sealed class CheckRegistry
{
    /// <summary>What a name begins with to mean the opposite.</summary>
    public const string Not = "not-";

    private readonly Dictionary<string, CheckKind> _kinds;

    /// <summary>Creates a registry.</summary>
    /// <param name="kinds">The kinds.</param>
    /// <exception cref="ArgumentException">Two kinds have one name, or one measures neither answers nor suites, or both.</exception>
    public CheckRegistry(IEnumerable<CheckKind> kinds)
    {
        Kinds = [.. kinds.OrderBy(k => k.Name, StringComparer.Ordinal)];
        if (Kinds.FirstOrDefault(k => k.Bind is null == k.BindSuite is null) is { } wrong)
        {
            throw new ArgumentException($"The kind '{wrong.Name}' must have either Bind or BindSuite.", nameof(kinds));
        }

        _kinds = Kinds.ToDictionary(k => k.Name, StringComparer.Ordinal);
    }

    /// <summary>The built-in kinds.</summary>
    public static CheckRegistry BuiltIn { get; } = new(
    [
        .. TextChecks.All, .. StructureChecks.All, .. JudgeChecks.All, .. GroundingChecks.All, .. SafetyChecks.All, .. CostChecks.All,
    ]);

    /// <summary>All kinds, sorted by name.</summary>
    public IReadOnlyList<CheckKind> Kinds { get; }

    /// <summary>What reads JSON schemas.</summary>
    public IJsonSchemaEngine SchemaEngine { get; private init; } = NJsonSchemaEngine.Instance;

    /// <summary>This registry with more kinds.</summary>
    /// <exception cref="ArgumentException">A name is taken.</exception>
    public CheckRegistry With(IEnumerable<CheckKind> kinds) => new(Kinds.Concat(kinds)) { SchemaEngine = SchemaEngine };

    /// <summary>This registry with another reader of JSON schemas.</summary>
    public CheckRegistry With(IJsonSchemaEngine engine) => new(Kinds) { SchemaEngine = engine };

    /// <summary>Finds the kind of a name, with or without <c>not-</c>. A kind whose own name begins with <c>not-</c> wins.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out CheckKind? kind, out bool isNegated)
    {
        isNegated = false;
        if (_kinds.TryGetValue(name, out kind)) { return true; }

        isNegated = name.StartsWith(Not, StringComparison.Ordinal);
        return isNegated && _kinds.TryGetValue(name[Not.Length..], out kind);
    }
}
