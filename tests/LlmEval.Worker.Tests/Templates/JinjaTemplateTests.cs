using System.Text.Json;
using LlmEval.Worker.Templates;

namespace LlmEval.Worker.Tests.Templates;

public sealed class JinjaTemplateTests
{
    public static TheoryData<string, string, string> Families => [.. Corpus.Json("families.json").EnumerateArray()
        .Select(e => (e.GetProperty("template").GetString()!, e.GetProperty("conversation").GetString()!, Corpus.Outcome(e)))];

    public static TheoryData<string, string> Snippets => [.. Corpus.Json("snippets.json").EnumerateArray()
        .Select(e => (e.GetProperty("template").GetString()!, Corpus.Outcome(e)))];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_family_renders_as_jinja_itself_renders_it(string template, string conversation, string expected) =>
        Corpus.Outcome(Corpus.Read(template), Corpus.Values(Corpus.Json("conversations.json").GetProperty(conversation))).Should().Be(expected);

    [Theory]
    [MemberData(nameof(Snippets))]
    public void A_construct_renders_as_jinja_itself_renders_it(string template, string expected) =>
        Corpus.Outcome(template, Corpus.Values(Corpus.Json("values.json"))).Should().Be(expected);
}
