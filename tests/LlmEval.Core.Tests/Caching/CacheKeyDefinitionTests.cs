using System.Security.Cryptography;
using System.Text;
using LlmEval.Caching;
using LlmEval.Core.Tests.Docs;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

/// <summary>Computes keys from docs/cache.md alone: another key is another definition, and costs every user all answers.</summary>
public sealed class CacheKeyDefinitionTests
{
    [Fact]
    public void The_documented_example_has_the_keys_that_the_page_says()
    {
        byte[] request = Sha(
            Text("llmeval request"), Count(1),
            Text("1"),
            Text("openai:api.openai.com/v1:gpt-x"),
            Text("temperature"), Count(1), Text("0.2"),
            Text("stop"), Count(1), Text("END"),
            Text("messages"), Count(2), Text("system"), Text("Be brief."), Text("user"), Text("Grüße 😀"));
        byte[] sample = Sha(request, Count(0));

        CacheKey key = new RequestKeys("1", new ModelParameters { Temperature = 0.2, Stop = ["END"] }, "openai:api.openai.com/v1:gpt-x")
            .Request([new("system", "Be brief."), new("user", "Grüße 😀")]);

        key.ToString().Should().Be(Convert.ToHexStringLower(request)).And.Be(RequestHex);
        RequestKeys.Sample(key, 0).ToString().Should().Be(Convert.ToHexStringLower(sample)).And.Be(SampleHex);
        File.ReadAllText(RepositoryFiles.Path("docs", "cache.md")).Should().Contain("request   " + RequestHex).And.Contain("sample 0  " + SampleHex);
    }

    [Fact]
    public void Every_parameter_stands_where_the_page_says()
    {
        byte[] request = Sha(
            Text("llmeval request"), Count(1), Text("7"), Text("m"),
            Text("temperature"), Count(1), Text("0"),
            Text("top-p"), Count(1), Text("1E-05"),
            Text("top-k"), Count(1), Text("40"),
            Text("max-tokens"), Count(1), Text("200"),
            Text("seed"), Count(1), Text("4294967295"),
            Text("stop"), Count(3), Text("a"), Text(""), Text("b\n"),
            Text("response-format"), Count(1), Text("json_schema"),
            Text("json-schema"), Count(1), Text("{}"),
            Text("messages"), Count(1), Text("user"), Text("\uD800"));
        byte[] sample = Sha(request, Count(300));
        ModelParameters parameters = new()
        {
            Temperature = -0.0,
            TopP = 0.00001,
            TopK = 40,
            MaxTokens = 200,
            Seed = 4294967295,
            Stop = ["a", "", "b\n"],
            ResponseFormat = "json_schema",
            JsonSchema = "{}",
        };

        CacheKey key = new RequestKeys("7", parameters, "m").Request([new("user", "\uD800")]);

        key.ToString().Should().Be(Convert.ToHexStringLower(request)).And.Be("605d8d9356b8f41df2a1a3249f656207cdf2129a0738eb864357adca5ac63375");
        RequestKeys.Sample(key, 300).ToString().Should().Be(Convert.ToHexStringLower(sample)).And.Be("7efd9138106f7463793a4c52dda891934d2a60dc03ae3fa4a2d46ff655cabcce");
    }

    [Fact]
    public void A_partition_is_named_by_the_hash_of_the_identity()
    {
        Path.GetFileName(CacheLayout.Partition("x", "llama:ü")).Should().Be(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("llama:ü"))[..8]));
        RequestKeys.FormatVersion.Should().Be(1, "docs/cache.md and the tests above say what version 1 is");
    }

    private const string RequestHex = "b6c758cc9e49e05deaf6206dd2f4604585de111feaa2f42944f7cd5abdd0fcea";
    private const string SampleHex = "0b3a24a08b94b9322b6526e361468b2ea11788ddbde7a0728cdc15c3e25dc99d";

    private static byte[] Count(int n) => [(byte)n, (byte)(n >> 8), (byte)(n >> 16), (byte)(n >> 24)];

    private static byte[] Text(string text) => [.. Count(text.Length), .. text.SelectMany(c => new[] { (byte)c, (byte)(c >> 8) })];

    private static byte[] Sha(params byte[][] parts) => SHA256.HashData([.. parts.SelectMany(p => p)]);
}
