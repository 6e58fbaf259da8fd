using System.Security;

namespace LlmEval.Build.Tests.Sandbox;

/// <summary>
/// A folder like a user's, with projects that reference the package: its own home and cache, the feed of the run, an environment of
/// listed variables, no process that outlives it.
/// <code>
/// await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
/// sandbox.App.WithPrompt(...).WithScriptedModel(...).WithSuite(...);
/// BuildResult result = await sandbox.BuildAsync("-t:LlmEval");
/// result.MustFail().ErrorCodes.Should().Equal("LLM2001");
/// </code>
/// </summary>
internal sealed class BuildSandbox : IAsyncDisposable
{
    private static int s_count;

    private readonly LocalFeed _feed;
    private readonly List<SandboxProject> _projects = [];
    private readonly Dictionary<string, string> _environment = [];
    private bool _fakeEngine;
    private bool _restored;

    private BuildSandbox(LocalFeed feed, string root)
    {
        _feed = feed;
        Root = root;
        App = AddProject("app");
        _environment["LLMEVAL_HOME"] = Home;
        _environment["LLMEVAL_CACHE_DIR"] = Path.Combine(root, "cache");
    }

    /// <summary>The folder of everything.</summary>
    public string Root { get; }

    /// <summary>The project of a sandbox that has one.</summary>
    public SandboxProject App { get; }

    /// <summary><c>LLMEVAL_HOME</c>.</summary>
    public string Home => Path.Combine(Root, "home");

    /// <summary>A new sandbox with one console project that references the package.</summary>
    public static async Task<BuildSandbox> CreateAsync()
    {
        LocalFeed feed = await LocalFeed.GetAsync();
        string root = Path.Combine(feed.Root, "s" + Interlocked.Increment(ref s_count));
        Directory.CreateDirectory(root);
        return new BuildSandbox(feed, root);
    }

    /// <summary>A new sandbox whose engine is the stand-in: for what the targets do.</summary>
    public static async Task<BuildSandbox> CreateWithFakeEngineAsync()
    {
        BuildSandbox sandbox = await CreateAsync();
        sandbox._fakeEngine = true;
        return sandbox;
    }

    /// <summary>One more project.</summary>
    public SandboxProject AddProject(string name)
    {
        string directory = Path.Combine(Root, name);
        Directory.CreateDirectory(directory);
        var project = new SandboxProject(directory, name);
        _projects.Add(project);
        return project;
    }

    /// <summary>A variable of all builds from here on, for instance <c>CI</c>.</summary>
    public BuildSandbox WithEnvironment(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    /// <summary><c>dotnet build</c> of the app, or of <paramref name="arguments"/> when the first of them names a file.</summary>
    public Task<BuildResult> BuildAsync(params string[] arguments) => DotNetAsync("build", arguments);

    /// <summary>Any command that takes a project: <c>build</c>, <c>clean</c>, <c>publish</c>, <c>msbuild</c>.</summary>
    public async Task<BuildResult> DotNetAsync(string verb, params string[] arguments)
    {
        int before = EngineLog().Count;
        CommandResult result = await CommandLine.RunAsync(Root, Arguments(verb, arguments), _environment, TestContext.Current.CancellationToken);
        return new BuildResult(result.ExitCode, result.Output, BuildDiagnostic.Parse(result.Output), [.. EngineLog().Skip(before).Select(l => l.Split(' ')[0])]);
    }

    /// <summary>Starts a build of the app for a test that ends it.</summary>
    public RunningCommand StartBuild(params string[] arguments) => CommandLine.Start(Root, Arguments("build", arguments), _environment);

    /// <summary><c>dotnet</c> with arguments as they are, in a folder of the sandbox.</summary>
    public Task<CommandResult> RunAsync(string folder, params string[] arguments) =>
        CommandLine.RunAsync(Path.Combine(Root, folder), arguments, _environment, TestContext.Current.CancellationToken);

    /// <summary>Starts <c>dotnet</c> with arguments as they are, for a test that ends it.</summary>
    public RunningCommand Start(string folder, params string[] arguments) => CommandLine.Start(Path.Combine(Root, folder), arguments, _environment);

    /// <summary>Where all builds of the sandbox keep answers.</summary>
    public string Cache => _environment["LLMEVAL_CACHE_DIR"];

    /// <summary>The command <c>llmeval</c> of the restored package, in the app's folder.</summary>
    public Task<CommandResult> ToolAsync(params string[] arguments) =>
        CommandLine.RunAsync(App.Directory, Tool(arguments), _environment, TestContext.Current.CancellationToken);

    /// <summary>Starts that command for a test that ends it.</summary>
    public RunningCommand StartTool(params string[] arguments) => CommandLine.Start(App.Directory, Tool(arguments), _environment);

    /// <summary>The lines of the stand-in engine, <c>MODE PID</c>.</summary>
    public IReadOnlyList<string> EngineLog()
    {
        string log = Path.Combine(Home, "engine.log");
        return File.Exists(log) ? File.ReadAllLines(log) : [];
    }

    /// <summary>Deletes the folder; a test that failed keeps it until the run ends, which says where it is.</summary>
    public ValueTask DisposeAsync()
    {
        try { Directory.Delete(Root, recursive: true); }
        catch (IOException) { /* The folder of the run goes at its end. */ }
        return ValueTask.CompletedTask;
    }

    private IEnumerable<string> Tool(string[] arguments) =>
        ["exec", Path.Combine(_feed.Packages, "llmeval", _feed.Version, "tools", "net10.0", "any", "llmeval.dll"), .. arguments];

    private List<string> Arguments(string verb, string[] arguments)
    {
        WriteShared();
        foreach (SandboxProject project in _projects) { project.Write(_feed.Version); }
        bool named = arguments.Length > 0 && File.Exists(Path.Combine(Root, arguments[0]));
        List<string> all = [verb, .. named ? [] : (string[])[App.File], .. arguments, "-nodeReuse:false", "-p:UseSharedCompilation=false"];
        if (verb != "clean") { all.AddRange(["-tl:off", "-v:m"]); }
        // Restoring takes as long as building: once is enough.
        if (_restored && !named && verb is "build" or "publish") { all.Add("--no-restore"); }
        _restored |= verb == "build" && !named;
        return all;
    }

    private void WriteShared()
    {
        string Xml(string text) => SecurityElement.Escape(text);
        Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <RestorePackagesPath>{Xml(_feed.Packages)}</RestorePackagesPath>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
                <OutputType>Exe</OutputType>
                {(_fakeEngine ? $"<_LlmEvalEngineAssembly>{Xml(Repository.FakeEngine)}</_LlmEvalEngineAssembly>" : "")}
              </PropertyGroup>
            </Project>

            """);
        // Beside the machine's own sources.
        Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="llmeval-build-tests" value="{Xml(_feed.Source)}" />
              </packageSources>
            </configuration>

            """);
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(Root, name);
        if (!File.Exists(path) || File.ReadAllText(path) != text) { File.WriteAllText(path, text); }
    }
}
