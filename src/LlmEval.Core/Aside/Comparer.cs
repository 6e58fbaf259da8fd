using System.Text;
using LlmEval.Accepted;
using LlmEval.Comparing;
using LlmEval.Gating.Baselines;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Aside;

/// <summary>Compares two of: results, baselines, models, prompts, revisions. Asks nobody unless it may run.</summary>
public sealed class Comparer(Evaluation evaluation)
{
    /// <summary>Compares.</summary>
    /// <exception cref="LlmEvalException">A side does not exist, cannot be read, has no answers (LLM2010), or has nothing in common with the other (LLM3016).</exception>
    public async Task<Comparison> CompareAsync(ComparisonRequest request, CancellationToken cancellationToken)
    {
        ScoreTable? a = File(request.A), b = File(request.B);
        if (a is not null && b is not null) { return Comparison.Of(a, b); }

        Manifest manifest = request.Manifest ?? throw new InvalidOperationException("A side needs a project.");
        ScoreTable? file = a ?? b;
        EvalSuite suite = AsideEvaluator.Find(manifest, request.Suite ?? file?.Suite);
        string? model = request.Model ?? (suite.Models.Any(m => m.Name == file?.Model) ? file!.Model : null);
        Sides sides = new(
            new AsideEvaluator(evaluation, request.Run ? EvaluationMode.Run : EvaluationMode.Cached, request.Filter, request.Observer), manifest, suite, model);
        a ??= await sides.OfAsync(request.A, cancellationToken).ConfigureAwait(false);
        b ??= await sides.OfAsync(request.B, cancellationToken).ConfigureAwait(false);
        return Comparison.Of(a, b);
    }

    /// <summary>A result or a baseline, told apart by their first keys; null for what is no file.</summary>
    private static ScoreTable? File(Operand operand)
    {
        if (operand.Kind != OperandKind.File) { return null; }

        string path = Path.GetFullPath(operand.Value);
        if (!System.IO.File.Exists(path))
        {
            throw new LlmEvalException(Diagnostics.Usage.At(new Location(path), $"There is no file '{operand.Value}'. Give {Operand.Grammar}."));
        }

        return IsBaseline(path) ? ScoreTable.Of(Load(path), operand.Value) : ResultTable.Read(path, operand.Value);
    }

    private static Baseline Load(string path)
    {
        DiagnosticBag found = new();
        return Baseline.Load(path, found) ?? throw new LlmEvalException(found.Items.First(d => d.IsError));
    }

    private static bool IsBaseline(string path)
    {
        using FileStream stream = System.IO.File.OpenRead(path);
        Span<byte> begin = stackalloc byte[64];
        int read = stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(begin[..read]).Contains("\"baseline\"", StringComparison.Ordinal);
    }

    /// <summary>The sides that need a project.</summary>
    private sealed class Sides(AsideEvaluator aside, Manifest manifest, EvalSuite suite, string? model)
    {
        private readonly BaselineFiles _baselines = new(manifest);

        public async Task<ScoreTable> OfAsync(Operand operand, CancellationToken cancellationToken)
        {
            switch (operand.Kind)
            {
                case OperandKind.Baseline:
                    string path = _baselines.PathOf(suite, OneModel());
                    return ScoreTable.Of(await BaselineAsync(path, operand.Value, cancellationToken).ConfigureAwait(false), operand.Value.Length == 0 ? "the baseline" : $"the baseline at {operand.Value}");
                case OperandKind.Revision: return await RevisionAsync(operand.Value, cancellationToken).ConfigureAwait(false);
                case OperandKind.Model: return await VariantAsync(manifest, operand.Value, null, $"model {operand.Value}", null, cancellationToken).ConfigureAwait(false);
                case OperandKind.Prompt: return await VariantAsync(manifest, model, operand.Value, $"prompt {operand.Value}", null, cancellationToken).ConfigureAwait(false);
                default: return await VariantAsync(manifest, model, null, "now", null, cancellationToken).ConfigureAwait(false);
            }
        }

        private Task<ScoreTable> VariantAsync(Manifest at, string? with, string? prompt, string name, Baseline? old, CancellationToken cancellationToken)
        {
            string? chosen = with ?? (suite.Models is [var only] ? only.Name : null);
            SuiteVariant variant = new() { Name = $"{suite.Name} {name}", Suite = suite.Name, Models = chosen is null ? [] : [chosen], Prompt = prompt };
            return aside.TableAsync(at, variant, name, [old, chosen is null ? null : Committed(chosen)], cancellationToken);
        }

        private Baseline? Committed(string chosen) => _baselines.PathOf(suite, chosen) is { } path && System.IO.File.Exists(path) ? Load(path) : null;

        private string OneModel() => model ?? (suite.Models is [var only] ? only.Name
            : throw new LlmEvalException(Diagnostics.Usage.At(Location.None, $"The suite '{suite.Name}' has a baseline each model. Say which with --model.")));

        private async Task<Baseline> BaselineAsync(string path, string revision, CancellationToken cancellationToken)
        {
            if (revision.Length > 0)
            {
                string commit = await GitFiles.CommitAsync(manifest.ProjectDirectory, revision, cancellationToken).ConfigureAwait(false);
                return await AtAsync(path, commit, cancellationToken).ConfigureAwait(false)
                    ?? throw new LlmEvalException(Diagnostics.Usage.At(new Location(path), $"There was no baseline of '{suite.Name}' with '{OneModel()}' at '{revision}'."));
            }

            return System.IO.File.Exists(path) ? Load(path)
                : throw new LlmEvalException(Diagnostics.Usage.At(new Location(path), $"There is no baseline of '{suite.Name}' with '{OneModel()}' yet. Accept one, or compare with something else."));
        }

        private static async Task<Baseline?> AtAsync(string path, string commit, CancellationToken cancellationToken)
        {
            if (await GitFiles.ReadAsync(path, commit, cancellationToken).ConfigureAwait(false) is not { } bytes) { return null; }

            DiagnosticBag found = new();
            return Baseline.Read(new MemoryStream(bytes), path, found) ?? throw new LlmEvalException(found.Items.First(d => d.IsError));
        }

        /// <summary>The prompt of that revision, planned for the present cases, models and checks; where the cache has forgotten its answers, the baseline of that revision by the same keys.</summary>
        private async Task<ScoreTable> RevisionAsync(string revision, CancellationToken cancellationToken)
        {
            string commit = await GitFiles.CommitAsync(manifest.ProjectDirectory, revision, cancellationToken).ConfigureAwait(false);
            string name = $"{revision} ({commit[..8]})";
            if (suite.Prompt?.Name is not { } prompt || manifest.Prompts.FirstOrDefault(p => p.Name == prompt) is not { Path: { } path } item)
            {
                throw new LlmEvalException(Diagnostics.Usage.At(suite.Location, $"The suite '{suite.Name}' has no prompt file, so that no revision can be asked for one. Compare with baseline:{revision}."));
            }

            byte[] text = await GitFiles.ReadAsync(path, commit, cancellationToken).ConfigureAwait(false)
                ?? throw new LlmEvalException(Diagnostics.Usage.At(new Location(path), $"The prompt '{prompt}' was not in this file at '{revision}'. Compare with baseline:{revision}, or with a file."));
            string copy = Path.Combine(manifest.OutputDirectory, SuiteVariant.Folder, "prompts", commit, Path.GetFileName(path));
            AtomicFile.Write(copy, stream => stream.Write(text));
            Manifest then = manifest with { Prompts = [.. manifest.Prompts.Select(p => ReferenceEquals(p, item) ? p with { Path = copy } : p)] };
            string? chosen = model ?? (suite.Models is [var only] ? only.Name : null);
            Baseline? old = chosen is null ? null : await AtAsync(_baselines.PathOf(suite, chosen), commit, cancellationToken).ConfigureAwait(false);
            return await VariantAsync(then, model, null, name, old, cancellationToken).ConfigureAwait(false);
        }
    }
}
