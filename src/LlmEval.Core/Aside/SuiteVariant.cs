using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Aside;

/// <summary>A suite as it would be with another prompt, other models or other parameters: to compare, not to gate.</summary>
internal sealed record SuiteVariant
{
    /// <summary>Folder of their results in the project's output folder, apart from those of the last run.</summary>
    public const string Folder = "compared";

    /// <summary>A name of its own; no key of an answer holds it, so that variants and suite share the cache.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the suite.</summary>
    public required string Suite { get; init; }

    /// <summary>Name of the prompt; the suite's own when null.</summary>
    public string? Prompt { get; init; }

    /// <summary>Names of the models; the suite's own when empty.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Parameters that win over the suite's.</summary>
    public ModelParameters Parameters { get; init; } = ModelParameters.Empty;

    /// <summary>Makes it of its suite.</summary>
    public EvalSuite Of(EvalSuite suite) => suite with
    {
        Name = Name,
        VariantOf = suite.Name,
        Prompt = Prompt is null ? suite.Prompt : new LocatedName(Prompt, suite.Location),
        Models = Models.Count == 0 ? suite.Models : [.. Models.Select(m => new LocatedName(m, suite.Location))],
        Parameters = Parameters.Over(suite.Parameters),
    };
}
