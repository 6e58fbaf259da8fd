using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Scoring;

/// <summary>Loads what <c>LlmEvaluator</c> items name.</summary>
public interface IEvaluatorLoader
{
    /// <summary>Loads one item. The kinds that it gives run where they can do no harm to the evaluation, and say their <see cref="CheckKind.Origin"/>.</summary>
    /// <param name="item">The item; its path is null when the build could not tell it.</param>
    /// <param name="context">The project, its settings and folders.</param>
    /// <param name="diagnostics">Where it is told, at the item, why it cannot be loaded.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was loaded, or null after an error.</returns>
    ValueTask<LoadedEvaluator?> LoadAsync(ManifestItem item, ModelContext context, DiagnosticBag diagnostics, CancellationToken cancellationToken);

    /// <summary>Files that decide what an item's checks do, full paths: a build in which one of them changed judges anew.</summary>
    /// <param name="item">The item.</param>
    /// <param name="context">The project, its settings and folders.</param>
    IEnumerable<string> Files(ManifestItem item, ModelContext context);
}
