using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Endpoints.Tests.Services;

public sealed class ServiceMetadataTests
{
    [Theory]
    [InlineData("Url", "http://{{host}}/ask", "Url")]
    [InlineData("Url", "not an address", "Url")]
    [InlineData("Url", "https://u:PLANTED@host/ask", "Url")]
    [InlineData("Url", "https://host/ask?key=sk-proj-PLANTED0123456789", "key")]
    [InlineData("Url", "https://host/ask?key={{env:TEST_KEY}}", "Headers")]
    [InlineData("Url", "http://127.0.0.1:{port}/ask", "{port}")]
    [InlineData("Method", "FETCH", "Method")]
    [InlineData("ContentType", "json", "ContentType")]
    [InlineData("Headers", "Authorization: Bearer PLANTED", "Authorization")]
    [InlineData("Headers", "X-Api-Key: PLANTED", "X-Api-Key")]
    [InlineData("Headers", "X-Other: sk-proj-PLANTED0123456789", "X-Other")]
    [InlineData("Headers", "no colon", "Headers")]
    [InlineData("Headers", "Content-Type: text/plain", "ContentType")]
    [InlineData("Body", "{\"q\": {{question}", "closes")]
    [InlineData("Body", "{\"q\": {{question}}", "not JSON")]
    [InlineData("Body", "{\"q\": \"{{a b}}\"}", "placeholder")]
    [InlineData("Body", "{\"q\": {{expected.answer}}}", "expected")]
    [InlineData("Body", "{\"key\": \"sk-proj-PLANTED0123456789\"}", "key")]
    [InlineData("Body", "", "needs Body")]
    [InlineData("BodyFile", "no-such.json", "BodyFile")]
    [InlineData("AnswerPath", "answer", "JSON path")]
    [InlineData("PassageText", "text", "PassagesPath")]
    [InlineData("ApiKeyVariable", "sk-proj-PLANTED0123456789", "ApiKeyVariable")]
    public void A_mistake_is_a_located_error_that_shows_no_secret(string name, string value, string part)
    {
        Dictionary<string, string> metadata = new() { ["Url"] = "http://127.0.0.1:1/ask", ["Body"] = "{}" };
        if (name == "BodyFile") { metadata.Remove("Body"); }

        metadata[name] = value;

        IReadOnlyList<Diagnostic> told = Sut.Validate("Http", [.. metadata.Select(m => (m.Key, m.Value))]);

        told.Should().NotBeEmpty().And.OnlyContain(d => d.Severity == Severity.Error && d.Location.Line == 7 && !d.Message.Contains("PLANTED"));
        told.Should().Contain(d => d.Message.Contains(part.Replace("closes", "close it", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_key_has_all_that_is_asked_and_read_but_no_value_of_a_secret()
    {
        string plain = await KeyAsync();

        plain.Should().StartWith("http:service.example/ask:").And.NotContain(Sut.Key);
        (await KeyAsync(("MaxConcurrency", "2"), ("Timeout", "1m"))).Should().Be(plain);
        (string, string)[] changes = [("Body", "{\"r\":1}"), ("Url", "https://service.example/ask?v=2"), ("Method", "PUT"), ("Headers", "X-Mode: fast"), ("AnswerPath", "$.a"), ("ContentType", "text/plain")];
        List<string> keys = [plain];
        foreach ((string, string) change in changes) { keys.Add(await KeyAsync(change)); }

        keys.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Without_the_secret_of_a_header_answers_are_known_and_none_is_asked_for()
    {
        (string, string)[] item = [("Url", "https://service.example/ask"), ("Body", "{}"), ("Headers", "Authorization: {{env:NOT_SET}}")];

        (await Sut.IdentifyAsync("Http", item)).Should().NotBeNull("a cache serves machines without keys");
        await FluentActions.Awaiting(() => Sut.StartAsync("Http", item)).Should().ThrowAsync<LlmEvalException>().WithMessage("*NOT_SET, which is not set*");
    }

    [Fact]
    public void A_service_reads_cases_and_is_paid_for_unless_it_runs_here()
    {
        EndpointModelProvider provider = Sut.Provider("Http");

        provider.ReadsCases(Sut.Spec("Http", ("Url", "https://service.example/ask"), ("Body", "{}"))).Should().BeTrue();
        provider.IsMetered(Sut.Spec("Http", ("Url", "https://service.example/ask"), ("Body", "{}"))).Should().BeTrue();
        provider.IsMetered(Sut.Spec("Http", ("Url", "http://localhost:80/ask"), ("Body", "{}"))).Should().BeFalse();
        provider.IsMetered(Sut.Spec("Http", ("Url", "http://127.0.0.1:{port}/ask"), ("Body", "{}"), ("Command", "app {port}"))).Should().BeFalse();
    }

    private static async Task<string> KeyAsync(params (string Name, string Value)[] changes)
    {
        Dictionary<string, string> metadata = new() { ["Url"] = "https://service.example/ask", ["Body"] = "{}", ["Headers"] = "Authorization: Bearer {{env:TEST_KEY}}" };
        foreach ((string name, string value) in changes) { metadata[name] = value; }

        ModelIdentity? identity = await Sut.IdentifyAsync("Http", [.. metadata.Select(m => (m.Key, m.Value))]);
        return identity!.Key;
    }
}
