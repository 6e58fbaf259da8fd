using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Suites;

public sealed class ToolFileTests : IDisposable
{
    private const string Tools = """
        - name: get_order
          description: Finds an order.
          parameters: { type: object, required: [id], properties: { id: { type: string }, deep: { type: boolean } } }
        - name: ping
        """;

    private readonly SuiteFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Tools_are_read_in_the_author_s_order_of_everything()
    {
        EvalSuite suite = Suite(Tools);

        _project.Found.Items.Should().BeEmpty();
        suite.Tools.Should().Equal(
            new ToolDefinition("get_order", "Finds an order.", """{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"deep":{"type":"boolean"}}}"""),
            new ToolDefinition("ping", null, """{"type":"object","properties":{}}"""));
        suite.Files.Should().Contain(_project.Full("evals/t.yml"), "a changed tool is a changed suite");
    }

    [Fact]
    public void The_shape_of_OpenAI_is_understood_in_JSON_too()
    {
        _project.Write("evals/t.json", """[{"type":"function","function":{"name":"ping","description":"d","parameters":{"type":"object","properties":{}}}}]""");

        _project.Suite("tools: t.json\ncases: [{id: a}]\n")!.Tools.Should().Equal(new ToolDefinition("ping", "d", """{"type":"object","properties":{}}"""));
        _project.Found.Items.Should().BeEmpty();
    }

    [Theory]
    [InlineData("{ name: a }", 1, "LLM1003", "list")]
    [InlineData("[]", 1, "LLM1003", "list")]
    [InlineData("- name: a\n- name: a\n", 2, "LLM1016", "'a'")]
    [InlineData("- description: a\n", 1, "LLM1006", "'name'")]
    [InlineData("- name: get order\n", 1, "LLM1003", "'get order'")]
    [InlineData("- name: a\n  params: {}\n", 2, "LLM1002", "parameters")]
    [InlineData("- type: web\n  name: a\n", 1, "LLM1003", "'function'")]
    [InlineData("- name: a\n  parameters: text\n", 2, "LLM1003", "mapping")]
    [InlineData("- name: a\n  parameters: { type: array }\n", 2, "LLM1003", "type: object")]
    [InlineData("- name: a\n  parameters: { properties: {} }\n", 2, "LLM1003", "type: object")]
    [InlineData("- name: a\n  parameters: { type: object, properties: [x] }\n", 2, "LLM1003", "'properties'")]
    [InlineData("- name: a\n  parameters: { type: object, properties: {}, required: [x] }\n", 2, "LLM1003", "'x'")]
    public void A_mistake_in_the_tools_is_told_where_it_stands(string tools, int line, string code, string word)
    {
        EvalSuite suite = Suite(tools, "cases: [{ id: a, replies: { whatever: [{ returns: 1 }] } }]");

        Diagnostic told = _project.Found.Items.Should().ContainSingle("the replies cannot be blamed for it").Which;
        (told.Code, Path.GetFileName(told.Location.File), told.Location.Line).Should().Be((code, "t.yml", line));
        told.Message.Should().Contain(word);
        suite.Tools.Should().BeNull();
    }

    [Fact]
    public void A_file_of_tools_that_is_not_there_is_an_error()
    {
        _project.Suite("tools: no.yml\ncases: [{ id: a }]\n");

        _project.Found.Items.Should().ContainSingle().Which.Should().Match<Diagnostic>(d => d.Code == "LLM1013" && d.Location.Line == 1);
    }

    [Fact]
    public void Replies_are_read_in_order_with_what_they_wait_for()
    {
        EvalCase item = Suite(Tools, """
            cases:
              - id: a
                replies:
                  get_order: [{ when: { id: "4411" }, returns: { total: 59.90, days: 12 } }, { returns: none }]
                  ping: [{ returns: null }]
            """).CasesInPlace.Single();

        _project.Found.Items.Should().BeEmpty();
        item.Replies!.Select(r => (r.Tool, r.When?.ToJson(), r.Text)).Should().Equal(
            ("get_order", """{"id":"4411"}""", """{"total":59.90,"days":12}"""), ("get_order", null, "none"), ("ping", null, "null"));
    }

    [Theory]
    [InlineData("{ get_ordr: [{ returns: 1 }] }", "LLM1015", "'get_order'")]
    [InlineData("{ get_order: { returns: 1 } }", "LLM1003", "list")]
    [InlineData("{ get_order: [] }", "LLM1003", "at least one")]
    [InlineData("{ get_order: [{ when: { id: 1 } }] }", "LLM1006", "'returns'")]
    [InlineData("{ get_order: [{ when: 1, returns: 1 }] }", "LLM1003", "'when'")]
    [InlineData("{ get_order: [{ return: 1, returns: 1 }] }", "LLM1002", "returns")]
    [InlineData("{ get_order: [{ returns: { a: ['{{x}}'] } }] }", "LLM1021", "Placeholders")]
    [InlineData("[get_order]", "LLM1003", "mapping")]
    public void A_mistake_in_the_replies_is_told_where_it_stands(string replies, string code, string word)
    {
        Suite(Tools, $"cases:\n  - id: a\n    replies: {replies}\n");

        Diagnostic told = _project.Found.Items.Should().ContainSingle().Which;
        (told.Code, told.Location.Line).Should().Be((code, 4));
        told.Message.Should().Contain(word);
    }

    [Fact]
    public void Replies_need_tools_and_rows_may_have_them_too()
    {
        _project.Suite("cases: [{ id: a, replies: { x: [{ returns: 1 }] } }]\n");
        _project.Found.Items.Should().ContainSingle().Which.Message.Should().Contain("'tools'");

        _project.Write("evals/rows.jsonl", """{"vars":{"q":"x"},"replies":{"ping":[{"returns":true}]}}""" + "\n");
        DiagnosticBag found = new();
        Suite(Tools, "data: rows.jsonl\n").ReadCases(found).Single().Replies.Should().ContainSingle().Which.Text.Should().Be("true");
        found.Items.Should().BeEmpty();
    }

    [Fact]
    public void Replies_are_inputs_of_the_case()
    {
        Hash128 Hash(string replies) => Suite(Tools, $"cases: [{{ id: a{replies} }}]\n").CasesInPlace.Single().InputsHash;

        Hash128 one = Hash(", replies: { ping: [{ returns: 1 }] }");
        new[] { Hash(string.Empty), Hash(", replies: { ping: [{ returns: 2 }] }"), Hash(", replies: {}") }.Should().OnlyHaveUniqueItems().And.NotContain(one);
    }

    private EvalSuite Suite(string tools, string rest = "cases: [{ id: a }]\n")
    {
        _project.Write("evals/t.yml", tools);
        return _project.Suite($"tools: t.yml\n{rest}")!;
    }
}
