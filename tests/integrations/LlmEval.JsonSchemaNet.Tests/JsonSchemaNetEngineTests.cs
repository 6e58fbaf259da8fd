using System.Text;
using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.JsonSchemaNet;

public sealed class JsonSchemaNetEngineTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "1.0", true)]
    [InlineData("""{"type":"integer"}""", "1.5", false)]
    [InlineData("""{"const":1}""", "1.0", true)]
    [InlineData("""{"enum":[{"a":1,"b":2}]}""", """{"b":2.0,"a":1}""", true)]
    [InlineData("""{"enum":[1]}""", "\"1\"", false)]
    [InlineData("""{"minLength":2}""", "\"\\ud83d\\ude00\"", false)]
    [InlineData("""{"pattern":"^\\d$"}""", "\"\\u0663\"", false)]
    [InlineData("""{"exclusiveMinimum":3}""", "3", false)]
    [InlineData("""{"multipleOf":0.1}""", "0.3", true)]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", """["a",1]""", false)]
    [InlineData("""{"contains":{"type":"string"},"maxContains":1}""", """["a","b"]""", false)]
    [InlineData("""{"uniqueItems":true}""", "[1,1.0]", false)]
    [InlineData("""{"patternProperties":{"^a":{"type":"string"}},"additionalProperties":false}""", """{"ab":1}""", false)]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"ab":1}""", false)]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", false)]
    [InlineData("""{"dependentSchemas":{"a":{"required":["b"]}}}""", """{"a":1}""", false)]
    [InlineData("""{"if":{"type":"string"},"then":{"minLength":2}}""", "\"a\"", false)]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "3", false)]
    [InlineData("""{"not":{"type":"string"}}""", "\"a\"", false)]
    [InlineData("""{"properties":{"a":{}},"unevaluatedProperties":false}""", """{"a":1}""", true)]
    [InlineData("""{"properties":{"a":{}},"unevaluatedProperties":false}""", """{"a":1,"b":2}""", false)]
    [InlineData("""{"prefixItems":[{}],"unevaluatedItems":false}""", "[1,2]", false)]
    [InlineData("""{"$defs":{"a":{"type":"string"}},"items":{"$ref":"#/$defs/a"}}""", "[1]", false)]
    [InlineData("""{"$defs":{"a":{"$anchor":"n","type":"string"}},"items":{"$ref":"#n"}}""", "[1]", false)]
    [InlineData("""{"$ref":"#/$defs/a","minimum":2,"$defs":{"a":{"type":"integer"}}}""", "1", false)]
    [InlineData("""{"$dynamicAnchor":"node","properties":{"next":{"$dynamicRef":"#node"}},"required":["v"]}""", """{"v":1,"next":{}}""", false)]
    [InlineData("""{"$id":"https://example.org/mine","properties":{"next":{"$ref":"#"}},"required":["v"]}""", """{"v":1,"next":{"v":2}}""", true)]
    [InlineData("""{"format":"date"}""", "\"2020-13-01\"", false)]
    [InlineData("""{"format":"relative-json-pointer"}""", "\"/a\"", false)]
    [InlineData("""{"format":"of-ours"}""", "\"x\"", true)]
    [InlineData("""{"x-remark":1,"title":"t","example":2}""", "1", true)]
    [InlineData("true", "1", true)]
    [InlineData("false", "1", false)]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"additionalItems":false}""", """["a",1]""", false)]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","dependencies":{"a":["b"]}}""", """{"a":1}""", false)]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveAnchor":true,"properties":{"n":{"$recursiveRef":"#"}},"required":["v"]}""", """{"v":1,"n":{}}""", false)]
    public void Schemas_are_enforced_by_their_draft(string schema, string value, bool isValid)
    {
        IJsonSchema parsed = Schema(schema);

        (parsed.Validate(JsonElement.Parse(value), CancellationToken.None).Count == 0).Should().Be(isValid);
        (parsed.Validate(JsonElement.Parse(value), CancellationToken.None).Count == 0).Should().Be(isValid, "a second time is no other");
    }

    [Theory]
    [InlineData("{\n\"$ref\":\"https://example.org/s.json\"}", "LLM1003", "nothing is fetched")]
    [InlineData("{\n\"items\":{\"$ref\":\"other.json\"}}", "LLM1003", "nothing is fetched")]
    [InlineData("{\"title\":\"t\",\n\"$ref\":\"#/$defs/none\"}", "LLM1003", "has none")]
    [InlineData("{\n\"$ref\":\"#none\"}", "LLM1003", "has none")]
    [InlineData("{\n\"unknown\":1}", "LLM1002", "not a keyword of draft 2020-12")]
    [InlineData("{\"properties\":{\"a\":{\n\"requird\":[]}}}", "LLM1002", "requird")]
    [InlineData("{\n\"nullable\":true}", "LLM1002", "nullable")]
    [InlineData("{\n\"dependencies\":{}}", "LLM1002", "dependencies")]
    [InlineData("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\n\"unevaluatedProperties\":false}", "LLM1002", "draft 7")]
    [InlineData("{\n\"$schema\":\"http://json-schema.org/draft-04/schema#\"}", "LLM1003", "draft that JsonSchema.Net lacks")]
    [InlineData("{\"items\":{\n\"$id\":\"https://example.org/x\"}}", "LLM1003", "makes another document")]
    [InlineData("{\n\"pattern\":\"(\"}", "LLM1021", "not a regular expression")]
    [InlineData("{\n\"format\":\"uri-template\"}", "LLM1003", "not enforced")]
    [InlineData("{\"$defs\":{\"a\":\n{\"allOf\":[{\"$ref\":\"#/$defs/a\"}]}},\"$ref\":\"#/$defs/a\"}", "LLM1003", "refers to itself")]
    public void What_would_not_be_enforced_or_leaves_the_document_is_a_mistake_where_it_stands(string schema, string code, string message)
    {
        (IJsonSchema? parsed, IReadOnlyList<Diagnostic> mistakes) = Parse(schema);

        parsed.Should().BeNull();
        Diagnostic mistake = mistakes.Should().ContainSingle().Subject;
        mistake.Code.Should().Be(code);
        mistake.Message.Should().Contain(message);
        mistake.Location.Line.Should().BeGreaterThan(0);
        if (!message.StartsWith("refers", StringComparison.Ordinal)) { mistake.Location.Line.Should().Be(2); }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"type":"strin"}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"minimum":"a"}""")]
    [InlineData("""{"required":"a"}""")]
    [InlineData("""{"properties":[]}""")]
    [InlineData("""{"allOf":{}}""")]
    [InlineData("""{"items":7}""")]
    public void What_is_no_schema_is_a_mistake(string schema)
    {
        (IJsonSchema? parsed, IReadOnlyList<Diagnostic> mistakes) = Parse(schema);

        parsed.Should().BeNull();
        mistakes.Should().Contain(m => m.IsError);
    }

    [Fact]
    public void What_is_wrong_is_said_with_its_place()
    {
        IReadOnlyList<string> wrong = Schema("""{"properties":{"a":{"items":{"type":"string"}}}}""").Validate(JsonElement.Parse("""{"a":["x",1]}"""), CancellationToken.None);

        wrong.Should().ContainSingle().Which.Should().StartWith("$.a[1]: ");
    }

    [Fact]
    public void Work_that_doubles_with_each_level_is_refused_before_it_is_done()
    {
        string steps = string.Join(",", Enumerable.Range(0, 40).Select(i => $$"""
            "a{{i}}":{"allOf":[{"$ref":"#/$defs/a{{i + 1}}"},{"$ref":"#/$defs/a{{i + 1}}"}]}
            """));
        IJsonSchema schema = Schema($$"""{"$ref":"#/$defs/a0","$defs":{ {{steps}},"a40":{"type":"integer"} } }""");

        schema.Invoking(s => s.Validate(JsonElement.Parse("1"), CancellationToken.None)).Should().Throw<InvalidOperationException>().WithMessage("*too much work*");
    }

    [Fact]
    public void Work_that_doubles_with_each_level_of_the_value_is_refused_too()
    {
        IJsonSchema schema = Schema("""{"properties":{"a":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}}}""");
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "1" + new string('}', 60);

        schema.Invoking(s => s.Validate(JsonElement.Parse(deep), CancellationToken.None)).Should().Throw<InvalidOperationException>().WithMessage("*too much work*");
    }

    [Fact]
    public void A_long_chain_of_references_does_not_end_the_process()
    {
        string steps = string.Join(",", Enumerable.Range(0, 3000).Select(i => $$"""
            "a{{i}}":{"$ref":"#/$defs/a{{i + 1}}"}
            """));
        IJsonSchema schema = Schema($$"""{"$ref":"#/$defs/a0","$defs":{ {{steps}},"a3000":{"type":"integer"} } }""");

        schema.Validate(JsonElement.Parse("1"), CancellationToken.None).Should().BeEmpty();
        schema.Validate(JsonElement.Parse("\"1\""), CancellationToken.None).Should().NotBeEmpty();
    }

    [Fact]
    public void A_deep_value_of_a_recursive_schema_is_judged_to_its_end()
    {
        IJsonSchema schema = Schema("""{"properties":{"a":{"$ref":"#"}},"additionalProperties":false,"type":["object","integer"]}""");
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "1" + new string('}', 60);

        schema.Validate(JsonElement.Parse(deep), CancellationToken.None).Should().BeEmpty();
        schema.Validate(JsonElement.Parse(deep.Replace("1", "\"x\"", StringComparison.Ordinal)), CancellationToken.None).Should().NotBeEmpty();
    }

    [Fact]
    public void A_long_list_is_judged()
    {
        IJsonSchema schema = Schema("""{"items":{"type":"integer"}}""");

        schema.Validate(JsonElement.Parse("[" + string.Join(',', Enumerable.Range(0, 20_000)) + "]"), CancellationToken.None).Should().BeEmpty();
    }

    [Fact]
    public void A_cancelled_token_ends_the_wait()
    {
        IJsonSchema schema = Schema("""{"pattern":"^(a|aa)+$"}""");
        using CancellationTokenSource cancel = new();
        cancel.Cancel();

        schema.Invoking(s => s.Validate(JsonElement.Parse("\"" + new string('a', 60) + "b\""), cancel.Token)).Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void A_pattern_that_would_not_end_is_told()
    {
        IJsonSchema schema = Schema("""{"pattern":"^(a|aa)+$"}""");

        schema.Invoking(s => s.Validate(JsonElement.Parse("\"" + new string('a', 60) + "b\""), CancellationToken.None)).Should().Throw<TimeoutException>().WithMessage("a pattern of the schema*");
    }

    [Fact]
    public void One_schema_serves_many_threads()
    {
        IJsonSchema schema = Schema("""{"$defs":{"a":{"type":"integer"}},"properties":{"a":{"$ref":"#/$defs/a"}},"unevaluatedProperties":false}""");

        bool[] right = [.. Enumerable.Range(0, 200).AsParallel().WithDegreeOfParallelism(8)
            .Select(i => schema.Validate(JsonElement.Parse(i % 2 == 0 ? """{"a":1}""" : """{"a":1,"b":2}"""), CancellationToken.None).Count == 0 == (i % 2 == 0))];

        right.Should().AllBeEquivalentTo(true);
    }

    [Fact]
    public void Its_name_says_the_version() => new JsonSchemaNetEngine().Name.Should().StartWith("JsonSchema.Net 7.3.4");

    private static IJsonSchema Schema(string schema)
    {
        (IJsonSchema? parsed, IReadOnlyList<Diagnostic> mistakes) = Parse(schema);
        mistakes.Should().BeEmpty();
        return parsed!;
    }

    private static (IJsonSchema? Schema, IReadOnlyList<Diagnostic> Mistakes) Parse(string schema)
    {
        DiagnosticBag bag = new();
        IJsonSchema? parsed = new JsonSchemaNetEngine().Parse(LocatedJson.Parse(Encoding.UTF8.GetBytes(schema), "s.json", bag)!, bag);
        return (parsed, bag.Items);
    }
}
