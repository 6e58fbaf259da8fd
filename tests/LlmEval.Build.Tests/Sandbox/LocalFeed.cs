namespace LlmEval.Build.Tests.Sandbox;

/// <summary>
/// The package as a user gets it, packed once a test run under a version of its own (NuGet would serve an unchanged version stale), in
/// a feed beside the packages folder that all sandboxes of the run share.
/// </summary>
internal sealed class LocalFeed
{
    // Those of which LlmEval.XunitV3 consists.
    private static readonly string[] s_forTests = ["Core", "Assemblies", "Endpoints", "Llama", "Engine", "XunitV3"];

    private static readonly Lazy<Task<LocalFeed>> s_instance = new(PackAsync);
    private static readonly Lazy<Task<LocalFeed>> s_withTests = new(() => PackMoreAsync(s_instance!.Value, s_forTests));
    private static readonly Lazy<Task<LocalFeed>> s_withTemplates = new(() => PackMoreAsync(s_withTests.Value, ["Templates"]));

    private LocalFeed(string root, string version)
    {
        Root = root;
        Version = version;
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

    /// <summary>The same with the packages of a test project, packed when first asked for.</summary>
    public static Task<LocalFeed> GetForTestsAsync() => s_withTests.Value;

    /// <summary>The same with the templates, whose projects reference all of these.</summary>
    public static Task<LocalFeed> WithTemplatesAsync() => s_withTemplates.Value;

    private static async Task<LocalFeed> PackMoreAsync(Task<LocalFeed> before, string[] projects)
    {
        LocalFeed feed = await before;
        string all = Path.Combine(feed.Root, $"pack-{projects[0]}.proj");
        await File.WriteAllTextAsync(all, $"""
            <Project>
              <ItemGroup><Packed Include="{string.Join(';', projects)}" /></ItemGroup>
              <Target Name="Pack">
                <MSBuild Projects="@(Packed->'{Repository.Root}src/LlmEval.%(Identity)/LlmEval.%(Identity).csproj')" Targets="Pack"
                         Properties="NoBuild=true;Configuration={Repository.Configuration};PackageOutputPath={feed.Source};PackageVersion={feed.Version}" />
              </Target>
            </Project>
            """);
        CommandResult pack = await CommandLine.RunAsync(Repository.Root, ["msbuild", all, "-t:Pack", "-nologo", "-nodeReuse:false", "-v:q"], new Dictionary<string, string>(), CancellationToken.None);
        return pack.ExitCode == 0 ? feed : throw new InvalidOperationException("The packages could not be packed:\n" + pack.Output);
    }

    private static async Task<LocalFeed> PackAsync()
    {
        string root = Directory.CreateTempSubdirectory("llmeval-build-tests-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(root);
        var feed = new LocalFeed(root, $"0.1.0-t{DateTime.UtcNow:yyyyMMddHHmmss}.{Environment.ProcessId}");
        CommandResult pack = await CommandLine.RunAsync(
            Repository.Root,
            [
                "pack", "src/LlmEval.MSBuild", "--no-build", "-c", Repository.Configuration, "-o", feed.Source, "-nodeReuse:false", "-v:q",
                "-p:PackageVersion=" + feed.Version,
                // The engine that any platform runs: compiling it for this one takes longer than the tests gain.
                "-p:LlmEvalReadyToRunIdentifiers=none",
            ],
            new Dictionary<string, string>(),
            CancellationToken.None);
        return pack.ExitCode == 0 ? feed : throw new InvalidOperationException("The package could not be packed:\n" + pack.Output);
    }

    private static void Delete(string root)
    {
        try { Directory.Delete(root, recursive: true); }
        catch (IOException) { /* A process that ends late holds a file; the system clears its temporary folder. */ }
        catch (UnauthorizedAccessException) { /* The same on Windows. */ }
    }
}
