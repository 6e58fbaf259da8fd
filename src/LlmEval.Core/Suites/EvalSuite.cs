using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Suites.Variants;

namespace LlmEval.Suites;

/// <summary>
/// A suite: a prompt, models, cases and how they are judged. Checks and gate stay nodes here; the stations that own them
/// bind them.
/// </summary>
public sealed record EvalSuite
{
    /// <summary>Unique in the project.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the suite that this is a variant of, made to be compared aside; null for a suite of the project.</summary>
    internal string? VariantOf { get; init; }

    /// <summary>Where the name stands; the suite's first key when it is the file's.</summary>
    public required Location NameLocation { get; init; }

    /// <summary>Full path of its file.</summary>
    public required string Path { get; init; }

    /// <summary>Where the suite begins.</summary>
    public required Location Location { get; init; }

    /// <summary>The folder that no path of the suite may leave.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>What it is for, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Name of the prompt, or null when the model takes the variables themselves.</summary>
    public LocatedName? Prompt { get; init; }

    /// <summary>Names of the models; empty means the prompt's own.</summary>
    public IReadOnlyList<LocatedName> Models { get; init; } = [];

    /// <summary>Where the models are named; <see cref="Location"/> when they are not.</summary>
    public required Location ModelsLocation { get; init; }

    /// <summary>Name of the model that judges where a check does not name its own, or null.</summary>
    public LocatedName? Judge { get; init; }

    /// <summary>What makes further cases of each case, in order; none for most suites.</summary>
    public IReadOnlyList<ICaseExpander> Expanders { get; init; } = [];

    /// <summary>Tags of the suite.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What the suite says about sampling; wins over model and prompt.</summary>
    public ModelParameters Parameters { get; init; } = ModelParameters.Empty;

    /// <summary>The tools that the models may call; null when their file has mistakes.</summary>
    public IReadOnlyList<ToolDefinition>? Tools { get; init; } = [];

    /// <summary>Files of cases.</summary>
    public IReadOnlyList<DataSource> Data { get; init; } = [];

    /// <summary>Checks of every case that does not replace them.</summary>
    public IReadOnlyList<LocatedNode> Score { get; init; } = [];

    /// <summary>Cases that stand in the suite; their ids may still clash, see <see cref="ReadCases"/>.</summary>
    public IReadOnlyList<EvalCase> CasesInPlace { get; init; } = [];

    /// <summary>How the product is judged, or null.</summary>
    public MappingNode? Gate { get; init; }

    /// <summary>What bounds the run.</summary>
    public SuiteLimits Limits { get; init; } = SuiteLimits.None;

    /// <summary>How many samples in words; null when not said.</summary>
    public Effort? Effort { get; init; }

    /// <summary>Exact number of samples of a case, 1 to 1000; null when not said.</summary>
    public int? Samples { get; init; }

    /// <summary>Every file that the suite consists of, sorted: itself, inherited defaults, tools, data. Full paths.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>
    /// Streams the cases: those in place first, then each data file's rows, in their order. Only the present row and the
    /// keys of the ids so far are in memory. A row that cannot be read is reported and left out, so that the cases are complete only
    /// if no error was added. May be called again; each call reads the files anew.
    /// </summary>
    /// <param name="diagnostics">Where mistakes go.</param>
    public IEnumerable<EvalCase> ReadCases(DiagnosticBag diagnostics) => new CaseStream(this, diagnostics).Read();

    /// <summary>Streams the cases once more, when <see cref="ReadCases"/> has found no mistake in them: ids are not compared again.</summary>
    internal IEnumerable<EvalCase> ReadCasesAgain(DiagnosticBag diagnostics) => new CaseStream(this, diagnostics, hasUniqueIds: true).Read();
}
