using LlmEval.Build.Tests.Behaviour;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Templates;

/// <summary>A folder in which a user creates projects from the packed templates: their own hive of templates, the feed of the run, nothing else between project and user.</summary>
public sealed class TemplateSandbox : IAsyncLifetime
{
    private static int s_count;
    private readonly Dictionary<string, string> _environment = [];
    private LocalFeed _feed = null!;

    /// <summary>The folder of everything.</summary>
    public string Root { get; private set; } = string.Empty;

    /// <summary>Version of all packages.</summary>
    public string Version => _feed.Version;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _feed = await LocalFeed.WithTemplatesAsync();
        Root = Path.Combine(_feed.Root, "t" + Interlocked.Increment(ref s_count));
        Directory.CreateDirectory(Root);
        _environment["LLMEVAL_HOME"] = TicketTriage.SharedHome;
        _environment["LLMEVAL_CACHE_DIR"] = Path.Combine(Root, "cache");
        _environment["NUGET_PACKAGES"] = _feed.Packages;
        _environment["MSBUILDDISABLENODEREUSE"] = "1";
        await File.WriteAllTextAsync(Path.Combine(Root, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="llmeval-build-tests" value="{System.Security.SecurityElement.Escape(_feed.Source)}" />
              </packageSources>
            </configuration>

            """);
        await PassAsync(Root, "new", "install", Path.Combine(_feed.Source, $"LlmEval.Templates.{Version}.nupkg"), "--debug:custom-hive", Hive);
    }

    /// <summary>Creates a project in a folder of its name, and gives that folder.</summary>
    public async Task<string> NewAsync(string template, string name, params string[] arguments)
    {
        await PassAsync(Root, ["new", template, "-n", name, "--debug:custom-hive", Hive, .. arguments]);
        return Path.Combine(Root, name);
    }

    /// <summary><c>dotnet</c> with arguments, in a folder, that must succeed.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> PassAsync(string directory, params string[] arguments)
    {
        CommandResult result = await RunAsync(directory, arguments);
        result.ExitCode.Should().Be(0, "{0} wrote:\n{1}", string.Join(' ', arguments), result.Output);
        return result.Output;
    }

    /// <summary><c>dotnet</c> with arguments, in a folder that a command finds its project in.</summary>
    internal Task<CommandResult> RunAsync(string directory, params string[] arguments) =>
        CommandLine.RunAsync(directory, arguments, _environment, TestContext.Current.CancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        try { Directory.Delete(Root, recursive: true); }
        catch (IOException) { /* The folder of the run goes at its end. */ }
        return ValueTask.CompletedTask;
    }

    private string Hive => Path.Combine(Root, "hive");
}
