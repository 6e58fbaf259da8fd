using LlmEval.Build.Tests.Behaviour;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.TestProjects;

/// <summary>
/// A library with suites and, beside it, a test project without a line of code that references it: built once for all tests of the class. <c>triage</c> is accepted with one case of twelve that fails;
/// <c>class</c> has no baseline and is never asked by the build.
/// </summary>
public sealed class SuiteTestProject : IAsyncLifetime
{
    /// <summary>The suite with an accepted failure: 11 of 12 pass.</summary>
    public const string Accepted = "triage";

    internal BuildSandbox Sandbox { get; private set; } = null!;

    internal SandboxProject App => Sandbox.App;

    internal SandboxProject Tests { get; private set; } = null!;

    /// <summary>Where the test project lies below the sandbox.</summary>
    internal string TestAssembly => Path.Combine(Sandbox.Root, "tests", "bin", "Debug", "net10.0", "tests.dll");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await LocalFeed.GetForTestsAsync();
        Sandbox = await BuildSandbox.CreateAsync();
        App.AsLibrary().WithTriage(script: """
            - { user: T07, answer: no idea }
            - { answer: "{user}" }

            """);
        (await Sandbox.BuildAsync("-t:LlmEval")).Output.Should().Contain("triage");
        (await Sandbox.BuildAsync("-t:LlmEvalAccept")).MustPass();
        App.WithSuite("""
            prompt: triage
            models: [scripted]
            tags: [nightly]
            score:
              - equals: { value: "{{expected}}", metric: category }
            cases:
              - { id: left, vars: { ticket: Left }, expected: Left }
              - { id: right, tags: [smoke], vars: { ticket: Right }, expected: Right }
              - { id: later, skip: "see #7", vars: { ticket: Later }, expected: Later }

            """, "class");
        Tests = Sandbox.AddProject("tests").AsTests().WithReference(App);
        (await Sandbox.BuildAsync(Tests.File)).MustPass();
        Sandbox.App.WithFile("../mtp/global.json", """{ "test": { "runner": "Microsoft.Testing.Platform" } }""");
    }

    /// <summary><c>dotnet test --no-build</c>, by VSTest.</summary>
    internal Task<CommandResult> VsTestAsync(params string[] arguments) => Sandbox.RunAsync("tests", ["test", "tests.csproj", "--no-build", "--logger", "console;verbosity=normal", .. arguments]);

    /// <summary><c>dotnet test --no-build</c>, by Microsoft.Testing.Platform.</summary>
    internal Task<CommandResult> PlatformAsync(params string[] arguments) => Sandbox.RunAsync("mtp", ["test", "--project", "../tests/tests.csproj", "--no-build", "--output", "Detailed", .. arguments]);

    /// <summary>The test program itself.</summary>
    internal Task<CommandResult> ProgramAsync(params string[] arguments) => Sandbox.RunAsync("tests", ["exec", TestAssembly, "-noColor", .. arguments]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
}
