using LlmEval.Llama;
using LlmEval.Llama.Devices;
using LlmEval.Llama.Natives;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

// What the tests need a second process for. Each writes lines to standard output that the test waits for.
switch (args)
{
    // Holds a device until standard input ends.
    case ["hold", string home, string device]:
        DeviceLease lease = DeviceLease.Of(home, device);
        await lease.EnterAsync(Request(home), CancellationToken.None);
        Console.WriteLine("held");
        await Console.In.ReadToEndAsync();
        lease.Exit(TimeProvider.System);
        lease.ReleaseIfIdle();
        return 0;

    // Starts a model, names its worker, and asks without end.
    case ["ask", string home, string natives, string path]:
        IChatClient client = await new LlamaModelProvider().StartAsync(
            new ModelSpec { Name = "tiny", Provider = "Llama", Location = Location.None, Metadata = new Dictionary<string, string> { ["Path"] = path, ["Threads"] = "1" } },
            Context(home, (NativeLibraries.PathSetting, natives)),
            CancellationToken.None);
        Console.WriteLine($"worker {((LlamaChatClient)client).Session.WorkerIds[0]}");
        while (true) { await client.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 500 }); }

    // Installs the native library.
    case ["install", string home]:
        NativeRuntime runtime = await RuntimeInstaller.InstallAsync(RuntimeFlavor.Cpu, Context(home) with { Report = Console.WriteLine }, CancellationToken.None);
        Console.WriteLine($"installed {runtime.LibraryPath}");
        return 0;

    default:
        return 2;
}

static LeaseRequest Request(string home) =>
    new() { Project = home, Timeout = TimeSpan.FromSeconds(30), Location = Location.None, Report = Console.WriteLine };

static ModelContext Context(string home, params (string Name, string Value)[] settings) => new()
{
    ProjectDirectory = home,
    Home = home,
    OutputDirectory = Path.Combine(home, "output"),
    Settings = settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.OrdinalIgnoreCase),
};
