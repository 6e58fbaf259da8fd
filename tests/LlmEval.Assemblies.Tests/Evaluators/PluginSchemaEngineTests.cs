namespace LlmEval.Assemblies.Tests.Evaluators;

/// <summary>A plug-in that reads the JSON schemas of checks.</summary>
public sealed class PluginSchemaEngineTests : IDisposable
{
    private readonly UserCode _code = new UserCode().With("Deterministic", "true").WithRag("[EvalTarget] public string Ask(EvalCase c) => c.Id == \"a\" ? \"1\" : \"2\";");

    public void Dispose() => _code.Dispose();

    [Fact]
    public async Task It_takes_the_place_of_the_built_in_reader_and_says_what_is_wrong()
    {
        EvaluationResult result = await EvaluateAsync("value.ToString() == \"1\" ? [] : [\"$: is not one\"]");

        result.HasErrors.Should().BeFalse(string.Join('\n', result.Diagnostics));
        _code.Result.Should().Contain("\"value\":1,\"passed\":true").And.Contain("\"value\":0,\"passed\":false").And.Contain("$: is not one");
    }

    [Fact]
    public async Task Its_name_and_its_code_are_part_of_the_keys_of_the_checks_that_use_it()
    {
        string first = Key(await EvaluateAsync("[]"));
        string again = Key(await EvaluateAsync("[]"));
        string code = Key(await EvaluateAsync("[\"$: never\"]"));
        string name = Key(await EvaluateAsync("[]", name: "other"));

        again.Should().Be(first);
        new[] { first, code, name }.Should().OnlyHaveUniqueItems();

        static string Key(EvaluationResult result) => result.Outcomes[0].Metrics.Single(m => m.Name == "is-json").ScorerKey;
    }

    [Theory]
    [InlineData("throw new InvalidOperationException(\"too much work\")", "too much work")]
    [InlineData("throw new ArgumentException(\"no index\")", "the reader of JSON schemas failed: ArgumentException: no index (at ")]
    [InlineData("null!", "said nothing about it")]
    public async Task An_answer_that_it_cannot_judge_is_unscored_with_the_cause(string validate, string cause)
    {
        EvaluationResult result = await EvaluateAsync(validate);

        result.Outcomes[0].Verdict.Kind.Should().Be(Gating.VerdictKind.Error);
        _code.Result.Should().Contain("\"outcome\":\"Unscored\"").And.Contain(cause);
    }

    [Theory]
    [InlineData("throw new ArgumentException(\"no draft\")", "no draft")]
    [InlineData("null", "it gave no schema and said no mistake")]
    public async Task A_schema_that_it_cannot_read_is_an_error_where_it_stands(string parse, string cause)
    {
        EvaluationResult result = await EvaluateAsync("[]", parse);

        Model.Diagnostic mistake = result.Diagnostics.Should().ContainSingle(d => d.Code == "LLM3020").Subject;
        mistake.Message.Should().Contain("cannot be read by 'Scorers.dll'").And.Contain(cause);
        mistake.Location.Line.Should().Be(3);
    }

    [Fact]
    public async Task Mistakes_that_it_says_are_told_as_they_are()
    {
        EvaluationResult result = await EvaluateAsync("[]", "Told(schema, diagnostics)");

        result.Diagnostics.Should().ContainSingle(d => d.IsError).Which.Should().Match<Model.Diagnostic>(d => d.Code == "LLM1003" && d.Message == "not ours" && d.Location.Line == 3);
    }

    [Fact]
    public async Task Two_readers_are_a_mistake_at_the_second()
    {
        WithEngine("[]", "new Schema()", "mine", "Scorers");
        EvaluationResult result = await EvaluateAsync("[]", file: "Others");

        result.Diagnostics.Should().ContainSingle(d => d.IsError).Which.Message.Should().Contain("'Others' brings a reader of JSON schemas, and so does 'Scorers'");
    }

    private Task<EvaluationResult> EvaluateAsync(string validate, string parse = "new Schema()", string name = "mine", string file = "Scorers")
    {
        WithEngine(validate, parse, name, file);
        return _code.WithScore("is-json: { schema: { type: integer } }").EvaluateAsync();
    }

    private void WithEngine(string validate, string parse, string name, string file) => _code.WithPluginSource($$"""
        using System.Text.Json; using LlmEval.Documents; using LlmEval.Scoring.Structure.Schemas;
        public sealed class Plugin : IEvaluatorPlugin, IJsonSchemaEngine
        {
            public IReadOnlyList<CheckKind> Kinds => [];
            public string Name => "{{name}}";
            public IJsonSchema? Parse(LocatedNode schema, DiagnosticBag diagnostics) => {{parse}};
            private static IJsonSchema? Told(LocatedNode schema, DiagnosticBag diagnostics) { diagnostics.Add(Diagnostics.BadValue, schema.Location, "not ours"); return null; }
        }
        public sealed class Schema : IJsonSchema
        {
            public IReadOnlyList<string> Validate(JsonElement value, CancellationToken cancellationToken) => {{validate}};
        }
        """, file);
}
