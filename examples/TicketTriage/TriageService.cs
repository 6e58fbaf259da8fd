using System.Text.Json;
using LlmEval.Caching;
using LlmEval.Llama;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace TicketTriage;

/// <summary>The application: asks the prompt and the model that the suite under <c>evals/</c> guards, and says which desk a ticket belongs to.</summary>
public sealed class TriageService : IDisposable
{
    private readonly IChatClient _client;

    private TriageService(IChatClient client) => _client = client;

    /// <summary>Loads the model that lies beside the application.</summary>
    /// <exception cref="LlmEvalException">It cannot be loaded; the message has the mend.</exception>
    public static async Task<TriageService> StartAsync(CancellationToken cancellationToken = default)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "models/triage-q8_0.gguf");
        ModelSpec model = new()
        {
            Name = "triage-tiny",
            Provider = "Llama",
            Location = new Location(file),
            Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Path"] = file },
        };
        ModelContext context = new()
        {
            ProjectDirectory = AppContext.BaseDirectory,
            Home = HomeLocation.Resolve(Environment.GetEnvironmentVariable),
            OutputDirectory = Path.Combine(Path.GetTempPath(), "ticket-triage"),
            Report = Console.Error.WriteLine,
        };
        return new TriageService(await new LlamaModelProvider().StartAsync(model, context, cancellationToken));
    }

    /// <summary>What the model says of a ticket: JSON, when all is well.</summary>
    public async Task<string> SortAsync(string ticket, CancellationToken cancellationToken = default) =>
        (await _client.GetResponseAsync(Prompts.Triage.RenderChat(ticket: ticket), Prompts.Triage.CreateChatOptions(), cancellationToken)).Text;

    /// <summary>The desk that answers a ticket: that of its category; <c>duty</c> when it is urgent, <c>people</c> when the model's answer cannot be read.</summary>
    public async Task<string> RouteAsync(string ticket, CancellationToken cancellationToken = default)
    {
        try
        {
            using JsonDocument sorted = JsonDocument.Parse(await SortAsync(ticket, cancellationToken));
            return sorted.RootElement.GetProperty("priority").GetString() == "high" ? "duty" : sorted.RootElement.GetProperty("category").GetString() switch
            {
                "defect" or "return" => "returns",
                "shipping" => "parcels",
                "billing" or "account" => "accounts",
                "howto" => "help",
                _ => "people",
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException) { return "people"; }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
