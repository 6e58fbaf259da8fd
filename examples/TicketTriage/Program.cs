using System.Text.Json;
using LlmEval.Caching;
using LlmEval.Documents;
using LlmEval.Llama;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using Microsoft.Extensions.AI;

// Triage of one ticket, by the prompt and the model that the suite under evals/ guards:
//     dotnet run --project examples/TicketTriage -- "My Volt Charger does not turn on. Order number 4711."
if (args is not [{ Length: > 0 } ticket])
{
    Console.Error.WriteLine("Give the text of one ticket in quotes.");
    return 1;
}

try
{
    DiagnosticBag mistakes = new();
    PromptTemplate? prompt = PromptFile.Load(Path.Combine(AppContext.BaseDirectory, "prompts/triage.prompt.yml"), "triage", mistakes);
    if (prompt is null) { throw new LlmEvalException(mistakes.Items[0]); }

    Ticket values = new(ticket);
    ChatMessage[] messages =
    [
        .. prompt.Messages.Select(m => new ChatMessage(
            m.Role == MessageRole.System ? ChatRole.System : ChatRole.User, m.Content.Render(values, mistakes) ?? string.Empty)),
    ];
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
    using IChatClient client = await new LlamaModelProvider().StartAsync(model, context, CancellationToken.None);
    ChatResponse response = await client.GetResponseAsync(messages, new ChatOptions { Temperature = 0, MaxOutputTokens = prompt.Parameters.MaxTokens });
    using JsonDocument answer = JsonDocument.Parse(response.Text);
    foreach (JsonProperty field in answer.RootElement.EnumerateObject()) { Console.WriteLine($"{field.Name,-10} {field.Value}"); }

    return 0;
}
catch (LlmEvalException e)
{
    Console.Error.WriteLine(e.Diagnostic);
    return 1;
}
catch (JsonException)
{
    Console.Error.WriteLine("The model did not answer with JSON.");
    return 1;
}

/// <summary>The one variable of the prompt.</summary>
internal sealed class Ticket(string text) : ITemplateValues
{
    public string Description => "the ticket";

    public Location Location => Location.None;

    public CaseValue? Find(string path) => path == "ticket" ? CaseValue.OfText(text) : null;
}
