using System.Globalization;
using LlmEval.Benchmarks;
using LlmEval.Benchmarks.Groups;

if (args is [StoreReading.Verb, string directory, string entries])
{
    StoreReading.Measure(directory, int.Parse(entries, CultureInfo.InvariantCulture));
    return 0;
}

IBenchmarkGroup[] groups = [new NoopGroup(), new CachedGroup(), new StartGroup(), new StoreGroup()];
IBenchmarkGroup? group = args.Length > 0 ? Array.Find(groups, g => string.Equals(g.Name, args[0], StringComparison.Ordinal)) : null;
string? engine = null;
int runs = 5;
bool understood = group is not null && args.Length % 2 == 1;
for (int i = 1; i + 1 < args.Length; i += 2)
{
    if (args[i] == "--engine") { engine = Path.GetFullPath(args[i + 1]); }
    else if (args[i] == "--runs") { understood &= int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out runs) && runs > 0; }
    else { understood = false; }
}

if (group is null || !understood)
{
    Console.Error.WriteLine($"Usage: NAME [--engine LLMEVAL.DLL] [--runs N]   NAME: {string.Join(", ", groups.Select(g => g.Name))}");
    return 2;
}

using var context = new BenchmarkContext(Repository(), engine, runs);
try
{
    IReadOnlyList<Figure> figures = await group.RunAsync(context);
    foreach (Figure figure in figures) { Console.WriteLine(figure); }
    return 0;
}
catch (InvalidOperationException exception)
{
    Console.Error.WriteLine($"'{group.Name}' could not be measured: {exception.Message}");
    return 1;
}

// The folder above this program that holds the solution.
static string Repository()
{
    DirectoryInfo? folder = new(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LlmEval.sln"))) { folder = folder.Parent; }
    return folder?.FullName ?? throw new DirectoryNotFoundException("This program must stay in the repository that it measures.");
}
