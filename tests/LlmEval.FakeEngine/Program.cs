using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

DateTime began = DateTime.UtcNow;
string[] words = args is [['@', .. string file]] ? File.ReadAllLines(file) : args;
string manifest = Option("--manifest");
string mode = Option("--mode");
string cancelFile = Option("--cancel-file");
using var parent = Process.GetProcessById(int.Parse(Option("--parent-pid"), CultureInfo.InvariantCulture));

string home = Environment.GetEnvironmentVariable("LLMEVAL_HOME") ?? throw new InvalidOperationException("LLMEVAL_HOME is not set.");
Directory.CreateDirectory(home);
File.AppendAllText(Path.Combine(home, "engine.log"), $"{mode} {Environment.ProcessId}\n");

using JsonDocument document = JsonDocument.Parse(File.ReadAllText(manifest));
JsonElement root = document.RootElement;
string output = root.GetProperty("outputDirectory").GetString()!;
string[] suites = [.. root.GetProperty("suites").EnumerateArray().Select(s => s.GetProperty("path").GetString()!)];
string stamp = Path.Combine(output, "complete.stamp");
File.Delete(stamp);

var read = new List<string>(suites);
read.AddRange(root.GetProperty("prompts").EnumerateArray().Select(p => p.GetProperty("path").GetString()!));
var rows = new List<string>();
bool complete = true;
bool writes = true;
foreach (string suite in suites)
{
    foreach (string[] command in File.ReadLines(suite).Where(l => l.StartsWith("# fake: ", StringComparison.Ordinal)).Select(l => l[8..].Split(' ', 5)))
    {
        switch (command[0])
        {
            case "error" or "warning" or "message":
                rows.Add(Row(command[0], command[1], suite, command[2], command[3], command[4]));
                break;
            case "reads":
                read.Add(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(suite)!, command[1])));
                break;
            case "needs-run" when mode != "Run":
                rows.Add(Row("warning", "LLM2010", suite, "1", "1", "changed and not evaluated"));
                complete = false;
                break;
            case "incomplete":
                complete = false;
                break;
            case "print":
                Console.WriteLine(string.Join(' ', command[1..]));
                break;
            case "sleep":
                if (!Sleep(TimeSpan.FromSeconds(int.Parse(command[1], CultureInfo.InvariantCulture)))) { return 2; }
                break;
            case "exit":
                return int.Parse(command[1], CultureInfo.InvariantCulture);
            case "no-verdict":
                writes = false;
                break;
            case "bad-verdict":
                rows.Add("not a diagnostic");
                break;
        }
    }
}

if (!writes) { return 0; }
File.WriteAllLines(Path.Combine(output, "verdict.tsv"), [$"#llmeval-verdict\t1\t{(complete ? "complete" : "incomplete")}", .. rows]);
File.WriteAllLines(Path.Combine(output, "inputs.list"), read.Select(State));
File.WriteAllText(Path.Combine(output, "result.jsonl"), "{}\n");
if (complete)
{
    File.WriteAllText(stamp, string.Empty);
    File.SetLastWriteTimeUtc(stamp, began);
}

return 0;

// As the engine records it: size and time, links followed; a file that is not there is no state at all.
static string State(string path)
{
    var file = new FileInfo(path);
    if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) { file = target; }
    return file.Exists ? $"{path}\t{file.Length}\t{file.LastWriteTimeUtc.Ticks}" : $"{path}\t?\t?";
}


string Option(string name) => words[Array.IndexOf(words, name) + 1];

static string Row(string severity, string code, string file, string line, string column, string message) =>
    string.Join('\t', severity, code, file, line, column, "0", "0", "https://example.invalid/" + code, message);

// False: the run was cancelled, or nobody waits for it any more.
bool Sleep(TimeSpan time)
{
    Console.WriteLine("##llmeval progress\t0\t1\tsleeping");
    for (var watch = Stopwatch.StartNew(); watch.Elapsed < time; Thread.Sleep(50))
    {
        if (File.Exists(cancelFile))
        {
            File.AppendAllText(Path.Combine(home, "engine.log"), $"cancelled {Environment.ProcessId}\n");
            Console.WriteLine("llmeval: error LLM3009: The run was cancelled.");
            return false;
        }

        if (parent.HasExited) { return false; }
    }

    return true;
}