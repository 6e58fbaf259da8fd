using LlmEval.Aside;
using LlmEval.Manifests;
using LlmEval.Reporting;
using LlmEval.Running;
using LlmEval.Suites;

namespace LlmEval;

/// <summary>What to evaluate, and how far.</summary>
public sealed record EvaluationRequest
{
    /// <summary>The project.</summary>
    public required Manifest Manifest { get; init; }

    /// <summary>How far it goes.</summary>
    public required EvaluationMode Mode { get; init; }

    /// <summary>Which part; null or empty for all. Overrides the manifest's <c>LlmEvalFilter</c>.</summary>
    public string? Filter { get; init; }

    /// <summary>
    /// Exactly these parts instead of a filter, the manifest's included; null for none. The manifest may lack suites that are not among them. A part of a suite's cases is judged as that of a filter: PARTIAL.
    /// </summary>
    public IReadOnlyList<SuiteSelection>? Selection { get; init; }

    /// <summary>
    /// Is told, case by case and in order, what goes to the results: the suite's name, the model's, and the case. Fresh samples follow as the same case once more, with other numbers;
    /// a case whose answers are the baseline's is not told. Null when nobody wants to know.
    /// </summary>
    public Action<string, string, ResultCase>? Said { get; init; }

    /// <summary>Whether a run draws all answers anew, in a new epoch; also by the manifest's <c>LlmEvalFresh</c>. Only <see cref="EvaluationMode.Run"/> and, without remembering it, <see cref="EvaluationMode.Plan"/> heed it.</summary>
    public bool Fresh { get; init; }

    /// <summary>
    /// Identities to assume for models that are not on this machine, by name: those of candidates that were judged elsewhere.
    /// </summary>
    public IReadOnlyDictionary<string, string> AssumedIdentities { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The epoch of a candidate that was judged elsewhere: its keys are compared in it, whatever was begun or accepted here.</summary>
    internal (string Suite, string Model, string? Epoch)? AssumedEpoch { get; init; }

    /// <summary>
    /// Whether a run also draws the samples that a baseline holds back, so that its candidate is whole and can be accepted where there is no model; also by the manifest's <c>LlmEvalHeldBack</c>.
    /// </summary>
    public bool HeldBack { get; init; }

    /// <summary>Whether accepting goes without the samples that a baseline holds back; also by the manifest's <c>LlmEvalAcceptHeldBack=false</c>.</summary>
    public bool WithoutHeldBack { get; init; }

    /// <summary>Whether the results are being accepted.</summary>
    internal bool IsAccepting { get; init; }

    /// <summary>
    /// Variants of suites to evaluate instead of the project's suites; none for the project itself. They are compared with no baseline and leave nothing behind but answers in
    /// the cache and results in <see cref="SuiteVariant.Folder"/>.
    /// </summary>
    internal IReadOnlyList<SuiteVariant> Variants { get; init; } = [];

    /// <summary>Is told how it goes.</summary>
    public IRunObserver Observer { get; init; } = SilentObserver.Instance;
}
