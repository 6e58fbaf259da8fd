namespace LlmEval.Assemblies.Tests.Evaluators;

/// <summary>Assemblies of <c>LlmEvaluator</c> items that cannot be used: each is an error at the item that says the cause and the mend.</summary>
public sealed class PluginTroubleTests : IDisposable
{
    private const string One = "public IReadOnlyList<CheckKind> Kinds => [Kind(\"mine\", (_, _) => new(ScorerResult.Of(1)))];";

    private readonly UserCode _code = new UserCode().WithRag("[EvalTarget] public string Ask(EvalCase c) => \"fine\";");

    public void Dispose() => _code.Dispose();

    [Theory]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => [Kind(\"equals\", (_, _) => default)];", "LLM1016", "The check 'equals' of 'Scorers' has the name of another: one of LlmEval's own")]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => [Kind(\"mine\", (_, _) => default), Kind(\"mine\", (_, _) => default)];", "LLM1016", "one of 'Scorers'")]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => [Kind(\"not-mine\", (_, _) => default)];", "LLM3020", "a name that no suite can write")]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => [Kind(\"Mine\", (_, _) => default)];", "LLM3020", "a name that no suite can write")]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => [null!];", "LLM3020", "is null")]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => null!;", "LLM3020", "Kinds is null")]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => [Kind(\"mine\", (_, _) => default) with { Bind = null }];", "LLM3020", "either Bind or BindSuite")]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => [Kind(\"mine\", (_, _) => default) with { Threshold = 7 }];", "LLM3020", "the default threshold 7, which is not 0 to 1")]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => [Kind(\"mine\", (_, _) => default) with { Threshold = double.NaN }];", "LLM3020", "the default threshold NaN")]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => []; public Plugin() => throw new Exception(\"no licence\");", "LLM3020", "'Plugin' cannot be created: Exception: no licence (at Plugin..ctor() in Scorers.cs:line 3)")]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => throw new Exception(\"no list\");", "LLM3020", "Exception: no list")]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => []; public Plugin() => Thread.Sleep(-1);", "LLM3020", "it did not end within 3 s")]
    [InlineData("public IReadOnlyList<CheckKind> Kinds => []; private Plugin() { }", "LLM3020", "its class 'Plugin' cannot be made. Make it public")]
    public async Task What_a_plug_in_does_wrong_is_told_at_its_item(string members, string code, string message)
    {
        _code.WithPlugin(members);

        EvaluationResult result = await _code.EvaluateAsync();

        result.Diagnostics.Where(d => d.IsError).Should().ContainSingle().Which.ToString().Should().Contain($"app.csproj: error {code}: ").And.Contain(message);
        result.Outcomes.Should().BeEmpty();
    }

    [Theory]
    [InlineData("_ => throw new ArgumentException(\"unknown style\")", "ArgumentException: unknown style (at Plugin")]
    [InlineData("_ => null", "it gave no scorer and said no mistake")]
    [InlineData("_ => { Thread.Sleep(-1); return null; }", "it did not end within 3 s")]
    public async Task What_Bind_does_wrong_is_told_where_the_check_stands(string bind, string message)
    {
        _code.WithPlugin($"public IReadOnlyList<CheckKind> Kinds => [Kind(\"mine\", (_, _) => default) with {{ Bind = {bind} }}];").WithScore("mine");

        EvaluationResult result = await _code.EvaluateAsync();

        result.Diagnostics.Where(d => d.IsError).Should().ContainSingle().Which.ToString().Should().Contain("questions.eval.yml(3,5").And.Contain("LLM3020")
            .And.Contain("The check 'mine' cannot be bound by 'Scorers.dll'").And.Contain(message);
    }

    [Fact]
    public async Task A_mistake_that_Bind_reports_is_the_only_one()
    {
        _code.WithPlugin("public IReadOnlyList<CheckKind> Kinds => [Kind(\"mine\", (_, _) => default) with { Bind = o => { o.Value(); return null; } }];").WithScore("mine");

        (await ErrorAsync()).Should().Contain("LLM1006").And.Contain("needs the key 'value'");
    }

    [Fact]
    public async Task Two_plug_ins_may_not_bring_one_name()
    {
        _code.WithPlugin(One).WithPlugin(One, "Others");

        (await ErrorAsync()).Should().Contain("LLM1016").And.Contain("The check 'mine' of 'Others' has the name of another: one of 'Scorers'");
    }

    [Fact]
    public async Task A_file_that_is_missing_a_project_no_assembly_or_one_without_a_plug_in_is_told()
    {
        (await With("Scorers.dll", Path.Combine(_code.Folder, "Scorers.dll"))).Should().Contain("LLM1013").And.Contain("does not exist").And.Contain("Build its project first");
        (await With("../S/S.csproj", Path.Combine(_code.Folder, "S.csproj"))).Should().Contain("LLM1003").And.Contain("Include=\"S\" Project=\"../S/S.csproj\"");
        (await With("S", null, ("Project", "../S/S.csproj"))).Should().Contain("LLM1006").And.Contain("no single output");
        (await With("S", _code.Entry, ("Colour", "red"))).Should().Contain("LLM1002").And.Contain("'Colour', which means nothing. Known: Project, Path, Inputs");
        (await With("S", _code.Entry, ("Inputs", "none.txt"))).Should().Contain("LLM1013").And.Contain("none.txt");
        (await With("S", _code.Entry)).Should().Contain("LLM3020").And.Contain("'Handbook.dll' cannot be used: it has no class that implements IEvaluatorPlugin");
        _code.Write("text.dll", "no assembly");
        (await With("S", Path.Combine(_code.Folder, "text.dll"))).Should().Contain("LLM3020").And.Contain("it is no .NET assembly");

        async Task<string> With(string name, string? path, params (string Name, string Value)[] metadata)
        {
            _code.Evaluators.Clear();
            _code.WithEvaluator(name, path, metadata);
            return await ErrorAsync();
        }
    }

    [Fact]
    public async Task A_plug_in_that_was_built_against_a_newer_engine_is_told_so()
    {
        _code.Write("newer/Core.cs", "[assembly: System.Reflection.AssemblyVersion(\"99.0.0.0\")] namespace LlmEval.Scoring { public interface IEvaluatorPlugin { } }");
        string core = Path.Combine(_code.Folder, "newer", "LlmEval.Core.dll");
        Compiler.Run(Path.Combine(_code.Folder, "newer"), core, ["Core.cs"], []);
        _code.Write("newer/Scorers.cs", "public sealed class Plugin : LlmEval.Scoring.IEvaluatorPlugin { }");
        Compiler.Run(Path.Combine(_code.Folder, "newer"), _code.PluginPath(), ["Scorers.cs"], [core]);
        _code.WithEvaluator("Scorers", _code.PluginPath());

        (await ErrorAsync()).Should().Contain("LLM3020").And.Contain("built against LlmEval.Core 99.0.0").And.Contain("Update the package LlmEval");
    }

    [Fact]
    public async Task An_evaluation_without_a_loader_does_not_leave_plug_ins_out_in_silence()
    {
        Model.DiagnosticBag found = new();
        _code.WithPlugin(One);

        await using Scoring.EvaluatorSet set = await Scoring.EvaluatorSet.LoadAsync(
            _code.Evaluators, Scoring.CheckRegistry.BuiltIn, null, _code.Context, found, TestContext.Current.CancellationToken);

        found.Items.Should().ContainSingle().Which.ToString().Should().Contain("LLM3020").And.Contain("without a loader");
    }

    private async Task<string> ErrorAsync() => (await _code.EvaluateAsync()).Diagnostics.Where(d => d.IsError).Should().ContainSingle().Which.ToString();
}
