using LlmEval.Core.Tests.Evaluations;
using LlmEval.Listing;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Models.Scripted;
using Microsoft.Extensions.AI;

namespace LlmEval.Core.Tests.Listing;

public sealed class SuiteListingTests : IDisposable
{
    private const string Suite = "evals/greet.eval.yml";
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_suite_is_listed_with_what_a_test_explorer_shows()
    {
        _project.Write(Suite, """
            name: Greeting
            description: Is it polite?
            prompt: greet
            models: [m]
            tags: [pr]
            score: [contains: Hello]
            data: rows.jsonl
            cases:
              - { id: ann, tags: [de], vars: { name: Ann }, must-pass: true }
              - { id: bob, vars: { name: Bob }, skip: the service is down }
            """).Write("evals/rows.jsonl", "{\"id\": \"cid\", \"name\": \"Cid\"}\n");

        ListedSuite suite = List().Single();

        (suite.Name, suite.Path, suite.ProjectDirectory, suite.Location.Line, suite.Description).Should().Be(("Greeting", Full(Suite), _project.Folder, 1, "Is it polite?"));
        (string.Join(' ', suite.Tags), string.Join(' ', suite.Models), suite.IsHandedOver, suite.Errors.Count).Should().Be(("pr", "m", false, 0));
        suite.Cases.Select(c => $"{c.Id} {Path.GetFileName(c.Location.File)}({c.Location.Line}) {string.Join('+', c.Tags)} {c.Skip} {c.MustPass} {c.IsPrivate}").Should().Equal(
            "ann greet.eval.yml(9) de+pr  True False", "bob greet.eval.yml(10) pr the service is down False False", "cid rows.jsonl(1) pr  False False");
    }

    [Fact]
    public void The_models_are_those_of_the_prompt_where_the_suite_names_none()
    {
        _project.Replace(Suite, "models: [m]\n", string.Empty).Write("prompts/greet.prompt.yml", "model: m\nmessages: [{ role: user, content: '{{name}}' }]\n");

        List().Single().Models.Should().Equal("m");
    }

    [Fact]
    public void Variants_are_cases()
    {
        _project.Replace(Suite, "cases:", "perturb: [case]\ncases:");

        string[] ids = [.. List().Single().Cases.Select(c => c.Id)];

        ids.Should().HaveCountGreaterThan(3).And.Contain("bob").And.Contain(i => i.StartsWith("bob~", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_private_data_only_ids_are_listed()
    {
        _project.Write(Suite, "prompt: greet\nmodels: [m]\nscore: [contains: Hello]\ndata: { file: rows.jsonl, private: true }\n")
            .Write("evals/rows.jsonl", "{\"id\": \"ann\", \"vars\": {\"name\": \"Ann\"}, \"tags\": [\"vip\"], \"skip\": \"Ann asked for it\"}\n");

        ListedCase item = List().Single().Cases.Single();

        (item.Id, item.IsPrivate, item.Tags.Count, item.Skip).Should().Be(("ann", true, 0, "the reason stands in the private data"));
    }

    [Theory]
    [InlineData("prompt: greet\n  models: [m", "LLM1001", 0)]
    [InlineData("prompt: gret\nmodels: [m]\nscore: [contains: a]\ncases: [{ id: a, vars: { name: A } }]\n", "LLM1015", 1)]
    [InlineData("prompt: greet\nmodels: [mm]\nscore: [contains: a]\ncases: [{ id: a, vars: { name: A } }]\n", "LLM1015", 1)]
    [InlineData("prompt: greet\nmodels: [m]\nscore: [contains: a]\ncases: [{ id: a, vars: { name: A } }, { id: a, vars: { name: B } }]\n", "LLM1004", 1)]
    [InlineData("prompt: greet\nmodels: [m]\nscore: [contains: a]\n", "LLM1007", 0)]
    [InlineData("prompt: greet\nmodels: [m]\nscore: [contains: a]\ndata: none.csv\n", "LLM1013", 0)]
    [InlineData("prompt: greet\nmodels: [m]\nscore: [contains: a]\ncases: [{ id: a, skip: true }, { id: b, vars: { name: B } }]\n", "LLM1003", 1)]
    public void A_suite_with_a_mistake_is_listed_with_it_and_the_others_are_whole(string text, string code, int cases)
    {
        _project.Write("evals/bad.eval.yml", text);

        IReadOnlyList<ListedSuite> suites = List();

        suites.Select(s => s.Name).Should().Equal("bad", "greet");
        suites[0].Errors.Should().Contain(d => d.Code == code && d.Location.File == Full("evals/bad.eval.yml") && d.Location.Line > 0);
        suites[0].Cases.Should().HaveCount(cases);
        (suites[1].Errors.Count, suites[1].Cases.Count).Should().Be((0, 3));
    }

    [Fact]
    public void Suites_of_one_name_each_say_which_the_other_is()
    {
        _project.Write("evals/a.eval.yml", "name: GREET\nprompt: greet\nmodels: [m]\nscore: [contains: a]\ncases: [{ id: a, vars: { name: A } }]\n");

        IReadOnlyList<ListedSuite> suites = List();

        suites.Select(s => s.Errors.Single().Message.Split(';')[1]).Should().Equal(
            " the other is evals/greet.eval.yml. Give one of them another 'name:'.", " the other is evals/a.eval.yml. Give one of them another 'name:'.");
    }

    [Fact]
    public void A_mistake_of_a_prompt_or_a_model_goes_to_the_suites_that_name_it()
    {
        _project.WithScript("- { answer: a }\n", "n").WithModelMetadata("Concurrency", "many", "n")
            .Write("prompts/bad.prompt.yml", "messages: 12\n")
            .Write("evals/a.eval.yml", "prompt: bad\nmodels: [m]\nscore: [contains: a]\ncases: [{ id: a }]\n")
            .Write("evals/b.eval.yml", "prompt: greet\nmodels: [n]\nscore: [contains: a]\ncases: [{ id: a, vars: { name: A } }]\n");

        IReadOnlyList<ListedSuite> suites = List();

        suites[0].Errors.Should().ContainSingle().Which.Location.File.Should().EndWith("bad.prompt.yml");
        suites[1].Errors.Should().ContainSingle().Which.Message.Should().Contain("'n'");
        suites[2].Errors.Should().BeEmpty();
    }

    [Fact]
    public void A_wrong_property_concerns_every_suite()
    {
        _project.WithSetting("LlmEvalUnchanged", "maybe");

        List().Single().Errors.Should().ContainSingle().Which.Message.Should().Contain("LlmEvalUnchanged");
    }

    [Fact]
    public void A_suite_whose_only_model_is_the_tests_own_is_handed_over()
    {
        _project.WithScript(string.Empty, "rag").WithModelMetadata("Provider", "test", "rag").Replace(Suite, "models: [m]", "models: [rag]")
            .Write("evals/two.eval.yml", "prompt: greet\nmodels: [m, rag]\nscore: [contains: a]\ncases: [{ id: a, vars: { name: A } }]\n");

        List().Select(s => s.IsHandedOver).Should().Equal(true, false);
    }

    [Fact]
    public void Nothing_is_identified_started_or_written()
    {
        string[] before = Directory.GetFiles(_project.Folder, "*", SearchOption.AllDirectories);

        List().Single().Errors.Should().BeEmpty();

        _project.Calls.Should().BeEmpty();
        Directory.GetFiles(_project.Folder, "*", SearchOption.AllDirectories).Should().Equal(before);
    }

    private IReadOnlyList<ListedSuite> List() => SuiteListing.Read(
        _project.Manifest(), new ProviderRegistry(new Unidentified("Scripted"), new Unidentified("Test")), name => name == "LLMEVAL_HOME" ? Path.Combine(_project.Folder, "home") : null);

    private string Full(string path) => Path.Combine(_project.Folder, path);

    /// <summary>A provider that must only look at its items.</summary>
    private sealed class Unidentified(string name) : IModelProvider
    {
        private readonly ScriptedModelProvider _scripted = new();

        public string Name => name;

        public IReadOnlyCollection<string> KnownMetadata => _scripted.KnownMetadata;

        public void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics) => _scripted.Validate(model, context, diagnostics);

        public ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("identified");

        public ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("started");

        public int Concurrency(ModelSpec model) => 1;
    }
}
