using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Scoring.Safety.Secrets;

namespace LlmEval.Scoring.Safety;

public sealed class SecretScannerTests
{
    private const string Random = "q7Zr2Kx9Wm4Tb8Ls1Vd6Hn3Pc5Jf0GyAuEoIiRtMkQwXzBvNhDlYpSjCgFeUa7Zr2Kx9Wm4Tb8Ls1Vd6Hn3Pc5Jf0GyAuEoIiRtMk";

    public static TheoryData<string> Vectors() => Vector.Rows("secrets");

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_rules_are_those_of_the_reference(string row)
    {
        JsonElement vector = Vector.Read(row);
        Scans.Secrets(vector.GetProperty("text").GetString()!).Select(f => f.Rule)
            .Should().Equal(vector.GetProperty("expected").EnumerateArray().Select(e => e.GetString()));
    }

    [Fact]
    public void The_vectors_are_all_there() => Vectors().Count.Should().Be(8);

    public static TheoryData<string, string> Forms() => new()
    {
        { "github-pat", "ghp_" + Random[..36] },
        { "github-oauth", "gho_" + Random[..36] },
        { "github-app-token", "ghs_" + Random[..36] },
        { "openai-api-key", $"sk-{Random[..20]}T3BlbkFJ{Random[20..40]}" },
        { "openai-api-key", $"sk-proj-{Random[..74]}T3BlbkFJ{Random[..74]}" },
        { "anthropic-api-key", $"sk-ant-api03-{Random[..93]}AA" },
        { "gcp-api-key", "AIza" + Random[..35] },
        { "npm-access-token", "npm_" + Random[..36] },
        { "stripe-access-token", "sk_live_" + Random[..24] },
        { "slack-user-token", $"xoxp-1234567890-1234567890-1234567890-{Random[..32]}" },
        { "jwt", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4ifQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV" },
        { "shopify-access-token", "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" },
        { "postman-api-token", "PMAK-9f8e7d6c5b4a39281706f5e4-9f8e7d6c5b4a39281706f5e4d3c2b1a09f" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Forms_of_issuers_are_found_wherever_they_stand(string rule, string secret)
    {
        foreach (string frame in new[] { "{0}", "The key is {0} .", "key='{0}';", "config: {0}\nnext", "\ud83d\udc4d{0}\u05e9", "Use {0}, then go." })
        {
            string text = frame.Replace("{0}", secret, StringComparison.Ordinal);
            SecretFinding found = Scans.Secrets(text).Should().ContainSingle(frame).Subject;
            found.Rule.Should().Be(rule, frame);
            text.Substring(found.Start, found.Length).Should().Be(secret, frame);
        }
    }

    [Theory]
    [InlineData("api_key = \"q7Zr2Kx9Wm4Tb8Ls1Vd6\"")]
    [InlineData("{\"clientSecret\": \"q7Zr2Kx9Wm4Tb8Ls1Vd6\"}")]
    [InlineData("DB_PASSWORD=q7Zr2Kx9Wm4Tb8Ls")]
    [InlineData("Authorization: Bearer q7Zr2Kx9Wm4Tb8Ls1Vd6")]
    [InlineData("access token: q7Zr2Kx9Wm4Tb8Ls1Vd6.")]
    public void A_random_value_beside_its_name_is_found(string text) =>
        Scans.Secrets(text).Should().ContainSingle().Which.Rule.Should().Be("generic-api-key");

    [Theory]
    [InlineData("api_key = YOUR_API_KEY_12345, token: <token>, key: aaaaaaaaaaaaaaaaaaaa1, secret = ${SECRET_2}, password: hunter")]
    [InlineData("AKIAIOSFODNN7EXAMPLE ghp_short sk-notakey hf_tooshort AIzaTooShort npm_install")]
    [InlineData("ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa glpat-aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("commit 9fceb02d0ae598e95dc970b74767f19372d61af8; id: 3f2504e0-4f89-11d3-9a0c-0305e82c3301; order: 20240517-000042-AB")]
    [InlineData("The correlation key: 3f2504e0-4f89-11d3-9a0c-0305e82c3301; keyboard: logitech-mx3000-s; author: smith2024-jones77")]
    [InlineData("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")]
    [InlineData("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----")]
    [InlineData("They obeyed the key rule: see section 12, and the token count = 1234567890123")]
    [InlineData("https://example.org/path?page=2&id=0123456789abcdef")]
    public void Other_text_is_none(string text) => Scans.Secrets(text).Should().BeEmpty();

    [Fact]
    public void A_private_key_that_was_cut_off_counts()
    {
        string text = $"-----BEGIN RSA PRIVATE KEY-----\n{Random}";
        Scans.Secrets(text).Should().ContainSingle().Which.Rule.Should().Be("private-key");
    }

    [Fact]
    public void Entropy_is_that_of_Shannon()
    {
        Entropy.Of("aaaa").Should().Be(0);
        Entropy.Of("abab").Should().BeApproximately(1, 1e-12);
        Entropy.Of("abcdefgh").Should().BeApproximately(3, 1e-12);
        Entropy.Of("").Should().Be(0);
    }

    [Fact]
    public void Any_text_is_searched_without_an_error()
    {
        Gen<string> texts = Gen.Elements("key", "=", ":", "ghp_", "ey", "eyJ", ".", "-----BEGIN", "PRIVATE KEY-----", "-----END", "SK", "q7Zr2Kx9Wm4T", "\"", " ", "\n", "\ud83d").ListOf().Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), text => Scans.Secrets(text).All(f => f.Length > 0 && f.End <= text.Length)).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("key=")]
    [InlineData("=")]
    [InlineData("ey-")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("1-")]
    [InlineData("a@")]
    [InlineData("::")]
    public void Long_repetitions_are_searched_to_their_end(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        Scans.Secrets(text).All(f => f.End <= text.Length).Should().BeTrue();
        Scans.Pii(text).All(f => f.End <= text.Length).Should().BeTrue();
    }
}
