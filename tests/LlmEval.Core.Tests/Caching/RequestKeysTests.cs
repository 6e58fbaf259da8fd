using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Caching;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

public sealed class RequestKeysTests
{
    private static readonly ModelParameters s_parameters = new() { Temperature = 0.7, MaxTokens = 200, Seed = 5, Stop = ["a", "b"] };

    [Fact]
    public void The_same_request_has_the_same_key_everywhere_and_for_ever()
    {
        // Baselines hold these keys: a change here is a change of RequestKeys.FormatVersion.
        CacheKey key = new RequestKeys("1", s_parameters, "llama:sha256:00").Request([("system", "Be brief."), ("user", "Grüße 😀")]);

        key.ToString().Should().Be("@REQUEST@");
        RequestKeys.Sample(key, 2).ToString().Should().Be("@SAMPLE@");
    }

    [Fact]
    public void Every_part_of_a_request_changes_its_key()
    {
        (string, string)[] messages = [("system", "s"), ("user", "u")];
        CacheKey[] keys =
        [
            new RequestKeys("1", s_parameters, "m").Request(messages),
            new RequestKeys("2", s_parameters, "m").Request(messages),
            new RequestKeys("1", s_parameters, "n").Request(messages),
            new RequestKeys("1", ModelParameters.Empty, "m").Request(messages),
            new RequestKeys("1", s_parameters with { Temperature = 0 }, "m").Request(messages),
            new RequestKeys("1", s_parameters with { Temperature = null }, "m").Request(messages),
            new RequestKeys("1", s_parameters with { Temperature = null, TopP = 0.7 }, "m").Request(messages),
            new RequestKeys("1", s_parameters with { TopK = 200, MaxTokens = null }, "m").Request(messages),
            new RequestKeys("1", s_parameters with { Seed = 6 }, "m").Request(messages),
            new RequestKeys("1", s_parameters with { Stop = ["b", "a"] }, "m").Request(messages),
            new RequestKeys("1", s_parameters with { Stop = ["ab"] }, "m").Request(messages),
            new RequestKeys("1", s_parameters with { Stop = [] }, "m").Request(messages),
            new RequestKeys("1", s_parameters with { Stop = null }, "m").Request(messages),
            new RequestKeys("1", s_parameters with { ResponseFormat = "text" }, "m").Request(messages),
            new RequestKeys("1", s_parameters with { JsonSchema = "text" }, "m").Request(messages),
            new RequestKeys("1", s_parameters, "m").Request([("user", "u"), ("system", "s")]),
            new RequestKeys("1", s_parameters, "m").Request([("system", "su"), ("user", "")]),
            new RequestKeys("1", s_parameters, "m").Request([("system", "s")]),
            new RequestKeys("1", s_parameters, "m").Request([]),
        ];

        keys.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Different_messages_have_different_keys_and_equal_ones_equal_keys()
    {
        // Few letters and short texts, so that equal concatenations are common.
        Gen<string> text = Gen.ArrayOf(Gen.Elements('a', 'b', '\0', '\uD800')).Where(t => t.Length < 4).Select(t => new string(t));
        Gen<(string, string)[]> messages = Gen.ArrayOf(text.Two().Select(t => (t.Item1, t.Item2))).Where(m => m.Length < 4);
        var keys = new RequestKeys("1", ModelParameters.Empty, "m");

        Prop.ForAll(messages.Two().ToArbitrary(), pair => keys.Request(pair.Item1) == keys.Request(pair.Item2) == pair.Item1.SequenceEqual(pair.Item2))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void Different_stop_texts_have_different_keys()
    {
        Gen<string[]> stops = Gen.ArrayOf(Gen.ArrayOf(Gen.Elements('a', 'b')).Where(t => t.Length < 3).Select(t => new string(t))).Where(s => s.Length < 4);

        Prop.ForAll(stops.Two().ToArbitrary(), pair => Key(pair.Item1) == Key(pair.Item2) == pair.Item1.SequenceEqual(pair.Item2, StringComparer.Ordinal))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

        static CacheKey Key(string[] stop) => new RequestKeys("1", new ModelParameters { Stop = stop }, "m").Request([]);
    }

    [Fact]
    public void Samples_have_different_keys_and_none_is_the_requests()
    {
        CacheKey request = new RequestKeys("1", s_parameters, "m").Request([("user", "u")]);

        Enumerable.Range(0, 100).Select(n => RequestKeys.Sample(request, n)).Append(request).Should().OnlyHaveUniqueItems();
        FluentActions.Invoking(() => RequestKeys.Sample(request, -1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void The_culture_and_the_sign_of_zero_change_nothing()
    {
        CacheKey key = Key(0.7);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Key(0.7).Should().Be(key);
            Key(-0.0).Should().Be(Key(0));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static CacheKey Key(double temperature) => new RequestKeys("1", new ModelParameters { Temperature = temperature, Seed = -3 }, "m").Request([]);
    }

    [Fact]
    public void A_text_of_many_megabytes_has_a_key()
    {
        var keys = new RequestKeys("1", ModelParameters.Empty, "m");
        string text = new('x', 5_000_000);

        keys.Request([("user", text)]).Should().NotBe(keys.Request([("user", text + "x")]));
    }
}
