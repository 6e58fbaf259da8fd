using LlmEval.Model;

namespace LlmEval.Listing;

/// <summary>A suite of a project with its cases, as a list of tests shows it.</summary>
public sealed record ListedSuite
{
    /// <summary>Its name; the file's, without <c>.eval.yml</c>, where the file cannot be read.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of its file.</summary>
    public required string Path { get; init; }

    /// <summary>Full path of the folder of its project.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>Where it begins.</summary>
    public required Location Location { get; init; }

    /// <summary>What it is for, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Its tags, sorted.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Names of its models, or else of its prompt's own, as they are written: also one that the project lacks, which is then among <see cref="Errors"/>.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Whether its only model has <c>Provider="Test"</c>: tests hand its answers over, and nothing is asked.</summary>
    public bool IsHandedOver { get; init; }

    /// <summary>Its cases in their order, those that are made of others behind them; as far as they can be read where there are <see cref="Errors"/>.</summary>
    public IReadOnlyList<ListedCase> Cases { get; init; } = [];

    /// <summary>
    /// What keeps it from being listed whole or from being run: mistakes of the suite, of its data, of the prompt and the models that it names, and of the project's properties.
    /// Checks and gate are looked at when it is run.
    /// </summary>
    public IReadOnlyList<Diagnostic> Errors { get; init; } = [];
}
