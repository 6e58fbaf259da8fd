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
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", """["a",1]""", false)]
    [InlineData("""{"properties":{"a":{}},"unevaluatedProperties":false}""", """{"a":1}""", true)]
    [InlineData("""{"properties":{"a":{}},"unevaluatedProperties":false}""", """{"a":1,"b":2}""", false)]
    [InlineData("""{"$defs":{"a":{"type":"string"}},"items":{"$ref":"#/$defs/a"}}""", "[1]", false)]
    [InlineData("""{"format":"date"}""", "\"2020-13-01\"", false)]
    public void Draft_2020_12_is_enforced(string schema, string value, bool isValid)
    {
        (IJsonSchema? parsed, IReadOnlyList<Diagnostic> mistakes) = Parse(schema);
        mistakes.Should().BeEmpty();
        (parsed!.Validate(JsonElement.Parse(value), CancellationToken.None).Count == 0).Should().Be(isValid);
    }

    [Theory]
    [InlineData("""{"$ref":"https://example.org/s.json"}""")]
    [InlineData("""{"items":{"$ref":"other.json"}}""")]
    [InlineData("[]")]
    public void What_leaves_the_document_or_is_no_schema_is_a_located_mistake(string schema)
    {
        (IJsonSchema? parsed, IReadOnlyList<Diagnostic> mistakes) = Parse(schema);
        parsed.Should().BeNull();
        mistakes.Should().ContainSingle().Which.Location.Line.Should().Be(1);
    }

    private static (IJsonSchema? Schema, IReadOnlyList<Diagnostic> Mistakes) Parse(string schema)
    {
        DiagnosticBag bag = new();
        IJsonSchema? parsed = new JsonSchemaNetEngine().Parse(LocatedJson.Parse(Encoding.UTF8.GetBytes(schema), "s.json", bag)!, bag);
        return (parsed, bag.Items);
    }
}
