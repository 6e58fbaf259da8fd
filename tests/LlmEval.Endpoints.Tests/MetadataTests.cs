using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Endpoints.Tests;

public sealed class MetadataTests
{
    private const string PlantedKey = "sk-proj-PLANTED0123456789";

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Anthropic")]
    [InlineData("Ollama")]
    public void The_model_is_all_that_a_service_with_an_address_of_its_own_needs(string provider)
    {
        Sut.Validate(provider, ("Model", "m")).Should().BeEmpty();
        Sut.Validate(provider).Should().ContainSingle().Which.Message.Should().Contain("needs Model");
    }

    [Fact]
    public void Azure_needs_an_address_and_a_deployment() =>
        Sut.Validate("AzureOpenAI").Select(d => d.Message).Should().HaveCount(2).And.Contain(m => m.Contains("needs Endpoint")).And.Contain(m => m.Contains("needs Deployment"));

    [Theory]
    [InlineData("ApiKeyVariable")]
    [InlineData("Model")]
    [InlineData("Organization")]
    [InlineData("Endpoint")]
    public void A_key_in_the_project_file_is_refused_and_not_shown(string name)
    {
        IReadOnlyList<Diagnostic> told = Sut.Validate("OpenAI", name == "Model" ? [(name, PlantedKey)] : [("Model", "m"), (name, PlantedKey)]);

        told.Should().NotBeEmpty().And.OnlyContain(d => d.Severity == Severity.Error && !d.Message.Contains("PLANTED"));
    }

    [Theory]
    [InlineData("https://user:PLANTED@host/v1")]
    [InlineData("https://host/v1?key=PLANTED")]
    [InlineData("https://host/v1#PLANTED")]
    [InlineData("PLANTED")]
    [InlineData("ftp://host/PLANTED")]
    public void An_address_that_could_hold_a_secret_is_refused_and_not_shown(string endpoint) =>
        Sut.Validate("OpenAI", ("Model", "m"), ("Endpoint", endpoint)).Should().ContainSingle().Which.Message.Should().NotContain("PLANTED");

    [Theory]
    [InlineData("MaxConcurrency", "0")]
    [InlineData("MaxConcurrency", "many")]
    [InlineData("Timeout", "-1s")]
    [InlineData("Timeout", "soon")]
    [InlineData("Api", "completions")]
    public void A_value_out_of_range_is_an_error(string name, string value) =>
        Sut.Validate("OpenAI", ("Model", "m"), (name, value)).Should().ContainSingle().Which.Message.Should().Contain(name);

    [Theory]
    [InlineData("OpenAI", "http://Localhost:8000/v1/", "openai:localhost:8000/v1:m")]
    [InlineData("OpenAI", "http://localhost:8000", "openai:localhost:8000/v1:m")]
    [InlineData("OpenAI", "http://localhost:8000/v1/chat/completions", "openai:localhost:8000/v1:m")]
    [InlineData("OpenAI", "https://openrouter.ai/api/v1", "openai:openrouter.ai/api/v1:m")]
    [InlineData("AzureOpenAI", "https://r.openai.azure.com/", "azureopenai:r.openai.azure.com:m;api-version:2024-10-21")]
    [InlineData("Anthropic", "https://api.anthropic.com/v1", "anthropic:api.anthropic.com:m;api-version:2023-06-01")]
    [InlineData("Ollama", "http://localhost:11434/api", "ollama:localhost:11434:m")]
    public async Task The_identity_is_address_and_model(string provider, string endpoint, string key)
    {
        ModelIdentity? identity = await Sut.IdentifyAsync(provider, ("Endpoint", endpoint), ("Model", "m"), ("ApiKeyVariable", "TEST_KEY"));

        identity!.Key.Should().Be(key);
        identity.DeterministicWhenGreedy.Should().BeFalse();
    }

    [Fact]
    public async Task What_changes_the_answers_changes_the_identity()
    {
        (await Sut.IdentifyAsync("OpenAI", ("Model", "m")))!.Key.Should().Be("openai:api.openai.com/v1:m");
        (await Sut.IdentifyAsync("OpenAI", ("Model", "m"), ("Api", "responses")))!.Key.Should().EndWith(";api:responses");
        (await Sut.IdentifyAsync("Ollama", ("Model", "m"), ("ContextSize", "8192")))!.Key.Should().EndWith(";context:8192");
    }

    [Fact]
    public async Task Without_its_key_a_model_is_identified_and_not_started()
    {
        (await Sut.IdentifyAsync("Anthropic", ("Model", "m")))!.Key.Should().StartWith("anthropic:api.anthropic.com:m", "the cache serves machines without keys");
        (await Sut.IdentifyAsync("OpenAI", ("Model", "m"), ("ApiKeyVariable", "OTHER")))!.Key
            .Should().Be((await Sut.IdentifyAsync("OpenAI", ("Model", "m"), ("ApiKeyVariable", "TEST_KEY")))!.Key);

        Diagnostic told = (await FluentActions.Awaiting(() => Sut.StartAsync("OpenAI", ("Model", "m"), ("ApiKeyVariable", "OTHER")))
            .Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic;
        told.Code.Should().Be("LLM2012");
        told.Message.Should().Contain("OTHER");
    }

    [Fact]
    public async Task A_key_with_a_line_break_inside_is_refused_and_not_shown()
    {
        OpenAIModelProvider provider = new(_ => "PLANTED\nkey");

        (await provider.Awaiting(p => p.StartAsync(Sut.Spec("OpenAI", ("Model", "m")), Sut.Context, default).AsTask())
            .Should().ThrowAsync<LlmEvalException>()).Which.Message.Should().Contain("OPENAI_API_KEY").And.NotContain("PLANTED");
    }
}
