using LlmEval.Endpoints;
using LlmEval.Endpoints.TestProcess;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

// What the tests need a second process for.
switch (args)
{
    // An OpenAI-compatible server: serve PORT FOLDER [what it does wrong].
    case ["serve", string port, string folder, .. string[] habits]:
        return await new TinyServer(folder, habits).RunAsync(port);

    // A run: starts a model with the command, asks once, says so and waits to be killed.
    case ["run", string home, string command]:
        IChatClient client = await new OpenAIModelProvider().StartAsync(
            new ModelSpec
            {
                Name = "tiny",
                Provider = "OpenAI",
                Location = Location.None,
                Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Model"] = "tiny", ["Command"] = command },
            },
            new ModelContext { ProjectDirectory = home, Home = home, OutputDirectory = Path.Combine(home, "output") },
            CancellationToken.None);
        Console.WriteLine((await client.GetResponseAsync("Hi")).Text);
        await Task.Delay(Timeout.Infinite);
        return 0;

    default:
        return 2;
}
