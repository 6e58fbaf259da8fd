using System.Text;
using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Structure.Schemas;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("{\"type\":\"string\"}", "1", false)]
    [InlineData("{\"type\":\"integer\"}", "1.0", true)]
    [InlineData("{\"type\":\"integer\"}", "1.5", false)]
    [InlineData("{\"type\":\"integer\"}", "12345678901234567890123", true)]
    [InlineData("{\"type\":\"integer\"}", "\"1\"", false)]
    [InlineData("{\"type\":\"number\"}", "1", true)]
    [InlineData("{\"type\":\"number\"}", "true", false)]
    [InlineData("{\"type\":[\"string\",\"null\"]}", "null", true)]
    [InlineData("{\"type\":[\"string\",\"null\"]}", "1", false)]
    [InlineData("{\"type\":[\"integer\",\"null\"]}", "1.5", false)]
    [InlineData("{\"type\":\"null\"}", "null", true)]
    [InlineData("{\"type\":\"null\"}", "1", false)]
    [InlineData("{\"type\":\"boolean\"}", "true", true)]
    [InlineData("{\"type\":\"boolean\"}", "\"true\"", false)]
    [InlineData("{\"type\":\"array\"}", "{}", false)]
    [InlineData("{\"type\":\"object\"}", "[]", false)]
    [InlineData("{\"enum\":[\"1\"]}", "1", false)]
    [InlineData("{\"enum\":[1]}", "1.0", true)]
    [InlineData("{\"enum\":[1]}", "\"1\"", false)]
    [InlineData("{\"enum\":[null]}", "null", true)]
    [InlineData("{\"enum\":[null,\"a\"]}", "\"b\"", false)]
    [InlineData("{\"enum\":[true]}", "\"True\"", false)]
    [InlineData("{\"enum\":[true]}", "true", true)]
    [InlineData("{\"enum\":[{\"a\":1,\"b\":2}]}", "{\"b\":2,\"a\":1}", true)]
    [InlineData("{\"enum\":[\"\"]}", "null", false)]
    [InlineData("{\"enum\":[[1]]}", "[1]", true)]
    [InlineData("{\"enum\":[[1]]}", "[2]", false)]
    [InlineData("{\"enum\":[\"2020-01-01T00:00:00Z\"]}", "\"2020-01-01T00:00:00Z\"", true)]
    [InlineData("{\"type\":[\"string\",\"null\"],\"enum\":[\"a\"]}", "null", false)]
    [InlineData("{\"properties\":{\"a\":{\"type\":[\"string\",\"null\"],\"enum\":[\"a\"]}}}", "{\"a\":null}", false)]
    [InlineData("{\"const\":1}", "2", false)]
    [InlineData("{\"const\":1}", "1.0", true)]
    [InlineData("{\"const\":\"a\"}", "\"b\"", false)]
    [InlineData("{\"const\":null}", "null", true)]
    [InlineData("{\"const\":null}", "0", false)]
    [InlineData("{\"const\":false}", "0", false)]
    [InlineData("{\"const\":{\"a\":[1]}}", "{\"a\":[1.0]}", true)]
    [InlineData("{\"minLength\":2}", "\"a\"", false)]
    [InlineData("{\"minLength\":2}", "\"😀\"", false)]
    [InlineData("{\"maxLength\":1}", "\"ab\"", false)]
    [InlineData("{\"maxLength\":1}", "\"😀\"", true)]
    [InlineData("{\"maxLength\":0}", "\"\"", true)]
    [InlineData("{\"maxLength\":0}", "\"a\"", false)]
    [InlineData("{\"minLength\":2}", "1", true)]
    [InlineData("{\"pattern\":\"^a$\"}", "\"b\"", false)]
    [InlineData("{\"pattern\":\"^a$\"}", "\"a\"", true)]
    [InlineData("{\"pattern\":\"a\"}", "\"bab\"", true)]
    [InlineData("{\"pattern\":\"^a$\"}", "1", true)]
    [InlineData("{\"pattern\":\"^a$\"}", "\"a\\n\"", false)]
    [InlineData("{\"pattern\":\"^\\\\d$\"}", "\"٣\"", false)]
    [InlineData("{\"pattern\":\"^[$]$\"}", "\"$\"", true)]
    [InlineData("{\"pattern\":\"^\\\\p{L}+$\"}", "\"é\"", true)]
    [InlineData("{\"minimum\":2}", "1", false)]
    [InlineData("{\"minimum\":2}", "\"a\"", true)]
    [InlineData("{\"minimum\":2}", "2", true)]
    [InlineData("{\"maximum\":2}", "3", false)]
    [InlineData("{\"exclusiveMinimum\":2}", "2", false)]
    [InlineData("{\"exclusiveMaximum\":2}", "2", false)]
    [InlineData("{\"minimum\":2,\"exclusiveMinimum\":true}", "2", false)]
    [InlineData("{\"maximum\":2,\"exclusiveMaximum\":true}", "2", false)]
    [InlineData("{\"exclusiveMinimum\":2}", "3", true)]
    [InlineData("{\"multipleOf\":2}", "3", false)]
    [InlineData("{\"multipleOf\":0.1}", "0.3", true)]
    [InlineData("{\"multipleOf\":0.01}", "19.99", true)]
    [InlineData("{\"maximum\":2}", "1e400", false)]
    [InlineData("{\"minimum\":2.5}", "2.4", false)]
    [InlineData("{\"maximum\":100}", "99999999999999999999999999", false)]
    [InlineData("{\"minimum\":0}", "null", true)]
    [InlineData("{\"minItems\":1}", "[]", false)]
    [InlineData("{\"maxItems\":1}", "[1,2]", false)]
    [InlineData("{\"maxItems\":0}", "[1]", false)]
    [InlineData("{\"maxItems\":0}", "[]", true)]
    [InlineData("{\"uniqueItems\":true}", "[1,1]", false)]
    [InlineData("{\"uniqueItems\":true}", "[1,\"1\"]", true)]
    [InlineData("{\"uniqueItems\":true}", "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}]", false)]
    [InlineData("{\"uniqueItems\":true}", "[1,1.0]", false)]
    [InlineData("{\"uniqueItems\":true}", "[[1],[1]]", false)]
    [InlineData("{\"uniqueItems\":true}", "[1,true]", true)]
    [InlineData("{\"uniqueItems\":true}", "[0,false,null,\"\",\"null\"]", true)]
    [InlineData("{\"uniqueItems\":false}", "[1,1]", true)]
    [InlineData("{\"items\":{\"type\":\"string\"}}", "[1]", false)]
    [InlineData("{\"items\":{\"type\":\"string\"}}", "{}", true)]
    [InlineData("{\"items\":{\"type\":\"string\"}}", "[null]", false)]
    [InlineData("{\"items\":false}", "[]", true)]
    [InlineData("{\"items\":false}", "[1]", false)]
    [InlineData("{\"items\":[{\"type\":\"string\"},{\"type\":\"number\"}]}", "[1,1]", false)]
    [InlineData("{\"items\":[{\"type\":\"string\"}],\"additionalItems\":false}", "[\"a\",1]", false)]
    [InlineData("{\"items\":[{\"type\":\"string\"}],\"additionalItems\":{\"type\":\"number\"}}", "[\"a\",\"b\"]", false)]
    [InlineData("{\"items\":[{\"type\":\"string\"}]}", "[\"a\",1]", true)]
    [InlineData("{\"items\":[{\"type\":\"string\"}]}", "[]", true)]
    [InlineData("{\"prefixItems\":[{\"type\":\"string\"}]}", "[1]", false)]
    [InlineData("{\"prefixItems\":[{\"type\":\"string\"}]}", "[\"a\",1]", true)]
    [InlineData("{\"prefixItems\":[{\"type\":\"string\"}],\"items\":false}", "[\"a\",1]", false)]
    [InlineData("{\"items\":{\"type\":\"number\"},\"prefixItems\":[{\"type\":\"string\"}]}", "[\"a\",\"b\"]", false)]
    [InlineData("{\"items\":{\"type\":\"number\"},\"prefixItems\":[{\"type\":\"string\"}]}", "[\"a\",1]", true)]
    [InlineData("{\"contains\":{\"type\":\"string\"}}", "[1]", false)]
    [InlineData("{\"contains\":{\"type\":\"string\"}}", "[1,\"a\"]", true)]
    [InlineData("{\"contains\":{\"type\":\"string\"}}", "{}", true)]
    [InlineData("{\"contains\":{\"type\":\"string\"},\"minContains\":2}", "[\"a\",1]", false)]
    [InlineData("{\"contains\":{\"type\":\"string\"},\"maxContains\":1}", "[\"a\",\"b\"]", false)]
    [InlineData("{\"contains\":{\"type\":\"string\"},\"minContains\":0}", "[]", true)]
    [InlineData("{\"properties\":{\"a\":{\"type\":\"string\"}}}", "{\"a\":1}", false)]
    [InlineData("{\"properties\":{\"a\":{\"type\":\"string\"}}}", "{}", true)]
    [InlineData("{\"properties\":{\"a\":{\"type\":\"string\"}}}", "{\"a\":null}", false)]
    [InlineData("{\"properties\":{\"a\":{\"type\":\"string\"}}}", "[1]", true)]
    [InlineData("{\"properties\":{\"a\":true,\"b\":false}}", "{\"a\":1}", true)]
    [InlineData("{\"properties\":{\"a\":true,\"b\":false}}", "{\"b\":1}", false)]
    [InlineData("{\"properties\":{\"a\":{\"type\":[\"null\",\"string\"],\"not\":{\"type\":\"null\"}}}}", "{\"a\":null}", false)]
    [InlineData("{\"required\":[\"a\"]}", "{}", false)]
    [InlineData("{\"required\":[\"a\"]}", "[]", true)]
    [InlineData("{\"required\":[\"a\"]}", "\"x\"", true)]
    [InlineData("{\"required\":[\"a\"]}", "{\"a\":null}", true)]
    [InlineData("{\"properties\":{\"a\":{}},\"required\":[\"a\"]}", "{\"a\":null}", true)]
    [InlineData("{\"type\":\"object\",\"required\":[\"a\",\"zz\"],\"properties\":{\"a\":{}}}", "{\"a\":1}", false)]
    [InlineData("{\"additionalProperties\":false}", "{\"a\":1}", false)]
    [InlineData("{\"additionalProperties\":false,\"properties\":{\"a\":{}}}", "{\"a\":1}", true)]
    [InlineData("{\"additionalProperties\":false,\"properties\":{\"a\":{}}}", "{\"A\":1}", false)]
    [InlineData("{\"additionalProperties\":{\"type\":\"string\"}}", "{\"a\":1}", false)]
    [InlineData("{\"additionalProperties\":false,\"patternProperties\":{\"^x\":{}}}", "{\"x1\":1}", true)]
    [InlineData("{\"additionalProperties\":false,\"patternProperties\":{\"^x\":{}}}", "{\"y1\":1}", false)]
    [InlineData("{\"patternProperties\":{\"^x\":{\"type\":\"string\"}}}", "{\"x1\":1}", false)]
    [InlineData("{\"properties\":{\"x1\":{\"type\":\"number\"}},\"patternProperties\":{\"^x\":{\"minimum\":5}}}", "{\"x1\":1}", false)]
    [InlineData("{\"patternProperties\":{\"^x\":{\"type\":\"number\"},\"1$\":{\"minimum\":5}}}", "{\"x1\":1}", false)]
    [InlineData("{\"minProperties\":1}", "{}", false)]
    [InlineData("{\"maxProperties\":1}", "{\"a\":1,\"b\":2}", false)]
    [InlineData("{\"maxProperties\":0}", "{\"a\":1}", false)]
    [InlineData("{\"propertyNames\":{\"pattern\":\"^x\"}}", "{\"a\":1}", false)]
    [InlineData("{\"propertyNames\":{\"pattern\":\"^x\"}}", "{\"xa\":1}", true)]
    [InlineData("{\"dependencies\":{\"a\":[\"b\"]}}", "{\"a\":1}", false)]
    [InlineData("{\"dependencies\":{\"a\":[\"b\"]}}", "{\"c\":1}", true)]
    [InlineData("{\"dependencies\":{\"a\":{\"required\":[\"b\"]}}}", "{\"a\":1}", false)]
    [InlineData("{\"dependentRequired\":{\"a\":[\"b\"]}}", "{\"a\":1}", false)]
    [InlineData("{\"dependentRequired\":{\"a\":[\"b\"]}}", "{\"a\":1,\"b\":2}", true)]
    [InlineData("{\"dependentSchemas\":{\"a\":{\"required\":[\"b\"]}}}", "{\"a\":1}", false)]
    [InlineData("{\"allOf\":[{\"type\":\"string\"},{\"minLength\":2}]}", "\"a\"", false)]
    [InlineData("{\"allOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"]}]}", "{\"a\":1}", false)]
    [InlineData("{\"allOf\":[{\"minLength\":2}],\"pattern\":\"b\"}", "\"ac\"", false)]
    [InlineData("{\"allOf\":[true,false]}", "1", false)]
    [InlineData("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "1", false)]
    [InlineData("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "null", true)]
    [InlineData("{\"oneOf\":[{\"minimum\":1},{\"minimum\":2}]}", "3", false)]
    [InlineData("{\"oneOf\":[{\"minimum\":1},{\"minimum\":2}]}", "1", true)]
    [InlineData("{\"properties\":{\"a\":{\"oneOf\":[{\"type\":\"null\"},{\"type\":[\"null\",\"string\"]}]}}}", "{\"a\":null}", false)]
    [InlineData("{\"not\":{\"type\":\"string\"}}", "\"a\"", false)]
    [InlineData("{\"not\":{\"type\":\"string\"}}", "1", true)]
    [InlineData("{\"not\":{}}", "1", false)]
    [InlineData("{\"not\":true}", "1", false)]
    [InlineData("{\"not\":false}", "1", true)]
    [InlineData("{\"if\":{\"type\":\"string\"},\"then\":{\"minLength\":2}}", "\"a\"", false)]
    [InlineData("{\"if\":{\"type\":\"string\"},\"then\":{\"minLength\":2}}", "1", true)]
    [InlineData("{\"if\":{\"type\":\"string\"},\"else\":{\"minimum\":2}}", "1", false)]
    [InlineData("{\"then\":{\"minLength\":2}}", "\"a\"", true)]
    [InlineData("true", "1", true)]
    [InlineData("false", "1", false)]
    [InlineData("{}", "null", true)]
    [InlineData("{\"definitions\":{\"a\":{\"type\":\"string\"}},\"$ref\":\"#/definitions/a\"}", "1", false)]
    [InlineData("{\"$defs\":{\"a\":{\"type\":\"string\"}},\"properties\":{\"x\":{\"$ref\":\"#/$defs/a\"}}}", "{\"x\":1}", false)]
    [InlineData("{\"$defs\":{\"a\":{\"type\":\"string\"}},\"properties\":{\"x\":{\"$ref\":\"#/$defs/a\",\"minLength\":2}}}", "{\"x\":\"a\"}", false)]
    [InlineData("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"definitions\":{\"a\":{\"type\":\"string\"}},\"properties\":{\"x\":{\"$ref\":\"#/definitions/a\",\"minLength\":2}}}", "{\"x\":\"a\"}", true)]
    [InlineData("{\"properties\":{\"n\":{\"$ref\":\"#\"},\"v\":{\"type\":\"number\"}}}", "{\"n\":{\"n\":{\"v\":\"a\"}}}", false)]
    [InlineData("{\"properties\":{\"n\":{\"$ref\":\"#\"},\"v\":{\"type\":\"number\"}}}", "{\"n\":{\"n\":{\"v\":1}}}", true)]
    [InlineData("{\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"$ref\":\"#/properties/a\"}}}", "{\"b\":1}", false)]
    [InlineData("{\"definitions\":{\"a/b\":{\"type\":\"string\"}},\"properties\":{\"x\":{\"$ref\":\"#/definitions/a~1b\"}}}", "{\"x\":1}", false)]
    [InlineData("{\"definitions\":{\"a b\":{\"type\":\"string\"}},\"properties\":{\"x\":{\"$ref\":\"#/definitions/a%20b\"}}}", "{\"x\":1}", false)]
    [InlineData("{\"$defs\":{\"q\":{\"$anchor\":\"item\",\"type\":\"string\"}},\"items\":{\"$ref\":\"#item\"}}", "[1]", false)]
    [InlineData("{\"allOf\":[{\"$ref\":\"#/$defs/a\"}],\"$defs\":{\"a\":{\"type\":\"string\"}},\"maxItems\":1,\"minLength\":3}", "\"ab\"", false)]
    [InlineData("{\"format\":\"date-time\"}", "\"x\"", false)]
    [InlineData("{\"format\":\"date-time\"}", "\"2020-01-01T00:00:00Z\"", true)]
    [InlineData("{\"format\":\"date-time\"}", "\"2020-01-01\"", false)]
    [InlineData("{\"format\":\"date-time\"}", "\"2020-02-30T00:00:00Z\"", false)]
    [InlineData("{\"format\":\"date\"}", "\"2020-13-01\"", false)]
    [InlineData("{\"format\":\"date\"}", "\"2020-02-29\"", true)]
    [InlineData("{\"format\":\"time\"}", "\"25:00:00Z\"", false)]
    [InlineData("{\"format\":\"time\"}", "\"20:00:00+01:00\"", true)]
    [InlineData("{\"format\":\"email\"}", "\"x\"", false)]
    [InlineData("{\"format\":\"email\"}", "\"a.b@c.de\"", true)]
    [InlineData("{\"format\":\"uri\"}", "\"x y\"", false)]
    [InlineData("{\"format\":\"uri\"}", "\"https://a.b/c\"", true)]
    [InlineData("{\"format\":\"uri\"}", "\"/a\"", false)]
    [InlineData("{\"format\":\"uuid\"}", "\"x\"", false)]
    [InlineData("{\"format\":\"uuid\"}", "\"123e4567-e89b-12d3-a456-426614174000\"", true)]
    [InlineData("{\"format\":\"ipv4\"}", "\"1.2.3.999\"", false)]
    [InlineData("{\"format\":\"ipv4\"}", "\"1.2.3.4\"", true)]
    [InlineData("{\"format\":\"ipv4\"}", "\"1.2.3\"", false)]
    [InlineData("{\"format\":\"ipv4\"}", "\"1.2.3.4.\"", false)]
    [InlineData("{\"format\":\"ipv6\"}", "\"x\"", false)]
    [InlineData("{\"format\":\"ipv6\"}", "\"::1\"", true)]
    [InlineData("{\"format\":\"hostname\"}", "\"-a-\"", false)]
    [InlineData("{\"format\":\"hostname\"}", "\"a.b\"", true)]
    [InlineData("{\"format\":\"duration\"}", "\"x\"", false)]
    [InlineData("{\"format\":\"duration\"}", "\"P1DT2H\"", true)]
    [InlineData("{\"format\":\"regex\"}", "\"(\"", false)]
    [InlineData("{\"format\":\"date\"}", "1", true)]
    [InlineData("{\"format\":\"int32\"}", "\"x\"", true)]
    [InlineData("{\"x-note\":1,\"title\":\"T\",\"default\":3}", "\"x\"", true)]
    public void A_keyword_means_what_the_drafts_say(string schema, string value, bool isValid)
    {
        IReadOnlyList<string> wrong = Validate(schema, value);
        (wrong.Count == 0).Should().Be(isValid, string.Join("; ", wrong));
    }

    [Theory]
    [InlineData("{\"type\":\"string\"}", "1", "$ must be a text, is 1")]
    [InlineData("{\"properties\":{\"a\":{\"items\":{\"properties\":{\"b\":{\"type\":\"integer\"}}}}}}", "{\"a\":[{},{\"b\":1.5}]}", "$.a[1].b must be a whole number, is 1.5")]
    [InlineData("{\"required\":[\"a\",\"b\"]}", "{\"b\":1}", "$ lacks 'a'")]
    [InlineData("{\"properties\":{\"p\":{\"enum\":[\"low\",\"high\"]}}}", "{\"p\":\"urgent\"}", "$.p must be one of \"low\", \"high\", is 'urgent'")]
    [InlineData("{\"properties\":{\"p\":{\"exclusiveMinimum\":0}}}", "{\"p\":0}", "$.p must be more than 0, is 0")]
    [InlineData("{\"additionalProperties\":false}", "{\"x\":1}", "$ must not have a member 'x'")]
    [InlineData("{\"allOf\":[{\"properties\":{\"a\":{\"anyOf\":[{\"type\":\"string\"},{\"minimum\":3}]}}}]}", "{\"a\":1}", "$.a fits none of the 2 schemas of 'anyOf'")]
    public void What_is_wrong_is_told_with_its_place(string schema, string value, string expected) => Validate(schema, value).Should().Equal(expected);

    [Theory]
    [InlineData("{\"unevaluatedProperties\":false}", "LLM1003", "unevaluatedProperties")]
    [InlineData("{\"items\":{\"$dynamicRef\":\"#a\"}}", "LLM1003", "$dynamicRef")]
    [InlineData("{\"format\":\"uri-template\"}", "LLM1003", "uri-template")]
    [InlineData("{\"requried\":[\"a\"]}", "LLM1002", "Did you mean 'required'")]
    [InlineData("{\"type\":\"string\",\"nullable\":true}", "LLM1002", "nullable")]
    [InlineData("{\"divisibleBy\":2}", "LLM1002", "divisibleBy")]
    [InlineData("{\"type\":\"int\"}", "LLM1003", "'type'")]
    [InlineData("{\"minLength\":-1}", "LLM1003", "'minLength'")]
    [InlineData("{\"minimum\":\"1\"}", "LLM1003", "'minimum'")]
    [InlineData("{\"multipleOf\":0}", "LLM1003", "'multipleOf'")]
    [InlineData("{\"pattern\":\"(\"}", "LLM1021", "regular expression")]
    [InlineData("{\"patternProperties\":{\"(\":{}}}", "LLM1021", "regular expression")]
    [InlineData("{\"properties\":[]}", "LLM1003", "'properties'")]
    [InlineData("{\"properties\":{\"a\":1}}", "LLM1003", "must be a mapping, or true or false")]
    [InlineData("{\"required\":true}", "LLM1003", "'required'")]
    [InlineData("{\"allOf\":[]}", "LLM1003", "'allOf'")]
    [InlineData("{\"enum\":[]}", "LLM1003", "'enum'")]
    [InlineData("{\"uniqueItems\":1}", "LLM1003", "'uniqueItems'")]
    [InlineData("[]", "LLM1003", "must be a mapping")]
    [InlineData("{\"$ref\":\"#/$defs/none\"}", "LLM1003", "has nothing")]
    [InlineData("{\"$ref\":\"#\"}", "LLM1003", "refers to itself")]
    [InlineData("{\"anyOf\":[{\"$ref\":\"#/$defs/a\"}],\"$defs\":{\"a\":{\"not\":{\"$ref\":\"#\"}}}}", "LLM1003", "refers to itself")]
    public void What_would_not_be_enforced_is_a_located_mistake(string schema, string code, string text)
    {
        (IJsonSchema? parsed, IReadOnlyList<Diagnostic> mistakes) = Parse(schema);
        parsed.Should().BeNull();
        mistakes[0].Code.Should().Be(code);
        mistakes[0].Message.Should().Contain(text);
        mistakes[0].Location.Line.Should().Be(1);
        if (text.StartsWith("unevaluated", StringComparison.Ordinal)) { mistakes[0].Message.Should().Contain("LlmEval.JsonSchemaNet"); }
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/schema.json")]
    [InlineData("https://json-schema.org/draft/2020-12/schema")]
    [InlineData("file:///etc/hostname")]
    [InlineData("other.schema.json")]
    [InlineData("../other.json#/$defs/a")]
    public void A_reference_out_of_the_document_is_a_mistake_and_nothing_is_read(string reference)
    {
        (IJsonSchema? parsed, IReadOnlyList<Diagnostic> mistakes) = Parse($$"""{"properties":{"a":{"$ref":"{{reference}}"} } }""");
        parsed.Should().BeNull();
        mistakes.Should().ContainSingle().Which.Message.Should().Contain("nothing is fetched");
    }

    [Fact]
    public async Task A_server_that_a_schema_names_is_not_asked()
    {
        using System.Net.Sockets.TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        string address = $"http://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}/s.json";
        Parse($$"""{"$schema":"{{address}}","$id":"{{address}}","properties":{"a":{"$ref":"{{address}}"} } }""").Schema.Should().BeNull();
        Parse($$"""{"$schema":"{{address}}","$id":"{{address}}"}""").Schema.Should().NotBeNull();
        listener.Pending().Should().BeFalse();
        await Task.CompletedTask;
    }

    [Fact]
    public void A_schema_that_doubles_its_work_at_each_level_ends_by_its_limit()
    {
        StringBuilder schema = new("{\"$ref\":\"#/$defs/a0\",\"$defs\":{");
        for (int i = 0; i < 50; i++) { schema.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"a{i}\":{{\"allOf\":[{{\"$ref\":\"#/$defs/a{i + 1}\"}},{{\"$ref\":\"#/$defs/a{i + 1}\"}}]}},"); }

        IJsonSchema parsed = Parse(schema + "\"a50\":true}}").Schema!;
        using CancellationTokenSource limit = new();
        limit.Cancel();
        FluentActions.Invoking(() => parsed.Validate(JsonElement.Parse("1"), limit.Token)).Should().Throw<OperationCanceledException>();
        FluentActions.Invoking(() => parsed.Validate(JsonElement.Parse("1"), CancellationToken.None)).Should().Throw<InvalidOperationException>().WithMessage("*too much work*");
    }

    [Fact]
    public void A_long_chain_of_references_is_judged_or_told()
    {
        StringBuilder schema = new("{\"$ref\":\"#/$defs/a0\",\"$defs\":{");
        for (int i = 0; i < 2000; i++) { schema.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"a{i}\":{{\"allOf\":[{{\"$ref\":\"#/$defs/a{i + 1}\"}},true]}},"); }

        (IJsonSchema? parsed, IReadOnlyList<Diagnostic> mistakes) = Parse(schema + "\"a2000\":{\"type\":\"string\"}}}");
        if (parsed is null)
        {
            mistakes.Should().NotBeEmpty();
            return;
        }

        try { parsed.Validate(JsonElement.Parse("1"), CancellationToken.None).Should().NotBeEmpty(); }
        catch (InvalidOperationException e) { e.Message.Should().Contain("too often"); }
    }

    [Fact]
    public void A_catastrophic_pattern_leaves_the_answer_unscored_with_the_cause()
    {
        foreach (string schema in new[] { "{ pattern: '^(a+)+$' }", "{ patternProperties: { '^(a+)+$': true } }" })
        {
            string a = new('a', 60);
            Score score = Bench.Score($"is-json: {{ schema: {schema} }}", schema.Contains("Prop", StringComparison.Ordinal) ? $"{{\"{a}!\":1}}" : $"\"{a}!\"");
            score.Outcome.Should().Be(ScoreOutcome.Unscored);
            score.Reason.Should().Contain("took more than 1 s");
        }
    }

    private static IReadOnlyList<string> Validate(string schema, string value)
    {
        (IJsonSchema? parsed, IReadOnlyList<Diagnostic> mistakes) = Parse(schema);
        mistakes.Should().BeEmpty();
        return parsed!.Validate(JsonElement.Parse(value), CancellationToken.None);
    }

    private static (IJsonSchema? Schema, IReadOnlyList<Diagnostic> Mistakes) Parse(string schema)
    {
        DiagnosticBag bag = new();
        LocatedNode node = LocatedJson.Parse(Encoding.UTF8.GetBytes(schema), "s.json", bag)!;
        IJsonSchema? parsed = NJsonSchemaEngine.Instance.Parse(node, bag);
        return (parsed, bag.Items);
    }
}
