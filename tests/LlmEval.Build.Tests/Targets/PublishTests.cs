using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Targets;

/// <summary>Nothing of an evaluation travels with the application.</summary>
public sealed class PublishTests
{
    [Theory]
    [InlineData("Microsoft.NET.Sdk")]
    [InlineData("Microsoft.NET.Sdk.Web")]
    [InlineData("Microsoft.NET.Sdk.Worker")]
    public async Task Nothing_of_ours_is_built_into_or_published_with_an_application(string sdk)
    {
        await using BuildSandbox sandbox = await FilledAsync(sdk);
        sandbox.App.WithFile("appsettings.json", "{}\n");

        (await sandbox.DotNetAsync("publish", "-o", Path.Combine(sandbox.Root, "published"))).MustPass();

        string[] files = [.. Files(Path.Combine(sandbox.Root, "published")), .. Files(Path.Combine(sandbox.App.Directory, "bin"))];
        files.Should().NotBeEmpty().And.NotContain(f => Ours(f));
        if (sdk != "Microsoft.NET.Sdk") { files.Should().Contain("appsettings.json"); }
    }

    [Theory]
    [InlineData("Microsoft.NET.Sdk")]
    [InlineData("Microsoft.NET.Sdk.Web")]
    public async Task Our_items_are_listed_once_as_what_they_are(string sdk)
    {
        await using BuildSandbox sandbox = await FilledAsync(sdk);
        await sandbox.DotNetAsync("restore");

        string others = (await sandbox.DotNetAsync("msbuild", "-getItem:Content,EmbeddedResource")).Output;
        string none = (await sandbox.DotNetAsync("msbuild", "-getItem:None")).Output;
        string ours = (await sandbox.DotNetAsync("msbuild", "-getItem:LlmPrompt,LlmEvalSuite,LlmBaseline")).Output;

        others.Should().NotContainAny("evals/", "prompts/", "models/");
        none.Should().NotContainAny(".eval.yml", ".prompt.yml", ".baseline.jsonl");
        ours.Should().ContainAll("triage.eval.yml", "triage.prompt.yml", "triage.scripted.baseline.jsonl");
    }

    [Fact]
    public async Task A_prompt_that_says_so_is_published()
    {
        await using BuildSandbox sandbox = await FilledAsync("Microsoft.NET.Sdk");
        sandbox.App.WithItem("""<LlmPrompt Update="prompts/triage.prompt.yml" CopyToOutputDirectory="PreserveNewest" />""");

        (await sandbox.DotNetAsync("publish", "-o", Path.Combine(sandbox.Root, "published"))).MustPass();

        Files(Path.Combine(sandbox.Root, "published")).Where(Ours).Should().Equal("triage.prompt.yml");
    }

    private static async Task<BuildSandbox> FilledAsync(string sdk)
    {
        BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App
            .WithSdk(sdk)
            .WithPrompt("messages: [{ role: user, content: Hello }]\n")
            .WithSuite("prompt: triage\n# fake: reads tickets.json\n")
            .WithFile("evals/tickets.json", "[]\n")
            .WithFile("evals/data/more-tickets.json", "[]\n")
            .WithFile("evals/triage.schema.json", "{}\n")
            .WithFile("evals/defaults.eval.yml", "tags: [pr]\n")
            .WithFile("evals/triage.scripted.baseline.jsonl", "{}\n")
            .WithFile("models/answers.json", "[]\n")
            .WithItem("""<LlmModel Include="scripted" Provider="Scripted" Path="models/answers.json" />""");
        return sandbox;
    }

    private static string[] Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)).Distinct().Order(StringComparer.Ordinal)];

    private static bool Ours(string file) =>
        file.Contains("eval", StringComparison.OrdinalIgnoreCase) || file.StartsWith("triage", StringComparison.Ordinal) || file.Contains("tickets", StringComparison.Ordinal) || file == "answers.json";
}
