using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;
using LlmEval.Suites.Variants;

namespace LlmEval.Suites;

/// <summary>
/// A case: what fills the prompt, what is expected, and how it is judged. Templates see each variable by its bare name
/// and as <c>vars.name</c>, and what is expected as <c>expected</c> and <c>expected.name</c>.
/// </summary>
public sealed record EvalCase : ITemplateValues
{
    /// <summary>Longest id.</summary>
    public const int MaxIdLength = 200;

    /// <summary>What is told instead of the reason that a private row gives for being skipped.</summary>
    public const string PrivateSkip = "the reason stands in the private data";

    /// <summary>Longest reason for skipping a case, in characters.</summary>
    public const int MaxSkipLength = 500;

    /// <summary>Unique in the suite: given, or <c>case-</c> and the first 12 hexadecimal digits of <see cref="InputsHash"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Whether the id was given; if not, an edited case is another case.</summary>
    public bool HasGivenId { get; init; }

    /// <inheritdoc/>
    public required Location Location { get; init; }

    /// <summary>The variables, a mapping.</summary>
    public required CaseValue Vars { get; init; }

    /// <summary>What is expected, of any kind, or null.</summary>
    public CaseValue? Expected { get; init; }

    /// <summary>Tags of the suite, of the data file and of the case; sorted, without duplicates.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Which cases belong together in statistics; null when it stands alone.</summary>
    public string? Cluster { get; init; }

    /// <summary>Whether the suite fails when this case does, whatever the others do.</summary>
    public bool MustPass { get; init; }

    /// <summary>
    /// Why the case is not asked and not judged (<c>skip:</c>), in one line; null for one that is. A private row's reason is a text of private data: it is <see cref="PrivateSkip"/>.
    /// </summary>
    public string? Skip { get; init; }

    /// <summary>The turns; empty when the prompt alone is the one turn.</summary>
    public IReadOnlyList<EvalTurn> Turns { get; init; } = [];

    /// <summary>Checks that replace the suite's (<c>score:</c>), or null.</summary>
    public IReadOnlyList<LocatedNode>? ScoreReplace { get; init; }

    /// <summary>Checks that are added to the suite's (<c>score+:</c>), or null.</summary>
    public IReadOnlyList<LocatedNode>? ScoreAdd { get; init; }

    /// <summary>What its tools answer, in order; null when calls stay without an answer and end the turn.</summary>
    public IReadOnlyList<ToolReply>? Replies { get; init; }

    /// <summary>The data file that it comes from; null when it stands in the suite.</summary>
    public DataSource? Data { get; init; }

    /// <summary>How it was made from another case; null for one that an author wrote.</summary>
    public CaseVariant? Variant { get; init; }

    /// <summary>Whether its texts must not leave the cache and <c>obj/</c>.</summary>
    public bool IsPrivate => Data is { IsPrivate: true };

    /// <summary>
    /// The first 128 bits of the SHA-256 of variables, expected values, turns, replies and own checks as canonical JSON. Independent
    /// of layout, order of keys, place, tags, cluster, <c>must-pass</c> and <c>skip</c>.
    /// </summary>
    public required Hash128 InputsHash { get; init; }

    /// <inheritdoc/>
    public string Description => $"the case '{Id}'";

    /// <inheritdoc/>
    public CaseValue? Find(string path)
    {
        const string Expect = "expected", Variables = "vars";
        if (path == Expect) { return Expected; }

        if (path == Variables) { return Vars; }

        if (path.StartsWith(Expect + ".", StringComparison.Ordinal)) { return Expected?.Find(path[(Expect.Length + 1)..]); }

        return Vars.Find(path.StartsWith(Variables + ".", StringComparison.Ordinal) ? path[(Variables.Length + 1)..] : path);
    }

    /// <inheritdoc/>
    public string Remedy(string path)
    {
        bool isExpected = path.StartsWith("expected", StringComparison.Ordinal) && (path.Length == 8 || path[8] == '.');
        string name = path.StartsWith("vars.", StringComparison.Ordinal) ? path[5..] : path;
        return isExpected && (Data is null || path.Length > 8) && Data is not { IsCsv: true } ? "Give it under 'expected'"
            : Data is { } data ? $"Add the {(data.IsCsv ? "column" : "field")} '{name}'"
            : "Give it under 'vars'";
    }
}
