using LlmEval.Core.Tests.Docs;
using LlmEval.Core.Tests.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Core.Tests.Prompts;

public sealed class PromptFileTests
{
    private const string Message = "messages: [{role: user, content: hi}]\n";
    private readonly DiagnosticBag _found = new();

    [Fact]
    public void A_prompt_is_read_with_everything_it_says()
    {
        PromptTemplate prompt = Parse("""
            name: Ticket triage
            description: Sorts tickets
            model: openai/gpt-4o
            modelParameters:
              maxTokens: 200
              temperature: 0
              topP: 0.5
              topK: 40
              seed: 7
              stop: [END]
            responseFormat: json_schema
            jsonSchema: '{ "name": "t", "schema": { "type": "object" } }'
            messages:
              - role: system
                content: Answer as {category}
              - role: assistant
                content: |
                  Ticket? {{hint}}
              - role: user
                content: "{{ticket}} of {{ customer.name }}"
            """)!;

        _found.Items.Should().BeEmpty();
        (prompt.Name, prompt.DisplayName, prompt.Description, prompt.Model).Should().Be(("triage", "Ticket triage", "Sorts tickets", "openai/gpt-4o"));
        prompt.ModelLocation.Line.Should().Be(3);
        prompt.Parameters.Should().BeEquivalentTo(new ModelParameters
        {
            MaxTokens = 200, Temperature = 0, TopP = 0.5, TopK = 40, Seed = 7, Stop = ["END"],
            ResponseFormat = "json_schema", JsonSchema = """{"name":"t","schema":{"type":"object"}}""",
        });
        prompt.Messages.Select(m => m.Role).Should().Equal(MessageRole.System, MessageRole.Assistant, MessageRole.User);
        prompt.Messages.Select(m => m.Location.Line).Should().Equal(14, 16, 19);
        prompt.Variables.Select(v => $"{v.Path} {v.Location.Line}").Should().Equal("hint 18", "ticket 20", "customer.name 20");
    }

    [Theory]
    [InlineData("{}", "LLM1006 1")]
    [InlineData("", "LLM1003 1")]
    [InlineData("messages: []", "LLM1003 1")]
    [InlineData("messages: hi", "LLM1003 1")]
    [InlineData("messages:\n  - hi", "LLM1003 2")]
    [InlineData("messages:\n  - role: user\n", "LLM1006 2")]
    [InlineData("messages:\n  - role: user\n    content:\n", "LLM1006 3")]
    [InlineData("messages:\n  - role: user\n    content: ' '\n", "LLM1003 3")]
    [InlineData("messages:\n  - role: user\n    content: [a]\n", "LLM1003 3")]
    [InlineData("messages:\n  - content: hi\n", "LLM1006 2")]
    [InlineData("messages:\n  - role: model\n    content: hi\n", "LLM1003 2")]
    [InlineData("messages:\n  - role: user\n    content: hi\n    name: x\n", "LLM1002 4")]
    [InlineData("messages:\n  - role: user\n    content: 'hi {{'\n", "LLM1021 3")]
    [InlineData(Message + "modelParameters: {temperature: -1}", "LLM1003 2")]
    [InlineData(Message + "modelParameters: {temperature: .nan}", "LLM1018 2")]
    [InlineData(Message + "modelParameters: {topP: 0}", "LLM1003 2")]
    [InlineData(Message + "modelParameters: {topP: 1.5}", "LLM1003 2")]
    [InlineData(Message + "modelParameters: {maxTokens: 0}", "LLM1003 2")]
    [InlineData(Message + "modelParameters: {max-tokens: 1}", "LLM1002 2")]
    [InlineData(Message + "modelParameters: {stop: ''}", "LLM1003 2")]
    [InlineData(Message + "modelParameters: 1", "LLM1003 2")]
    [InlineData(Message + "responseFormat: xml", "LLM1003 2")]
    [InlineData(Message + "responseFormat: json_schema", "LLM1006 2")]
    [InlineData(Message + "jsonSchema: '{}'", "LLM1003 2")]
    [InlineData(Message + "responseFormat: json_schema\njsonSchema: '{'", "LLM1003 3")]
    [InlineData(Message + "responseFormat: json_schema\njsonSchema: '[]'", "LLM1003 3")]
    [InlineData(Message + "mesages: 1", "LLM1002 2")]
    [InlineData(Message + "messages: []", "LLM1005 2")]
    public void A_mistake_is_reported_at_its_line_and_gives_no_prompt(string text, string place)
    {
        Parse(text).Should().BeNull();

        _found.Lines().Should().Equal(place);
    }

    [Fact]
    public void Test_data_and_evaluators_are_warned_about_and_not_run()
    {
        Parse(Message + "testData:\n  - a: 1\nevaluators:\n  - name: x\n").Should().NotBeNull();

        _found.Lines().Should().Equal("LLM1022 3", "LLM1022 5");
        _found.Items.Should().OnlyContain(d => d.Severity == Severity.Warning);
    }

    [Fact]
    public void A_schema_may_be_a_mapping() =>
        Parse(Message + "responseFormat: json_schema\njsonSchema: {name: t, schema: {type: object}}\n")!
            .Parameters.JsonSchema.Should().Be("""{"name":"t","schema":{"type":"object"}}""");

    [Fact]
    public void A_file_that_is_missing_is_reported()
    {
        using ProjectFolder folder = new();

        PromptFile.Load(folder.Full("none.prompt.yml"), "none", _found).Should().BeNull();

        _found.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1013");
    }

    [Theory]
    [InlineData(Message + "nokey: 1", "")]
    [InlineData(Message + "modelParameters: { nokey: 1 }", "properties.modelParameters")]
    [InlineData("messages: [{ role: user, content: hi, nokey: 1 }]", "properties.messages.items")]
    public void The_keys_of_the_schema_for_editors_are_those_that_the_reader_knows(string text, string path)
    {
        Parse(text).Should().BeNull();

        Diagnostic unknown = _found.Items.Should().ContainSingle().Which;
        unknown.Code.Should().Be("LLM1002");
        EditorSchema.Prompt.Keys(path).Should().Equal(unknown.Message.Split("Known: ")[1].TrimEnd('.').Split(", "));
    }

    /// <summary>Reads a prompt; one without a mistake must be valid for editors too.</summary>
    private PromptTemplate? Parse(string text)
    {
        PromptTemplate? prompt = PromptFile.Parse(text, "triage.prompt.yml", "triage", _found);
        if (prompt is not null) { EditorSchema.Prompt.Mistakes(text).Should().BeEmpty(text); }

        return prompt;
    }
}
