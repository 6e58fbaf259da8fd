using System.Text.Json;
using LlmEval.Model;
using LlmEval.Worker.Probe;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests.Grammars;

/// <summary>What a model of random weights writes under a schema: everything that the grammar lets through comes out some time.</summary>
public sealed class SchemaAnswerTests : IDisposable
{
    private const int Schemas = 120, Answers = 6;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_uncut_answer_is_valid_by_its_schema()
    {
        await using LlamaChatClient client = await ClientAsync();
        (JsonElement Schema, long Seed)[] asked =
        [
            .. Enumerable.Range(0, Schemas)
                .Select(seed => JsonElement.Parse(new RandomSchema(seed).Create().ToJsonString()))
                .SelectMany((schema, i) => Enumerable.Range(0, Answers).Select(j => (schema, (long)((i * Answers) + j)))),
        ];

        ChatResponse[] responses = await Task.WhenAll(asked.Select(a => AnswerAsync(client, a.Schema, a.Seed)));

        int whole = 0;
        HashSet<string> texts = new(StringComparer.Ordinal);
        for (int i = 0; i < asked.Length; i++)
        {
            if (responses[i].FinishReason == ChatFinishReason.Length) { continue; }

            whole++;
            texts.Add(responses[i].Text);
            IsValid(responses[i].Text, asked[i].Schema).Should().BeTrue($"{responses[i].Text} answers {asked[i].Schema}");
        }

        whole.Should().BeGreaterThan(asked.Length * 7 / 10);
        texts.Should().HaveCountGreaterThan(whole / 3);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"name":{"type":"string","maxLength":4},"age":{"type":"integer","minimum":0,"maximum":150}},"required":["name","age"]}""")]
    [InlineData("""{"type":"string","minLength":1200,"maxLength":1200}""")]
    [InlineData("""{"type":"array","items":{"const":1},"minItems":400,"maxItems":450}""")]
    [InlineData("""{"properties":{"a":true},"required":["a"],"additionalProperties":{"type":"integer","maximum":9,"minimum":0}}""")]
    [InlineData("""{"enum":["a","b",3],"type":"string"}""")]
    [InlineData("""{"$ref":"#/$defs/x","$defs":{"x":{"type":"array","items":{"$ref":"#/$defs/x"},"maxItems":2}}}""")]
    [InlineData("""{"allOf":[{"properties":{"a":{"type":"number"}},"required":["a"]},{"properties":{"a":{"minimum":0,"maximum":1},"b":{"type":"null"}},"required":["b"]}]}""")]
    [InlineData("""{"type":"number","minimum":0,"exclusiveMaximum":1}""")]
    [InlineData("""{"type":"integer","multipleOf":1,"exclusiveMinimum":-3,"exclusiveMaximum":3}""")]
    [InlineData("""{"type":"string","pattern":"^[A-Z]{2}-[0-9]{4}$","minLength":7,"maxLength":7}""")]
    public async Task Common_schemas_are_answered(string schema)
    {
        await using LlamaChatClient client = await ClientAsync();
        JsonElement element = JsonElement.Parse(schema);

        ChatResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => AnswerAsync(client, element, i, 2000)));

        JsonElement known = JsonElement.Parse(schema.Replace("\"multipleOf\":1,", string.Empty, StringComparison.Ordinal));
        responses.Count(r => r.FinishReason == ChatFinishReason.Stop).Should().BePositive();
        responses.Where(r => r.FinishReason == ChatFinishReason.Stop).Should().OnlyContain(r => IsValid(r.Text, known));
    }

    [Fact]
    public async Task Greedy_answers_follow_too_and_repeat()
    {
        await using LlamaChatClient client = await ClientAsync();
        ChatOptions options = new()
        {
            MaxOutputTokens = 100,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"enum":["billing","shipping","other"]}""")),
        };

        string[] texts = [.. (await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.GetResponseAsync(Tests.Ask("Hello"), options, Tests.Token)))).Select(r => r.Text)];

        texts.Distinct().Should().ContainSingle().Which.Should().MatchRegex("^\"(billing|shipping|other)\"\\s*$");
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"not":{}}}}""", "#/properties/a/not")]
    [InlineData("""{"type":"array","uniqueItems":true}""", "#/uniqueItems")]
    public async Task What_cannot_be_held_is_an_error_at_the_item_with_the_place_in_the_schema(string schema, string expected)
    {
        await using LlamaChatClient client = await ClientAsync();

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => AnswerAsync(client, JsonElement.Parse(schema), 1));

        diagnostic.Code.Should().Be(Diagnostics.BadValue.Code);
        diagnostic.Location.Line.Should().Be(7);
        diagnostic.Message.Should().Contain(expected);
    }

    private static bool IsValid(string text, JsonElement schema)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return SchemaValidator.IsValid(document.RootElement, schema, schema);
    }

    private static Task<ChatResponse> AnswerAsync(LlamaChatClient client, JsonElement schema, long seed, int most = 400) => client.GetResponseAsync(
        Tests.Ask("Hello"),
        new ChatOptions { MaxOutputTokens = most, Temperature = 1, Seed = seed, ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) },
        Tests.Token);

    private Task<LlamaChatClient> ClientAsync() => Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder, new TinyModelShape { ContextLength = 4096, Width = 32, Heads = 1 }), ("ContextSize", "2200")));
}
