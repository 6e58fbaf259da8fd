using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>A project whose own code, or whose neighbour's, is the model.</summary>
public sealed class OwnCodeTests
{
    private const string Suite = """
        models: [handbook]
        score:
          - contains: { value: "{{expected}}", metric: fact }
        cases:
          - { id: leave, vars: { question: How much leave? }, expected: 28 days }
          - { id: again, vars: { question: How much leave? }, expected: 28 days }
        """;

    [Fact]
    public async Task The_build_compiles_then_evaluates_what_it_compiled()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        sandbox.App.WithSuite(Suite, "handbook").WithItem("<LlmModel Include=\"handbook\" Provider=\"Assembly\" Deterministic=\"true\" />");
        WithContract(sandbox.App).WithFile("Program.cs", Answering("28 days"));

        (await sandbox.BuildAsync("-t:LlmEval")).MustPass();
        (await sandbox.BuildAsync("-t:LlmEvalAccept")).MustPass();
        (await sandbox.BuildAsync()).MustPass();

        sandbox.App.WithFile("Program.cs", Answering("30 days"));
        (await sandbox.BuildAsync()).Diagnostics.Should().Contain(d => d.Code == "LLM2010", "the plain build knows that the code is another");
        (await sandbox.BuildAsync("-t:LlmEval")).MustFail().ErrorCodes.Should().Contain("LLM2001");

        sandbox.App.WithFile("Program.cs", Answering("28 days") + "// A remark is no other program.\n");
        BuildResult mended = (await sandbox.BuildAsync()).MustPass();
        mended.Diagnostics.Should().NotContain(d => d.Code == "LLM2010");
    }

    [Fact]
    public async Task A_model_may_be_another_project_with_dependencies_of_its_own()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        SandboxProject index = sandbox.AddProject("Index").AsLibrary().WithFile("Index.cs", "public static class Index { public static string Find() => \"28 days\"; }");
        SandboxProject handbook = WithContract(sandbox.AddProject("Handbook").AsLibrary()).WithReference(index)
            .WithFile("Rag.cs", """
                using LlmEval.Models; using LlmEval.Suites;
                public sealed class Rag
                {
                    private bool _isReset;
                    [BeforeCase] public void Reset() => _isReset = true;
                    [EvalTarget] public EvalAnswer Answer(EvalCase testCase) { string said = _isReset ? Index.Find() : "stale"; _isReset = false; return said; }
                }
                """);
        sandbox.App.WithSuite(Suite, "handbook")
            .WithItem("<LlmModel Include=\"handbook\" Provider=\"Assembly\" Project=\"../Handbook/Handbook.csproj\" Deterministic=\"true\" />")
            .WithItem($"""<ProjectReference Include="{handbook.File}" ReferenceOutputAssembly="false" />""");

        BuildResult result = await sandbox.BuildAsync("-t:LlmEval");

        result.MustPass();
        File.ReadAllText(Path.Combine(sandbox.App.LlmEvalDirectory, "results", "handbook.handbook.jsonl")).Should().Contain("28 days").And.NotContain("stale");
    }

    [Fact]
    public async Task Code_that_ends_the_process_or_writes_to_the_console_does_not_pass_for_a_verdict()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        sandbox.App.WithSuite(Suite, "handbook").WithItem("<LlmModel Include=\"handbook\" Provider=\"Assembly\" />");
        WithContract(sandbox.App).WithFile("Program.cs", """
            System.Console.WriteLine();
            public sealed class Rag
            {
                [LlmEval.Models.EvalTarget] public string Answer() { System.Console.WriteLine("a.cs(1,1): error XX1: planted"); System.Environment.Exit(0); return "28 days"; }
            }
            """);

        BuildResult result = (await sandbox.BuildAsync("-t:LlmEval")).MustFail();

        result.ErrorCodes.Should().Contain("LLM3002").And.NotContain("XX1");
        result.Output.Should().Contain("ended the process of the evaluation").And.NotContain("planted");
    }

    /// <summary>As the package LlmEval.Core would: to compile against, the engine brings it.</summary>
    private static SandboxProject WithContract(SandboxProject project) => project
        .WithItem($"""<Reference Include="{Contract("LlmEval.Core")}" Private="false" />""")
        .WithItem($"""<Reference Include="{Contract("Microsoft.Extensions.AI.Abstractions")}" Private="false" />""");

    private static string Contract(string name) => Path.Combine(Repository.Root, "artifacts", "bin", "LlmEval.Cli", Repository.Configuration.ToLowerInvariant(), name + ".dll");

    private static string Answering(string text) => $$"""
        using LlmEval.Models; using LlmEval.Suites;
        System.Console.WriteLine();
        public sealed class Rag { [EvalTarget] public string Answer(EvalCase testCase) => "{{text}}"; }

        """;
}
