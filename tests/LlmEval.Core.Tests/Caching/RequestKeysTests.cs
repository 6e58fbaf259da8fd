using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Caching;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Caching;

public sealed class RequestKeysTests
{
    private static readonly ModelParameters s_parameters = new() { Temperature = 0.7, MaxTokens = 200, Seed = 5, Stop = ["a", "b"] };

    [Fact]
    public void The_same_request_has_the_same_key_everywhere_and_for_ever()
    {
        // Baselines hold these keys: a change here is a change of RequestKeys.FormatVersion.
        CacheKey key = new RequestKeys("1", s_parameters, "llama:sha256:00").Request([new("system", "Be brief."), new("user", "Grüße 😀")]);

        key.ToString().Should().Be("fa233fb1025c440b406f271691fd9318e65b42e819c288180564236758a2c2d2");
        RequestKeys.Sample(key, 2).ToString().Should().Be("c1706511dcc8d7252412f2ce921fb9d5712fa2d8ccdd834233a06283843f5725");
    }

    [Fact]
    public void Every_part_of_a_request_changes_its_key()
    {
        ChatTurn[] messages = [new("system", "s"), new("user", "u")];
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
            new RequestKeys("1", s_parameters, "m").Request([new("user", "u"), new("system", "s")]),
            new RequestKeys("1", s_parameters, "m").Request([new("system", "su"), new("user", "")]),
            new RequestKeys("1", s_parameters, "m").Request([new("system", "s")]),
            new RequestKeys("1", s_parameters, "m").Request([]),
            new RequestKeys("1", s_parameters with { Logprobs = true }, "m").Request(messages),
            new RequestKeys("1", s_parameters, "m", epoch: "2026-11-21").Request(messages),
            new RequestKeys("1", s_parameters, "m").Request([new("system", "s"), new("tool", "u") { ToolCallId = "1" }]),
            new RequestKeys("1", s_parameters, "m").Request([new("system", "s"), new("assistant", "u") { ToolCalls = [new("1", "f", "{}")] }]),
            new RequestKeys("1", s_parameters, "m").Request(Requests.Of(messages) with { Tools = [new("f", null, "{}")] }),
            new RequestKeys("1", s_parameters, "m", readsCases: true).Request(Requests.Of(messages)),
            new RequestKeys("1", s_parameters, "m", readsCases: true).Request(Requests.Of(messages) with { Case = Requests.Case("d") }),
            new RequestKeys("1", s_parameters, "m", readsCases: true).Request(Requests.Of(messages) with { Case = Requests.Case("c", ("a", "b")) }),
            new RequestKeys("1", s_parameters, "m", readsCases: true).Request(Requests.Of(messages) with { Case = Requests.Case() with { Tags = ["t"] } }),
            new RequestKeys("1", s_parameters, "m", readsCases: true).Request(Requests.Of(messages) with { Case = Requests.Case() with { Turns = [Turn("t")] } }),
            new RequestKeys("1", s_parameters, "m", readsCases: true).Request(Requests.Of(messages) with { Case = Requests.Case() with { Turns = [Turn("u")] } }),
        ];

        keys.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void What_is_expected_of_a_case_is_in_no_key()
    {
        RequestKeys keys = new("1", s_parameters, "m", readsCases: true);

        keys.Request(Requests.Of([]) with { Case = Requests.Case() with { Expected = LlmEval.Documents.CaseValue.OfText("x") } }).Should().Be(keys.Request(Requests.Of([])));
    }

    [Fact]
    public void Different_messages_have_different_keys_and_equal_ones_equal_keys()
    {
        // Few letters and short texts, so that equal concatenations are common.
        Gen<string> text = UpTo(3, Gen.Elements('a', 'b', '\0', '\uD800')).Select(t => new string(t));
        Gen<ChatTurn[]> messages = UpTo(2, from role in text from content in text select new ChatTurn(role, content));
        var keys = new RequestKeys("1", ModelParameters.Empty, "m");

        Prop.ForAll(Pairs(messages), pair => (keys.Request(pair.One) == keys.Request(pair.Two)) == pair.One.SequenceEqual(pair.Two))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void Different_stop_texts_have_different_keys()
    {
        Gen<string[]> stops = UpTo(3, UpTo(2, Gen.Elements('a', 'b')).Select(t => new string(t)));

        Prop.ForAll(Pairs(stops), pair => (Key(pair.One) == Key(pair.Two)) == pair.One.SequenceEqual(pair.Two, StringComparer.Ordinal))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

        static CacheKey Key(string[] stop) => new RequestKeys("1", new ModelParameters { Stop = stop }, "m").Request([]);
    }

    [Fact]
    public void Samples_have_different_keys_and_none_is_the_requests()
    {
        CacheKey request = new RequestKeys("1", s_parameters, "m").Request([new("user", "u")]);

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

        keys.Request([new("user", text)]).Should().NotBe(keys.Request([new("user", text + "x")]));
    }

    private static Gen<T[]> UpTo<T>(int length, Gen<T> item) => Gen.Choose(0, length).SelectMany(n => Gen.ArrayOf(item, n));

    private static Arbitrary<(T[] One, T[] Two)> Pairs<T>(Gen<T[]> texts) =>
        (from one in texts from two in texts select (one, two)).ToArbitrary();

    private static EvalTurn Turn(string text) => new(Location.None, Template.Parse(text, Location.None, new DiagnosticBag())!, [], Stop: false);
}
