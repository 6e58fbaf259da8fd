using System.Globalization;
using LlmEval.Benchmarks;
using LlmEval.Benchmarks.Endpoints;
using LlmEval.Benchmarks.Groups;

if (args is [StoreReading.Verb, string directory, string entries])
{
    StoreReading.Measure(directory, int.Parse(entries, CultureInfo.InvariantCulture));
    return 0;
}

if (args is [AnswerServer.Verb, string latency])
{
    await AnswerServer.RunAsync(int.Parse(latency, CultureInfo.InvariantCulture));
    return 0;
}

if (args is [FaultServer.Verb])
{
    await FaultServer.RunAsync();
    return 0;
}

if (args is [Soak.Verb, .. string[] howLong] && howLong is [] or ["--minutes", _])
{
    return await Soak.RunAsync(howLong is [_, string minutes] ? double.Parse(minutes, CultureInfo.InvariantCulture) : 10);
}

IBenchmarkGroup[] groups = [new NoopGroup(), new CachedGroup(), new StartGroup(), new StoreGroup(), new EndpointGroup(), new WorkerGroup(), new MetricsGroup(), new ReportGroup(), new GateGroup(), new GateErrorRatesGroup(), new DiscoverGroup()];
List<IBenchmarkGroup> chosen = [];
string? engine = null, peer = null;
int runs = 5, million = 1_000_000;
bool understood = true;
for (int i = 0; i < args.Length; i++)
{
    if (Array.Find(groups, g => string.Equals(g.Name, args[i], StringComparison.Ordinal)) is { } group) { chosen.Add(group); }
    else if (args[i] == "--engine" && i + 1 < args.Length) { engine = Path.GetFullPath(args[++i]); }
    else if (args[i] == "--runs" && i + 1 < args.Length) { understood &= int.TryParse(args[++i], CultureInfo.InvariantCulture, out runs) && runs > 0; }
    else if (args[i] == "--peer" && i + 1 < args.Length) { peer = Path.GetFullPath(args[++i]); }
    else if (args[i] == "--million" && i + 1 < args.Length) { understood &= int.TryParse(args[++i], CultureInfo.InvariantCulture, out million) && million > 0; }
    else { understood = false; }
}

if (chosen.Count == 0 || !understood)
{
    Console.Error.WriteLine($"""
        Usage: NAME... [--engine LLMEVAL.DLL] [--runs N] [--million N] [--peer FOLDER]   NAME: {string.Join(", ", groups.Select(g => g.Name))}
               {Soak.Verb} [--minutes N]
        --peer: where promptfoo is, or is to be installed with npm, for the group 'endpoint'
        """);
    return 2;
}

using var context = new BenchmarkContext(Repository(), engine, runs) { Million = million, Peer = peer };
List<Figure> figures = [];
foreach (IBenchmarkGroup group in chosen)
{
    try { figures.AddRange(await group.RunAsync(context)); }
    catch (InvalidOperationException exception)
    {
        Console.Error.WriteLine($"'{group.Name}' could not be measured: {exception.Message}");
        return 1;
    }
}

foreach (Figure figure in figures) { Console.WriteLine(figure); }

return 0;

// The folder above this program that holds the solution.
static string Repository()
{
    DirectoryInfo? folder = new(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LlmEval.sln"))) { folder = folder.Parent; }
    return folder?.FullName ?? throw new DirectoryNotFoundException("This program must stay in the repository that it measures.");
}
