using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>A project whose neighbour brings a check of its own.</summary>
public sealed class OwnChecksTests
{
    [Fact]
    public async Task A_rebuilt_plug_in_scores_anew_and_only_other_code_scores_the_accepted_answers_too()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        SandboxProject checks = sandbox.AddProject("Checks").AsLibrary().WithFile("Checks.cs", Counting("text.Length"))
            .WithItem($"""<Reference Include="{Contract("LlmEval.Core")}" Private="false" />""");
        sandbox.App.WithFile("evals/replies.eval.yml", """
                prompt: replies
                models: [code]
                score: [{ my-length: { threshold: 4 } }]
                cases: [{ id: a, vars: { question: x } }]
                """)
            .WithFile("answers.yml", "- { answer: fine }\n")
            .WithItem("<LlmModel Include=\"code\" Provider=\"Scripted\" Path=\"answers.yml\" />")
            .WithFile("prompts/replies.prompt.yml", "messages: [{ role: user, content: \"{{question}}\" }]\n")
            .WithItem("<LlmEvaluator Include=\"checks\" Project=\"../Checks/Checks.csproj\" />")
            .WithItem($"""<ProjectReference Include="{checks.File}" ReferenceOutputAssembly="false" />""");
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass();
        File.ReadAllText(Path.Combine(sandbox.App.LlmEvalDirectory, "results", "replies.code.jsonl")).Should().Contain("\"metric\":\"my-length\",\"outcome\":\"Scored\",\"value\":4");
        (await sandbox.BuildAsync("-t:LlmEvalAccept")).MustPass();
        BuildResult quiet = (await sandbox.BuildAsync()).MustPass();
        quiet.Diagnostics.Should().NotContain(d => d.Code == "LLM2030");

        checks.WithFile("Checks.cs", Counting("text.Length") + "// A remark is no other check.\n");
        (await sandbox.BuildAsync()).MustPass().Output.Should().NotContain("LLM2030");

        checks.WithFile("Checks.cs", Counting("text.Length * 2"));
        BuildResult other = await sandbox.BuildAsync("-t:LlmEval");
        other.MustPass().Output.Should().Contain("LLM2030");
        File.ReadAllText(Path.Combine(sandbox.App.LlmEvalDirectory, "results", "replies.code.jsonl")).Should().Contain("\"value\":8");

        checks.WithFile("Checks.cs", Counting("text.Length").Replace("my-length", "equals", StringComparison.Ordinal));
        BuildResult clash = (await sandbox.BuildAsync()).MustFail();
        clash.Diagnostics.Should().Contain(d => d.Code == "LLM1016").Which.File.Should().EndWith("app.csproj");
    }

    private static string Contract(string name) => Path.Combine(Repository.Root, "artifacts", "bin", "LlmEval.Cli", Repository.Configuration.ToLowerInvariant(), name + ".dll");

    private static string Counting(string value) => $$"""
        using System.Collections.Generic; using System.Threading; using System.Threading.Tasks; using LlmEval.Scoring;
        public sealed class Checks : IEvaluatorPlugin, IScorer
        {
            public IReadOnlyList<CheckKind> Kinds => [new() { Name = "my-length", Summary = "Its length.", Example = "my-length: 4", Source = "ours", Unit = "characters",
                IsBinary = false, Maximum = double.PositiveInfinity, Threshold = null, Shorthand = "threshold", Bind = _ => this }];
            public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) { string text = context.Answer.Text; return new(ScorerResult.Of({{value}})); }
        }

        """;
}
