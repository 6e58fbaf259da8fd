using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace LlmEval.Benchmarks.Endpoints;

/// <summary>promptfoo, as its own users have it from npm, beside us on the same server: the same questions, the same checks.</summary>
internal sealed class Promptfoo
{
    private const string Version = "0.123.1";

    private readonly string _node;
    private readonly string _program;

    private Promptfoo(string folder)
    {
        string modules = Path.Combine(folder, "node_modules");
        _node = Path.Combine(modules, "node", "bin", "node");
        _program = Path.Combine(modules, "promptfoo", "dist", "src", "entrypoint.js");
    }

    /// <summary>What to say where it is not there.</summary>
    public const string Skipped = "promptfoo not there: skipped";

    /// <summary>Finds it in a folder, or installs it there with npm; null when there is neither.</summary>
    public static async Task<Promptfoo?> FindAsync(string? folder)
    {
        if (folder is null) { return null; }

        Promptfoo peer = new(folder);
        if (File.Exists(peer._node) && File.Exists(peer._program)) { return peer; }

        try
        {
            BenchmarkContext.Say($"Installing promptfoo {Version} with npm ...");
            Directory.CreateDirectory(folder);
            // It needs a later node than many systems have, and nothing of what it would compile or download.
            await InstallAsync(folder, "node@22");
            await InstallAsync(folder, "promptfoo@" + Version, "--omit=optional", "--ignore-scripts");
            await InstallAsync(folder, Libsql(), "--omit=optional", "--ignore-scripts");
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            BenchmarkContext.Say(e.Message);
        }

        return File.Exists(peer._node) && File.Exists(peer._program) ? peer : null;
    }

    /// <summary>Evaluates cases that it has never seen.</summary>
    public async Task<MeasuredProcess> RunAsync(string directory, string address, int cases, int concurrency)
    {
        string home = Path.Combine(directory, "home"), config = Path.Combine(directory, "promptfooconfig.yaml");
        if (Directory.Exists(home)) { Directory.Delete(home, recursive: true); }

        Directory.CreateDirectory(directory);
        File.WriteAllText(config, Config(address, cases));
        Dictionary<string, string?> environment = new(BenchmarkContext.EnvironmentOf(directory), StringComparer.Ordinal)
        {
            ["PROMPTFOO_CONFIG_DIR"] = home,
            ["PROMPTFOO_DISABLE_TELEMETRY"] = "1",
            ["PROMPTFOO_DISABLE_UPDATE"] = "1",
            ["PROMPTFOO_DISABLE_REMOTE_GENERATION"] = "1",
            ["PROMPTFOO_DISABLE_SHARING"] = "1",
            ["CI"] = "1",
            ["NO_COLOR"] = "1",
        };
        return await MeasuredProcess.RunAsync(
            _node,
            [
                _program, "eval", "-c", config, "--no-table", "--no-progress-bar", "-j", concurrency.ToString(CultureInfo.InvariantCulture),
                "-o", Path.Combine(directory, "results.json"),
            ],
            directory,
            environment);
    }

    private static Task<MeasuredProcess> InstallAsync(string folder, params string[] what) => MeasuredProcess.RunAsync(
        "npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--silent", .. what], folder, new Dictionary<string, string?>(StringComparer.Ordinal));

    /// <summary>Its database's library, which is an optional part of it.</summary>
    private static string Libsql() => $"@libsql/{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}{(OperatingSystem.IsLinux() ? "-gnu" : string.Empty)}@0.5.29";

    private static string Config(string address, int cases)
    {
        StringBuilder text = new($$"""
            prompts:
              - '{{EndpointProject.Question}}'
            providers:
              - id: openai:chat:mock-model
                config: { apiBaseUrl: '{{address}}', apiKey: none, temperature: 0, max_tokens: 64 }
            tests:

            """);
        for (int i = 0; i < cases; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                  - vars: { n: {{i}}, topic: {{EndpointProject.Topic(i)}} }
                    assert: [{ type: contains, value: 'item-{{i}}' }, { type: is-json }, { type: regex, value: '{{EndpointProject.Pattern}}' }]

                """);
        }

        return text.ToString();
    }
}
