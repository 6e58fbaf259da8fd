using System.Security.Cryptography;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Models.Scripted;

/// <summary>
/// <c>Provider="Scripted"</c>: answers from a file, with delays and faults on demand. For trying a suite without a model, and for tests.
/// <c>Path</c> is a YAML list or JSON lines of rules with the keys <c>user</c>, <c>system</c> (texts that the message contains),
/// <c>sample</c>, <c>answer</c> (<c>{user}</c> stands for the user's message), <c>finish</c>, <c>delay</c>, <c>latency</c>,
/// <c>fault</c> (<c>refused</c>, <c>reset</c>, <c>hang</c>) and <c>times</c>; the first rule that holds answers.
/// <c>CallLog</c> names a file that gets a line for each start, request and stop.
/// </summary>
public sealed class ScriptedModelProvider : IModelProvider
{
    /// <inheritdoc/>
    public string Name => "Scripted";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> KnownMetadata { get; } = ["CallLog", "Concurrency"];

    /// <inheritdoc/>
    public void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics)
    {
        if (model["Path"] is null)
        {
            diagnostics.Add(Diagnostics.MissingKey, model.Location, $"The model '{model.Name}' (Scripted) needs Path, the file of its answers.");
        }

        if (model["Concurrency"] is { } text && Concurrency(model) == 0)
        {
            diagnostics.Add(Diagnostics.BadValue, model.Location, $"Concurrency of the model '{model.Name}' must be a whole number from 1 to 1000, not '{text}'.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken)
    {
        string path = model["Path"]!;
        if (!File.Exists(path)) { return null; }

        byte[] script;
        try
        {
            script = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LlmEvalException(Diagnostics.BadModelFile.At(model.Location,
                $"The script of the model '{model.Name}' cannot be read: {e.Message} Check its permissions."), e);
        }

        return new ModelIdentity
        {
            Key = "scripted:sha256:" + Convert.ToHexStringLower(SHA256.HashData(script)),
            DeterministicWhenGreedy = true,
            IsPinned = true,
            Lineage = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["file"] = Path.GetFileName(path) },
        };
    }

    /// <inheritdoc/>
    public ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken)
    {
        DiagnosticBag diagnostics = new();
        IReadOnlyList<ScriptRule> rules = ScriptFile.Read(model["Path"]!, diagnostics);
        if (diagnostics.Items.FirstOrDefault(d => d.Severity == Severity.Error) is { } first) { throw new LlmEvalException(first); }

        string? log = model["CallLog"] is { } name ? Path.GetFullPath(name, context.ProjectDirectory) : null;
        return ValueTask.FromResult<IChatClient>(new ScriptedClient(rules, log));
    }

    /// <inheritdoc/>
    public int Concurrency(ModelSpec model) => model["Concurrency"] is not { } text ? 8
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= 1000 ? value : 0;
}
