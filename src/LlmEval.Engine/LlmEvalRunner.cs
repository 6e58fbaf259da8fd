using System.Reflection;
using LlmEval.Documents;
using LlmEval.Handover;
using LlmEval.Listing;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting;
using LlmEval.Running;

namespace LlmEval.Engine;

/// <summary>
/// Runs suites for a framework of tests, or for a program of one's own. It evaluates in the project's own manifest, with the project's cache and baselines: what a build or an earlier run answered is not
/// asked again. Cases that are expected (<see cref="Expect"/>) are evaluated together when the first of them is asked for, so that a local model answers them at once; the others wait for them. Safe to use
/// from several threads; one runner a process is enough, and several processes share answers and devices.
/// </summary>
public sealed class LlmEvalRunner : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Evaluation _evaluation;
    private readonly RunnerProject[] _projects;
    private readonly Lazy<ListedSuite[]> _suites;
    private readonly Dictionary<(ListedSuite Suite, string Model), SuiteUnit> _units = new(UnitComparer.Instance);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly HashSet<Batch> _running = [];
    private readonly Dictionary<SuiteUnit, HandedSuite> _handed = [];
    private HostStop? _stop;
    private bool _isDisposed;

    internal LlmEvalRunner(IReadOnlyList<Manifest> manifests, Evaluation evaluation, ProviderRegistry providers, Func<string, string?> environment)
    {
        _evaluation = evaluation;
        _projects = [.. manifests.Select(m => new RunnerProject(m, providers, environment))];
        _suites = new(() => [.. _projects.SelectMany(p => p.Suites)]);
    }

    /// <summary>The suites of all projects, those of the first first.</summary>
    /// <exception cref="LlmEvalException">LLM3007: there is no folder for the user's data.</exception>
    public IReadOnlyList<ListedSuite> Suites => _suites.Value;

    /// <summary>Is told how evaluations go; nobody by default.</summary>
    public IRunObserver Observer { get; set; } = SilentObserver.Instance;

    /// <summary>A runner for a test assembly: of its project's suites and those of referenced projects, as its build listed them.</summary>
    /// <param name="assembly">The assembly; <c>&lt;name&gt;.llmeval.json</c> stands beside it.</param>
    /// <exception cref="LlmEvalException">LLM3011: the list or a manifest is missing or damaged.</exception>
    public static LlmEvalRunner ForAssembly(Assembly assembly) => ForManifests(AssemblyManifests.Of(assembly));

    /// <summary>A runner for some projects.</summary>
    /// <param name="paths">Paths of the manifests that builds wrote: <c>obj/.../llmeval/manifest.json</c>.</param>
    /// <exception cref="LlmEvalException">LLM3011: one is missing or damaged.</exception>
    public static LlmEvalRunner ForManifests(IReadOnlyList<string> paths) => For(AssemblyManifests.Load(paths));

    private static LlmEvalRunner For(IReadOnlyList<Manifest> manifests) => new(manifests, EvalEngine.Evaluation, EvalEngine.Providers, Environment.GetEnvironmentVariable);

    /// <summary>Finds a suite.</summary>
    /// <param name="nameOrPath">Its name, a path relative to its project, or a full path. Where several projects have one, the first project's.</param>
    /// <exception cref="LlmEvalException">LLM3016: there is none; the message lists the names.</exception>
    public ListedSuite Suite(string nameOrPath) => Locate(nameOrPath).Suite;

    /// <summary>Says that tests will ask for cases, so that they share a batch.</summary>
    /// <param name="suite">The suite, as in <see cref="Suite"/>.</param>
    /// <param name="caseIds">Their ids; one that the suite does not have is passed over, asking for it is an error.</param>
    /// <param name="model">The model item's name; null for each of the suite's models.</param>
    public void Expect(string suite, IEnumerable<string> caseIds, string? model = null)
    {
        (RunnerProject project, ListedSuite listed) = Locate(suite);
        string[] ids = [.. caseIds];
        lock (_gate)
        {
            foreach (SuiteUnit unit in (model is null ? listed.Models : [model]).Select(m => Unit(project, listed, m))) { unit.Expected.UnionWith(ids.Where(id => unit.Find(id) is not null)); }
        }
    }

    /// <summary>Evaluates a case: with everything that is expected of its suite and not known yet, or by itself where nothing is.</summary>
    /// <param name="suite">The suite, as in <see cref="Suite"/>.</param>
    /// <param name="caseId">The case's id.</param>
    /// <param name="model">The model item's name; null where the suite has one model.</param>
    /// <param name="cancellationToken">Ends the wait at once; the evaluation goes on for others that wait, and ends when there are none. What it drew is kept.</param>
    /// <returns>What it came to; also where mistakes or the machine kept it from being evaluated, and then it is red.</returns>
    /// <exception cref="LlmEvalException">LLM3016: there is no such suite, case or model, or its answers are handed over.</exception>
    public async Task<CaseResult> RunCaseAsync(string suite, string caseId, string? model = null, CancellationToken cancellationToken = default)
    {
        SuiteUnit unit = Asked(suite, model);
        ListedCase? listed = Case(unit, caseId);
        if (listed.Skip is not null) { return unit.Builder.Skipped(listed); }

        if (unit.Suite.Errors.Count > 0) { return unit.Builder.Case(caseId, Unreadable(unit), unit.Suite.Errors); }

        return await WaitAsync(unit, () => unit.Results.GetValueOrDefault(caseId), () => Due(unit, caseId), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Evaluates a whole suite; of a suite whose answers are handed over, judges everything that was.</summary>
    /// <param name="suite">The suite, as in <see cref="Suite"/>.</param>
    /// <param name="model">The model item's name; null where the suite has one model.</param>
    /// <param name="cancellationToken">As in <see cref="RunCaseAsync"/>.</param>
    /// <returns>Its verdict; also where mistakes or the machine kept it from being evaluated, and then it is red.</returns>
    /// <exception cref="LlmEvalException">LLM3016: there is no such suite or model.</exception>
    public async Task<SuiteResult> RunSuiteAsync(string suite, string? model = null, CancellationToken cancellationToken = default)
    {
        SuiteUnit unit = UnitOf(suite, model);
        if (unit.Suite.Errors.Count > 0) { return unit.Builder.Suite(Unreadable(unit), unit.Suite.Errors, []); }

        if (unit.Suite.IsHandedOver) { return await Handed(unit).CompleteAsync(Expected(unit), cancellationToken).ConfigureAwait(false); }

        return await WaitAsync(unit, () => unit.Whole, () => [new BatchPart(unit, null)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Judges the answers of one's own code for a case of a suite whose answers are handed over (<c>Provider="Test"</c>).</summary>
    /// <param name="suite">The suite, as in <see cref="Suite"/>.</param>
    /// <param name="caseId">The case's id.</param>
    /// <param name="code">Gives the answer of a sample; is called for as many samples as the suite and its gate want, with their numbers from 0.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LlmEvalException">LLM3016: there is no such suite or case, its model is asked by the engine, or the case was handed over before.</exception>
    public Task<CaseResult> EvaluateAsync(string suite, string caseId, Func<int, CancellationToken, Task<EvalAnswer>> code, CancellationToken cancellationToken = default) =>
        EvaluateAsync(suite, caseId, (handover, token) => handover.JudgeAsync(caseId, code, token), cancellationToken);

    /// <summary>
    /// Judges a finished answer for a case of a suite whose answers are handed over: one sample, and the gate can draw no other. What only fresh samples could confirm is left to the suite's verdict.
    /// </summary>
    /// <param name="suite">The suite, as in <see cref="Suite"/>.</param>
    /// <param name="caseId">The case's id.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LlmEvalException">LLM3016: there is no such suite or case, or its model is asked by the engine.</exception>
    public Task<CaseResult> EvaluateAsync(string suite, string caseId, EvalAnswer answer, CancellationToken cancellationToken = default) =>
        EvaluateAsync(suite, caseId, (handover, token) => handover.JudgeAsync(caseId, answer, token), cancellationToken);

    /// <summary>Cancels what is being evaluated and waits for its processes to end.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        HandedSuite[] handed;
        lock (_gate)
        {
            if (_isDisposed) { return; }

            _isDisposed = true;
            running = [.. _running.Select(b => b.Task)];
            handed = [.. _handed.Values];
        }

        await _lifetime.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(false);
        foreach (HandedSuite suite in handed) { await suite.DisposeAsync().ConfigureAwait(false); }

        _stop?.Dispose();
        _lifetime.Dispose();
        _turn.Dispose();
    }

    private async Task<CaseResult> EvaluateAsync(
        string suite, string caseId, Func<AnswerHandover, CancellationToken, Task<(SuiteOutcome Outcome, ResultCase Case)>> judge, CancellationToken cancellationToken)
    {
        SuiteUnit unit = UnitOf(suite, null);
        if (unit.Suite.Errors.Count > 0) { return unit.Builder.Case(caseId, Unreadable(unit), unit.Suite.Errors); }

        if (!unit.Suite.IsHandedOver)
        {
            throw Usage($"The suite '{unit.Suite.Name}' asks the model '{unit.Model}' itself, so that no answer can be handed over. Give it an LlmModel item with Provider=\"Test\", or call RunCaseAsync.");
        }

        ListedCase listed = Case(unit, caseId);
        return listed.Skip is null ? await Handed(unit).JudgeAsync(caseId, judge, cancellationToken).ConfigureAwait(false) : unit.Builder.Skipped(listed);
    }

    private HandedSuite Handed(SuiteUnit unit)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _stop ??= new HostStop(_lifetime.Cancel);
            return _handed.TryGetValue(unit, out HandedSuite? known) ? known : _handed[unit] = new HandedSuite(_evaluation, unit, Observer, _lifetime.Token);
        }
    }

    /// <summary>The cases that tests were to hand over, where that is a part of the suite; null for all.</summary>
    private string[]? Expected(SuiteUnit unit)
    {
        lock (_gate) { return unit.Expected.Count == 0 || unit.IsExpectedWhole ? null : [.. unit.Expected]; }
    }

    /// <summary>Waits for a result: that of the batch that is running, or of a new one.</summary>
    private async Task<T> WaitAsync<T>(SuiteUnit unit, Func<T?> known, Func<IReadOnlyList<BatchPart>> due, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Batch batch;
            lock (_gate)
            {
                if (known() is { } result) { return result; }

                ObjectDisposedException.ThrowIf(_isDisposed, this);
                if (_lifetime.IsCancellationRequested) { throw new OperationCanceledException("The process is ending."); }

                // One batch of a suite at a time: what the present one does not have is asked after it.
                batch = unit.Current ?? Begin(due());
                batch.Waiters++;
            }

            try { await batch.Task.WaitAsync(cancellationToken).ConfigureAwait(false); }
            finally
            {
                bool isLast;
                lock (_gate) { isLast = --batch.Waiters == 0 && _running.Contains(batch); }

                if (isLast) { batch.Cancel(); }
            }
        }
    }

    /// <summary>What is evaluated when a case is asked for: everything that is expected of its suite, and other suites of the project of which everything is, so that they are judged as the build judges them.</summary>
    private IReadOnlyList<BatchPart> Due(SuiteUnit unit, string caseId)
    {
        HashSet<string> ids = new(unit.Expected, StringComparer.Ordinal) { caseId };
        ids.ExceptWith(unit.Results.Keys);
        ids.Add(caseId);
        if (!unit.Suite.Cases.All(c => c.Skip is not null || ids.Contains(c.Id))) { return [new BatchPart(unit, ids)]; }

        return [new BatchPart(unit, null), .. _units.Values.Where(u => u != unit && u.Project == unit.Project && u.IsUntouched && u.IsExpectedWhole).Select(u => new BatchPart(u, null))];
    }

    private Batch Begin(IReadOnlyList<BatchPart> parts)
    {
        _stop ??= new HostStop(_lifetime.Cancel);
        Batch batch = new(parts, _lifetime.Token);
        foreach (BatchPart part in parts) { part.Unit.Current = batch; }

        _running.Add(batch);
        batch.Task = Task.Run(() => RunAsync(batch));
        return batch;
    }

    /// <summary>Evaluates a batch; never throws.</summary>
    private async Task RunAsync(Batch batch)
    {
        try
        {
            await _turn.WaitAsync(batch.Token).ConfigureAwait(false);
            try { await new BatchEvaluation(_evaluation, Observer, _gate).RunAsync(batch.Parts, batch.Token).ConfigureAwait(false); }
            finally { _turn.Release(); }
        }
        catch (OperationCanceledException) when (batch.Token.IsCancellationRequested)
        {
            // Nobody waits any more; who asks next begins anew with what was drawn.
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(batch);
                foreach (BatchPart part in batch.Parts) { part.Unit.Current = null; }
            }
        }
    }

    private (RunnerProject Project, ListedSuite Suite) Locate(string nameOrPath)
    {
        foreach (RunnerProject project in _projects)
        {
            ListedSuite? found = project.Suites.FirstOrDefault(s => s.Name == nameOrPath)
                ?? project.Suites.FirstOrDefault(s => s.Path == Path.GetFullPath(nameOrPath.Replace('\\', '/'), project.Manifest.ProjectDirectory));
            if (found is not null) { return (project, found); }
        }

        throw Usage(MappingReader.UnknownWord($"There is no suite '{nameOrPath}', neither by name nor by path", nameOrPath, Suites.Select(s => s.Name)));
    }

    private SuiteUnit Asked(string suite, string? model) => UnitOf(suite, model) is { Suite.IsHandedOver: false } unit ? unit
        : throw Usage($"The answers of the suite '{suite}' are handed over by tests (Provider=\"Test\"), so that there is no model to ask. Call EvaluateAsync with the answer.");

    private SuiteUnit UnitOf(string suite, string? model)
    {
        (RunnerProject project, ListedSuite listed) = Locate(suite);
        if (model is not null && listed.Models.Count > 0 && !listed.Models.Contains(model, StringComparer.Ordinal)) { throw Usage(MappingReader.UnknownWord($"The suite '{listed.Name}' has no model '{model}'", model, listed.Models)); }

        if (model is null && listed.Models.Count > 1) { throw Usage($"The suite '{listed.Name}' has several models: {string.Join(", ", listed.Models)}. Say which."); }

        lock (_gate) { return Unit(project, listed, model ?? (listed.Models is [var only] ? only : string.Empty)); }
    }

    private SuiteUnit Unit(RunnerProject project, ListedSuite suite, string model) =>
        _units.TryGetValue((suite, model), out SuiteUnit? known) ? known : _units[(suite, model)] = new SuiteUnit(project, suite, model);

    private static ListedCase Case(SuiteUnit unit, string caseId) => unit.Find(caseId)
        ?? throw Usage(unit.Suite.Errors is [var first, ..] ? $"There is no case '{caseId}' in the suite '{unit.Suite.Name}', which has mistakes: {first}"
            : Nearest($"There is no case '{caseId}' in the suite '{unit.Suite.Name}'", caseId, [.. unit.Suite.Cases.Select(c => c.Id)]));

    /// <summary>A suite has thousands of cases: only the nearest is named.</summary>
    private static string Nearest(string sentence, string word, string[] known) => known.Length <= 20 ? MappingReader.UnknownWord(sentence, word, known)
        : known.Where(k => Math.Abs(k.Length - word.Length) <= 3).Select(k => (Word: k, Distance: Spelling.Distance(k, word))).Where(k => k.Distance <= 3).OrderBy(k => k.Distance).FirstOrDefault().Word is { } near
            ? $"{sentence}. Did you mean '{near}'?" : FormattableString.Invariant($"{sentence}, which has {known.Length}.");

    private static string Unreadable(SuiteUnit unit) => $"The suite has mistakes: {unit.Suite.Errors[0]}";

    private static LlmEvalException Usage(string message) => new(Diagnostics.Usage.At(Location.None, message));

    /// <summary>A listed suite is the one that was listed: comparing its cases by value would take long.</summary>
    private sealed class UnitComparer : IEqualityComparer<(ListedSuite Suite, string Model)>
    {
        public static readonly UnitComparer Instance = new();

        public bool Equals((ListedSuite Suite, string Model) x, (ListedSuite Suite, string Model) y) => ReferenceEquals(x.Suite, y.Suite) && x.Model == y.Model;

        public int GetHashCode((ListedSuite Suite, string Model) key) => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Suite), key.Model);
    }
}
