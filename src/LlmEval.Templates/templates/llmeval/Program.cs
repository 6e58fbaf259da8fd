using LlmEval.Caching;
using LlmEval.Llama;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;
using Triage._1;

// Sorts one support ticket with the prompt and the model that evals/triage.eval.yml guards.
string ticket = args.Length > 0 ? string.Join(' ', args) : "The Pico Watch does not turn on! This is urgent. The order id is 31387.";
try
{
    using IChatClient client = await StartModelAsync();

    // Prompts.Triage is prompts/triage.prompt.yml: each {{variable}} of the file is a parameter, and one that is missing does not compile.
    ChatResponse answer = await client.GetResponseAsync(Prompts.Triage.RenderChat(ticket: ticket), Prompts.Triage.CreateChatOptions());
    Console.WriteLine(answer.Text);
    return 0;
}
catch (LlmEvalException e)
{
    Console.Error.WriteLine(e.Diagnostic);
    return 1;
}

// The model of the project's LlmModel item. Any other IChatClient does, too: that of OpenAI, of Ollama ...
static ValueTask<IChatClient> StartModelAsync()
{
    string file = Path.Combine(AppContext.BaseDirectory, "models", "triage-tiny.gguf");
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
        OutputDirectory = Path.Combine(Path.GetTempPath(), "llmeval-triage"),
        Report = Console.Error.WriteLine,
    };
    return new LlamaModelProvider().StartAsync(model, context, CancellationToken.None);
}
