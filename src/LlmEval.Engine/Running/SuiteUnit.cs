using LlmEval.Listing;

namespace LlmEval.Engine;

/// <summary>A suite and model of a runner: what its tests will ask for, and what is known. Guarded by the runner.</summary>
internal sealed class SuiteUnit(RunnerProject project, ListedSuite suite, string model)
{
    private readonly Dictionary<string, ListedCase> _cases = suite.Cases.DistinctBy(c => c.Id, StringComparer.Ordinal).ToDictionary(c => c.Id, StringComparer.Ordinal);

    public RunnerProject Project { get; } = project;

    public ListedSuite Suite { get; } = suite;

    public string Model { get; } = model;

    public ResultBuilder Builder { get; } = new(project, suite, model);

    /// <summary>Cases that tests will ask for.</summary>
    public HashSet<string> Expected { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, CaseResult> Results { get; } = new(StringComparer.Ordinal);

    /// <summary>The result of the whole suite.</summary>
    public SuiteResult? Whole { get; set; }

    /// <summary>The batch that it is in now.</summary>
    public Batch? Current { get; set; }

    public ListedCase? Find(string caseId) => _cases.GetValueOrDefault(caseId);

    /// <summary>Whether tests will ask for every case that is not skipped.</summary>
    public bool IsExpectedWhole => Expected.Count > 0 && Suite.Cases.All(c => c.Skip is not null || Expected.Contains(c.Id));

    /// <summary>Whether nothing of it was evaluated, and nothing keeps it from that.</summary>
    public bool IsUntouched => Current is null && Whole is null && Results.Count == 0 && Suite is { Errors.Count: 0, IsHandedOver: false };
}
