using System.Text.Json;
using LlmEval.Llama.Grammars;

namespace LlmEval.Llama.Tests.Grammars;

public sealed class SchemaGrammarTests
{
    [Theory]
    [InlineData("""{"not":{"type":"null"}}""", "#/not", "is-json")]
    [InlineData("""{"type":"array","items":{"uniqueItems":true}}""", "#/items/uniqueItems", "is-json")]
    [InlineData("""{"type":"integer","multipleOf":5}""", "#/multipleOf", "divide")]
    [InlineData("""{"if":{},"then":{}}""", "#/if", "anyOf")]
    [InlineData("""{"patternProperties":{"^x":{}}}""", "#/patternProperties", "Name the properties")]
    [InlineData("""{"minProperties":1}""", "#/minProperties", "Name the properties")]
    [InlineData("""{"contains":{}}""", "#/contains", "prefixItems")]
    [InlineData("""{"$ref":"other.json#/x"}""", "#/$ref", "$defs")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "#/$ref", "does not exist")]
    [InlineData("""{"$defs":{"a":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}""", "#/$defs/a", "defined by itself")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"type":"null"}]}""", "#", "defined by itself")]
    [InlineData("""{"type":"strnig"}""", "#/type", "'strnig' is no type")]
    [InlineData("""{"type":"string","minLenght":3}""", "#/minLenght", "spelling")]
    [InlineData("""{"type":"string","nullable":true}""", "#/nullable", "null")]
    [InlineData("""{"type":"string","format":"uri"}""", "#/format", "uuid")]
    [InlineData("""{"type":"string","format":"date","maxLength":10}""", "#/format", "Keep one")]
    [InlineData("""{"type":"string","pattern":"^(?=a)b$"}""", "#/pattern", "looks around")]
    [InlineData("""{"type":"string","pattern":"^a\\b$"}""", "#/pattern", "grammar cannot hold")]
    [InlineData("""{"type":"string","pattern":"^(a)\\1$"}""", "#/pattern", "grammar cannot hold")]
    [InlineData("""{"type":"string","pattern":"^(a*)*$"}""", "#/pattern", "may be empty")]
    [InlineData("""{"type":"string","pattern":"^(a"}""", "#/pattern", "not closed")]
    [InlineData("""{"type":"string","pattern":"^[b-a]$"}""", "#/pattern", "backwards")]
    [InlineData("""{"type":"string","pattern":"^a+$","maxLength":5}""", "#/pattern", "Write the length into the pattern")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "#/oneOf", "anyOf")]
    [InlineData("""{"oneOf":[{"minLength":2},{"type":"null"}]}""", "#/oneOf", "anyOf")]
    [InlineData("""{"oneOf":[{"type":"object","properties":{"k":{"const":1}}},{"type":"object","properties":{"k":{"const":2}}}]}""", "#/oneOf", "required property")]
    [InlineData("""{"type":"object","enum":[{"a":1}],"properties":{"a":{}}}""", "#", "Keep the values")]
    [InlineData("""{"type":"integer","minimum":3,"maximum":2}""", "#", "no value")]
    [InlineData("""{"type":"object","required":["a"],"additionalProperties":false}""", "#", "no value")]
    [InlineData("false", "#", "no value")]
    [InlineData("3", "#", "object, true or false")]
    [InlineData("""{"enum":[]}""", "#", "no value")]
    [InlineData("""{"maxLength":-1}""", "#/maxLength", "whole number")]
    public void What_a_grammar_cannot_hold_is_refused_with_its_place_and_the_mend(string schema, string pointer, string mend)
    {
        string message = FluentActions.Invoking(() => SchemaGrammar.Of(JsonElement.Parse(schema))).Should().Throw<SchemaGrammarException>().Which.Message;

        message.Should().StartWith(pointer + ": ").And.Contain(mend);
    }

    [Theory]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"x","title":"t","description":"d","default":1,"examples":[1],"x-own":1,"type":"null"}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","deprecated":true,"readOnly":true,"contentMediaType":"text/plain"}}}""")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("""{"oneOf":[{"type":"object","properties":{"k":{"const":1}},"required":["k"]},{"type":"object","properties":{"k":{"const":2}}}]}""")]
    [InlineData("""{"oneOf":[{"enum":[1,2]},{"enum":[3]},{"type":"string"}]}""")]
    public void What_only_describes_is_passed_over(string schema) => SchemaGrammar.Of(JsonElement.Parse(schema)).Should().StartWith("root ::= ");

    [Fact]
    public void Alternatives_that_cannot_be_met_are_left_out() =>
        SchemaGrammar.Of(JsonElement.Parse("""{"type":"string","anyOf":[{"type":"integer"},{"const":"a"}]}""")).Should().Contain("\"\\\"a\\\"\"").And.Contain("root ::= r1 ws");

    [Fact]
    public void Every_grammar_passes_our_own_reading_of_the_notation()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            string schema = new RandomSchema(seed).Create().ToJsonString();
            GrammarSyntax.Check(SchemaGrammar.Of(JsonElement.Parse(schema))).Should().BeNull(schema);
        }
    }
}
