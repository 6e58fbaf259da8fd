using System.Text.Json;
using LlmEval.Caching;
using LlmEval.Llama;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;
using TicketTriage;

// Triage of one ticket, by the prompt and the model that the suite under evals/ guards. Prompts.Triage is made of prompts/triage.prompt.yml when this is compiled:
//     dotnet run --project examples/TicketTriage -- "My Volt Charger does not turn on. Order number 4711."
if (args is not [{ Length: > 0 } ticket])
{
    Console.Error.WriteLine("Give the text of one ticket in quotes.");
    return 1;
}

try
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
    using IChatClient client = await new LlamaModelProvider().StartAsync(model, context, CancellationToken.None);
    ChatResponse response = await client.GetResponseAsync(Prompts.Triage.RenderChat(ticket: ticket), Prompts.Triage.CreateChatOptions());
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
