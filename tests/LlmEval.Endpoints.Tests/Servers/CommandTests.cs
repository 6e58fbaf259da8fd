using LlmEval.Endpoints.Servers;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Endpoints.Tests.Servers;

public sealed class CommandTests
{
    [Theory]
    [InlineData("a b", "a|b")]
    [InlineData("  a \t\n b  ", "a|b")]
    [InlineData("'a b' \"c d\"", "a b|c d")]
    [InlineData("--x='a b'c", "--x=a bc")]
    [InlineData("\"say \"\"hi\"\"\" 'it''s'", "say \"hi\"|it's")]
    [InlineData("'\"' \"'\"", "\"|'")]
    [InlineData(@"C:\models\m.gguf ""C:\a b\""", @"C:\models\m.gguf|C:\a b\")]
    [InlineData("a '' b", "a||b")]
    [InlineData("a $HOME *.gguf; b", "a|$HOME|*.gguf;|b")]
    [InlineData("", "")]
    [InlineData("'a", null)]
    [InlineData("a \"b", null)]
    public void A_command_is_split_at_blanks_outside_quotes_and_nothing_else_is_special(string text, string? arguments) =>
        (CommandLine.Split(text) is { } split ? string.Join('|', split) : null).Should().Be(arguments);

    [Theory]
    [InlineData("Command", "serve 8080", "{port}")]
    [InlineData("Command", "serve '{port}", "quote")]
    [InlineData("Command", "  ", "names no program")]
    [InlineData("Command", "serve {port} --api-key abc", "--api-key")]
    [InlineData("Command", "serve {port} --api-key=abc", "--api-key")]
    [InlineData("Command", "serve {port} sk-proj-PLANTED0123456789", "argument 2")]
    [InlineData("Environment", "PORT", "NAME=value")]
    [InlineData("Environment", "HF_TOKEN=abcd", "HF_TOKEN")]
    [InlineData("Environment", "X=sk-proj-PLANTED0123456789", "secret")]
    [InlineData("Endpoint", "http://127.0.0.1:8080/v1", "{port}")]
    [InlineData("Endpoint", "http://example.com:{port}/v1", "on this machine")]
    [InlineData("HealthUrl", "http://127.0.0.1:8080/health", "HealthUrl")]
    [InlineData("HealthUrl", "health", "HealthUrl")]
    [InlineData("StartTimeout", "soon", "StartTimeout")]
    public void A_mistake_in_a_command_is_one_located_error_that_shows_no_secret(string name, string value, string part) =>
        Sut.Validate("OpenAI", [("Model", "m"), .. name == "Command" ? [] : new[] { ("Command", "serve {port}") }, (name, value)])
            .Should().ContainSingle().Which.Should().Match<Diagnostic>(d =>
                d.Severity == Severity.Error && d.Location.Line == 7 && d.Message.Contains(part) && !d.Message.Contains("PLANTED"));

    [Theory]
    [InlineData("llama-server -m models/m.gguf --port {port} -c 8192")]
    [InlineData("vllm serve Qwen/Qwen3-0.6B --revision 0123456789abcdef0123456789abcdef01234567 --port {port} --max-num-batched-tokens 512")]
    [InlineData("python sk_server_main_2026.py --port={port}")]
    public void Usual_commands_are_right(string command)
    {
        Sut.Validate("OpenAI", ("Model", "m"), ("Command", command)).Should().BeEmpty();
        Sut.Validate("Ollama", ("Model", "m"), ("Command", "ollama serve"), ("Environment", "OLLAMA_HOST=127.0.0.1:{port};OLLAMA_MODELS=/m")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("HealthUrl", "/health")]
    [InlineData("StartTimeout", "1m")]
    [InlineData("WorkingDirectory", "x")]
    [InlineData("Environment", "A=b")]
    [InlineData("Endpoint", "http://127.0.0.1:{port}/v1")]
    public void What_belongs_to_a_server_needs_a_command(string name, string value) =>
        Sut.Validate("OpenAI", ("Model", "m"), (name, value)).Should().ContainSingle().Which.Message.Should().Contain("needs Command");

    [Fact]
    public async Task The_key_has_the_arguments_but_neither_port_nor_place()
    {
        string plain = await KeyAsync("serve -m m.gguf --port {port}");

        plain.Should().StartWith("openai:127.0.0.1:{port}/v1:m;command:");
        (await KeyAsync("serve -m m.gguf --port {port}", ("Endpoint", "http://127.0.0.1:{port}/v1"))).Should().Be(plain);
        (await KeyAsync("serve -m m.gguf --port {port}", ("StartTimeout", "1h"), ("HealthUrl", "/ready"))).Should().Be(plain);
        (await KeyAsync("serve -m m.gguf --port {port} -c 512")).Should().NotBe(plain);
        (await KeyAsync("serve -m m.gguf --port {port}", ("WorkingDirectory", "other"))).Should().NotBe(plain, "another m.gguf is there");
        (await KeyAsync("serve -m m.gguf --port {port}", ("Environment", "A=1"))).Should().NotBe(plain);
        (await KeyAsync($"serve -m {Path.Combine(Path.GetTempPath(), "p", "m.gguf")} --port {{port}}")).Should().Be(plain, "the project's folder differs from machine to machine");
    }

    private static async Task<string> KeyAsync(string command, params (string Name, string Value)[] more)
    {
        ModelIdentity? identity = await Sut.Provider("OpenAI").IdentifyAsync(
            Sut.Spec("OpenAI", [("Model", "m"), ("Command", command), .. more]),
            Sut.Context with { ProjectDirectory = Path.Combine(Path.GetTempPath(), "p") }, TestContext.Current.CancellationToken);
        return identity!.Key;
    }
}
