using LlmEval.Endpoints.Secrets;

namespace LlmEval.Endpoints.Tests.Secrets;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("OPENAI_API_KEY", true)]
    [InlineData("myKey2", true)]
    [InlineData("_x", true)]
    [InlineData("sk-proj-abc", false)]
    [InlineData("sk_live_abcdef", false)]
    [InlineData("hf_AbCdEfGhIjKl", false)]
    [InlineData("AIzaSyA1234567890", false)]
    [InlineData("0123456789abcdef0123456789abcdef", false)]
    [InlineData("a0123456789abcdef0123456789abcdef", false)]
    [InlineData("Ab3dEf6hIj9lMn2pQr5tUv8x", false)]
    [InlineData("two words", false)]
    [InlineData("1ST", false)]
    [InlineData("$(OPENAI_API_KEY)", false)]
    public void A_variable_is_told_from_a_key(string text, bool isName) => KeyShape.IsVariableName(text).Should().Be(isName);

    [Theory]
    [InlineData("bad key s3cr3t-value given", "bad key *** given")]
    [InlineData("bad key S3CR3T-VALUE given", "bad key *** given")]
    [InlineData("Incorrect API key provided: sk-abcd****wxyz.", "Incorrect API key provided: ***")]
    [InlineData("see https://me:pass@host.example/a?key=1&b=2 for more", "see https://host.example/a?*** for more")]
    [InlineData("two\r\nlines\u001b[31m", "two lines [31m")]
    [InlineData("task-force is no key", "task-force is no key")]
    public void Secrets_are_taken_out_of_what_servers_say(string said, string shown) =>
        new Redactor(new Credential("V", "s3cr3t-value", isToken: false)).Clean(said).Should().Be(shown);

    [Theory]
    [InlineData("""{"seen":"a+b/c+d\"e=="}""")]
    [InlineData("""{"seen":"a\u002Bb/c\u002bd\u0022e=="}""")]
    [InlineData("""{"seen":"a+b\/c+d"}""")]
    [InlineData("no such token: a%2Bb%2Fc%2Bd%22e%3D%3D")]
    public void Secrets_are_known_as_JSON_and_addresses_write_them(string said) =>
        new Redactor(new Credential("V", said.Contains("\\/") ? "a+b/c+d" : "a+b/c+d\"e==", isToken: false)).Hide(said).Should().MatchRegex("""^(\{"seen":"\*\*\*"\}|no such token: \*\*\*)$""");

    [Fact]
    public void What_servers_say_is_shown_in_part_only() => new Redactor(null).Clean(new string('x', 5000)).Should().HaveLength(303);

    [Fact]
    public void A_credential_never_prints_its_secret() => new Credential("V", "s3cr3t", isToken: true).ToString().Should().NotContain("s3cr3t").And.Contain("V");
}
