namespace LlmEval.Build.Tests.Sandbox;

/// <summary>
/// The package as a user gets it, packed once a test run under a version of its own (NuGet would serve an unchanged version stale), in
/// a feed beside the packages folder that all sandboxes of the run share.
/// </summary>
internal sealed class LocalFeed
{
    private static readonly Lazy<Task<LocalFeed>> s_instance = new(CreateAsync);
    private static readonly string[] s_templates = ["src/LlmEval.Core", "src/LlmEval.Llama", "src/LlmEval.Templates"];

    private readonly Lazy<Task> _templates;

    private LocalFeed(string root, string version)
    {
        Root = root;
        Version = version;
        _templates = new(async () =>
        {
            foreach (string project in s_templates) { await PackAsync(project); }
        });
    }

    /// <summary>The folder of the run: feed, packages and sandboxes lie in it.</summary>
    public string Root { get; }

    /// <summary>Version of the package in this run.</summary>
    public string Version { get; }

    /// <summary>A NuGet source.</summary>
    public string Source => Path.Combine(Root, "feed");

    /// <summary>What restore unpacks into.</summary>
    public string Packages => Path.Combine(Root, "packages");

    /// <summary>Packs when first asked for.</summary>
    public static Task<LocalFeed> GetAsync() => s_instance.Value;

    /// <summary>The feed with the templates too, and what their projects reference besides <c>LlmEval</c>; packed when first asked for.</summary>
    public static async Task<LocalFeed> WithTemplatesAsync()
    {
        LocalFeed feed = await GetAsync();
        await feed._templates.Value;
        return feed;
    }

    private static async Task<LocalFeed> CreateAsync()
    {
        string root = Directory.CreateTempSubdirectory("llmeval-build-tests-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(root);
        var feed = new LocalFeed(root, $"0.1.0-t{DateTime.UtcNow:yyyyMMddHHmmss}.{Environment.ProcessId}");
        // The engine that any platform runs: compiling it for this one takes longer than the tests gain.
        await feed.PackAsync("src/LlmEval.MSBuild", "-p:LlmEvalReadyToRunIdentifiers=none");
        return feed;
    }

    private async Task PackAsync(string project, params string[] arguments)
    {
        CommandResult pack = await CommandLine.RunAsync(
            Repository.Root,
            ["pack", project, "--no-build", "-c", Repository.Configuration, "-o", Source, "-nodeReuse:false", "-v:q", "-p:PackageVersion=" + Version, .. arguments],
            new Dictionary<string, string>(),
            CancellationToken.None);
        if (pack.ExitCode != 0) { throw new InvalidOperationException($"{project} could not be packed:\n{pack.Output}"); }
    }

    private static void Delete(string root)
    {
        try { Directory.Delete(root, recursive: true); }
        catch (IOException) { /* A process that ends late holds a file; the system clears its temporary folder. */ }
        catch (UnauthorizedAccessException) { /* The same on Windows. */ }
    }
}
