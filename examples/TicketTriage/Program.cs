using System.Text.Json;
using LlmEval.Model;
using TicketTriage;

// Triage of one ticket, by the prompt and the model that the suite under evals/ guards:
//     dotnet run --project examples/TicketTriage -- "My Volt Charger does not turn on. Order number 4711."
if (args is not [{ Length: > 0 } ticket])
{
    Console.Error.WriteLine("Give the text of one ticket in quotes.");
    return 1;
}

try
{
    using TriageService service = await TriageService.StartAsync();
    using JsonDocument answer = JsonDocument.Parse(await service.SortAsync(ticket));
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
