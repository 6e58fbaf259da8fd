using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>Typed prompts as a user has them: the package, added as <c>dotnet add package</c> adds it, and nothing else.</summary>
public sealed class TypedPromptTests
{
    private const string Prompt = "description: Sorts a ticket.\nmodelParameters: { temperature: 0 }\nmessages:\n  - role: system\n    content: Sort for {{customer.name}}.\n  - role: user\n    content: \"{{ticket}}\"\n";

    private static string Program(string arguments) =>
        $"using System;\nusing Shop;\n\nforeach (Prompts.PromptMessage message in Prompts.TicketTriage.Render({arguments}))\n{{\n    Console.WriteLine(message.Role + \": \" + message.Content);\n}}\n";

    private static async Task<BuildSandbox> ShopAsync(string arguments, string prompt = Prompt)
    {
        BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithProperty("RootNamespace", "Shop").WithProperty("Nullable", "enable").WithPrompt(prompt, "ticket-triage").WithFile("Program.cs", Program(arguments));
        return sandbox;
    }

    [Fact]
    public async Task A_prompt_is_a_method_without_a_warning_and_the_application_needs_no_LlmEval()
    {
        await using BuildSandbox sandbox = await ShopAsync("customerName: \"Ann\", ticket: 4.5");
        sandbox.App.WithProperty("AnalysisLevel", "latest-all").WithProperty("TreatWarningsAsErrors", "true").WithProperty("EnforceCodeStyleInBuild", "true").WithProperty("NoWarn", "$(NoWarn);CA1303")
            .WithProperty("GenerateDocumentationFile", "true");

        (await sandbox.BuildAsync()).MustPass().Warnings.Should().BeEmpty();
        (await sandbox.DotNetAsync("publish", "--no-build", "-c", "Debug", "-o", Path.Combine(sandbox.Root, "out"))).MustPass();

        string[] files = [.. Directory.EnumerateFiles(Path.Combine(sandbox.Root, "out"), "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
        files.Should().Equal("app.deps.json", "app.dll", "app.pdb", "app.runtimeconfig.json", "app.xml");
        File.ReadAllText(Path.Combine(sandbox.Root, "out", "app.deps.json")).Should().NotContain("LlmEval").And.NotContain("YamlDotNet");
        CommandResult run = await CommandLine.RunAsync(sandbox.Root, [Path.Combine(sandbox.Root, "out", "app.dll")], new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        run.Output.Trim().ReplaceLineEndings("\n").Should().Be("system: Sort for Ann.\nuser: 4.5");
    }

    [Fact]
    public async Task A_call_that_does_not_fit_the_prompt_does_not_compile_and_a_broken_prompt_is_told_once_in_its_file()
    {
        await using BuildSandbox sandbox = await ShopAsync("ticket: \"It broke.\"");
        sandbox.App.WithSuite("prompt: ticket-triage\n").WithScriptedModel("- answer: a\n");

        BuildDiagnostic missing = (await sandbox.BuildAsync()).MustFail().Errors.Should().ContainSingle().Subject;
        (missing.Code, Path.GetFileName(missing.File), missing.Line).Should().Be(("CS7036", "Program.cs", 4));
        missing.Message.Should().Contain("'customerName'");

        sandbox.App.WithFile("Program.cs", Program("customerName: \"Ann\", ticket: \"It broke.\", tone: \"kind\""));
        BuildDiagnostic surplus = (await sandbox.BuildAsync()).MustFail().Errors.Should().ContainSingle().Subject;
        (surplus.Code, Path.GetFileName(surplus.File), surplus.Line).Should().Be(("CS1739", "Program.cs", 4));

        sandbox.App.WithFile("Program.cs", "System.Console.WriteLine();\n").WithPrompt(Prompt.Replace("{{ticket}}", "{{ticket}", StringComparison.Ordinal), "ticket-triage");
        BuildDiagnostic broken = (await sandbox.BuildAsync()).MustFail().Errors.Should().ContainSingle().Subject;
        (broken.Code, broken.Line).Should().Be(("LLM1021", 7));
        broken.File.Should().Be(Path.Combine(sandbox.App.Directory, "prompts", "ticket-triage.prompt.yml"));
        broken.Message.Should().StartWith("'{{' is not closed by '}}'.");
    }

    [Fact]
    public async Task A_library_for_netstandard_has_them_in_its_own_old_language()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.AsLibrary().WithTargetFramework("netstandard2.0").WithProperty("RootNamespace", "my-shop").WithProperty("TreatWarningsAsErrors", "true").WithPrompt(Prompt, "ticket-triage")
            .WithFile("Use.cs", "namespace my_shop { public static class Use { public static string First(string ticket) { return Prompts.TicketTriage.Render(\"Ann\", ticket)[0].Content; } } }\n");

        (await sandbox.BuildAsync()).MustPass().Warnings.Should().BeEmpty();
    }

    [Fact]
    public async Task Items_say_name_and_namespace_and_each_file_is_listed_once()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSdk("Microsoft.NET.Sdk.Web").WithProperty("LlmPromptNamespace", "Shop.Texts")
            .WithPrompt(Prompt).WithFile("texts/second.yml", Prompt)
            .WithItem("""<LlmPrompt Update="prompts/triage.prompt.yml" Name="refund" CopyToOutputDirectory="PreserveNewest" />""")
            .WithItem("""<LlmPrompt Include="texts/second.yml;prompts/triage.prompt.yml" />""")
            .WithItem("""<AdditionalFiles Include="prompts/*.yml" />""")
            .WithFile("Program.cs", "System.Console.WriteLine(Shop.Texts.Prompts.Refund.Render(\"Ann\", 1).Count + Shop.Texts.Prompts.Second.Render(\"Ann\", 1).Count);\n");

        (await sandbox.BuildAsync()).MustPass().Warnings.Should().BeEmpty();
        string content = (await sandbox.DotNetAsync("msbuild", "-getItem:Content")).Output;

        content.Should().NotContain("prompt.yml").And.NotContain("second.yml");
        File.Exists(Path.Combine(sandbox.App.Directory, "bin", "Debug", "net10.0", "prompts", "triage.prompt.yml")).Should().BeTrue("it was asked for");
        sandbox.App.WithProperty("LlmEvalTypedPrompts", "false");
        (await sandbox.BuildAsync()).MustFail().ErrorCodes.Should().OnlyContain(c => c.StartsWith("CS", StringComparison.Ordinal), "without the switch there is no class");
    }
}
