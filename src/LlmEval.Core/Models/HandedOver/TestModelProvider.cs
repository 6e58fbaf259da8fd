using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Models.HandedOver;

/// <summary>
/// <c>Provider="Test"</c>: tests call the user's own code and hand its answers over. Builds check the suites of such a model and never ask it; nobody but the test knows which code answers, so
/// that it has no identity by which answers could be kept or be known to be those of a baseline.
/// </summary>
public sealed class TestModelProvider : IModelProvider
{
    /// <summary>The identity under which what was handed over is judged and accepted: the same for every code.</summary>
    public const string Identity = "test:handed-over";

    private static readonly string[] s_without = ["Path", "Sha256", "Temperature", "TopP", "TopK", "MaxTokens", "Seed", "Stop", "MaxAge"];

    /// <inheritdoc/>
    public string Name => "Test";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> KnownMetadata => [];

    /// <inheritdoc/>
    public void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics)
    {
        foreach (string name in s_without.Where(n => model[n] is not null))
        {
            diagnostics.Add(Diagnostics.UnknownKey, model.Location,
                $"{name} of the model '{model.Name}' does nothing: its answers are handed over by tests (Provider=\"Test\"). Say it in the code that answers.");
        }
    }

    /// <inheritdoc/>
    public ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) => new((ModelIdentity?)null);

    /// <inheritdoc/>
    public ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken)
    {
        (string what, string mend) = Missing(model, context)!.Value;
        throw new LlmEvalException(Diagnostics.ModelMissing.At(model.Location, $"The model '{model.Name}' cannot be asked: {what}. {mend}."));
    }

    /// <inheritdoc/>
    public int Concurrency(ModelSpec model) => 1;

    /// <inheritdoc/>
    public bool ReadsCases(ModelSpec model) => true;

    /// <inheritdoc/>
    public bool IsHandedOver(ModelSpec model) => true;

    /// <inheritdoc/>
    public IEnumerable<string> Files(ModelSpec model, ModelContext context) => [];

    /// <inheritdoc/>
    public (string What, string Mend)? Missing(ModelSpec model, ModelContext context) => ("its answers are handed over by tests", "Run dotnet test");

    /// <inheritdoc/>
    public Action<ModelRequest, DiagnosticBag>? RequestCheck(ModelSpec model, ModelContext context) => (request, diagnostics) =>
    {
        if (request.Case.Turns.Count > 0)
        {
            diagnostics.Add(Diagnostics.BadValue, request.Case.Location,
                $"The case '{request.Case.Id}' has turns, and a test hands over one answer a sample (Provider=\"Test\"). Put the conversation into 'vars:' and let your code have it, or use Provider=\"Assembly\".");
        }

        if (request.Case.Replies is not null)
        {
            diagnostics.Add(Diagnostics.BadValue, request.Case.Location,
                $"The case '{request.Case.Id}' scripts what tools reply, and your own code calls its tools itself (Provider=\"Test\"). Remove 'replies:', or use Provider=\"Assembly\".");
        }
    };
}
