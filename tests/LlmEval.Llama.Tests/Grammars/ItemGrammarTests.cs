using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests.Grammars;

public sealed class ItemGrammarTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_answer_follows_the_items_grammar_greedy_or_drawn()
    {
        ModelSpec model = Tests.Model(Tests.TinyModelIn(_folder), ("Grammar", Written("root ::= (\"yes\" | \"no\") \"!\"{2}\n")));
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, model);

        string[] texts = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i => (await client.GetResponseAsync(
            Tests.Ask($"Number {i}"), new ChatOptions { MaxOutputTokens = 20, Temperature = i % 3, TopK = i % 2 == 0 ? 5 : null, Seed = i }, Tests.Token)).Text));

        texts.Should().OnlyContain(t => t == "yes!!" || t == "no!!");
        texts.Distinct().Should().HaveCount(2);
    }

    [Fact]
    public async Task Neighbours_do_not_change_an_answer_that_follows_a_grammar()
    {
        ModelSpec model = Tests.Model(Tests.TinyModelIn(_folder), ("Grammar", Written("root ::= [a-z ]{30}\n")));
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, model);
        ChatOptions options = new() { MaxOutputTokens = 40, Temperature = 1, Seed = 3 };

        string alone = (await client.GetResponseAsync(Tests.Ask("Hello"), options, Tests.Token)).Text;
        string[] together = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ => (await client.GetResponseAsync(Tests.Ask("Hello"), options, Tests.Token)).Text));

        together.Should().OnlyContain(t => t == alone);
    }

    [Fact]
    public async Task It_is_part_of_the_key_by_its_text_whatever_its_line_ends()
    {
        string path = Tests.TinyModelIn(_folder);
        string none = await KeyAsync(), one = await KeyAsync(Written("root ::= \"a\"\n")), windows = await KeyAsync(Written("root ::= \"a\"\r\n")), other = await KeyAsync(Written("root ::= \"b\"\n"));

        new[] { none, one, other }.Should().OnlyHaveUniqueItems();
        windows.Should().Be(one);

        async Task<string> KeyAsync(string? grammar = null) => (await new LlamaModelProvider().IdentifyAsync(
            Tests.Model(path, ("Grammar", grammar ?? string.Empty)), Tests.Context(_folder["home"], _folder["output"]), Tests.Token))!.Key;
    }

    [Fact]
    public void A_mistake_in_it_is_reported_in_its_file_by_every_build()
    {
        string grammar = Written("root ::= \"a\"\n  | other\n".Replace("\n  |", " |\n ", StringComparison.Ordinal));

        Diagnostic only = Validate(grammar).Items.Should().ContainSingle().Which;

        only.Code.Should().Be(Diagnostics.BadPattern.Code);
        only.Location.Should().Be(new Location(grammar, 2, 3));
        only.Message.Should().Contain("'other' is not defined");
    }

    [Fact]
    public void A_missing_one_is_a_mistake_and_no_missing_model()
    {
        Diagnostic only = Validate(_folder["none.gbnf"]).Items.Should().ContainSingle().Which;

        only.Code.Should().Be(Diagnostics.FileNotFound.Code);
        only.Location.Line.Should().Be(7);
    }

    [Fact]
    public async Task One_that_only_llama_cpp_refuses_is_an_error_at_the_start_in_its_file()
    {
        string grammar = Written("root ::= root \"a\"\n");

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("Grammar", grammar))));

        diagnostic.Code.Should().Be(Diagnostics.BadPattern.Code);
        diagnostic.Location.File.Should().Be(grammar);
        diagnostic.Message.Should().Contain("left recursion");
    }

    [Fact]
    public async Task Beside_a_response_format_it_is_refused()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("Grammar", Written("root ::= \"a\"\n"))));

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => client.GetResponseAsync(Tests.Ask("Hello"), new ChatOptions { ResponseFormat = ChatResponseFormat.Json }, Tests.Token));

        diagnostic.Location.Line.Should().Be(7);
        diagnostic.Message.Should().Contain("Remove one");
    }

    private string Written(string text)
    {
        string path = _folder[$"{Guid.NewGuid():N}.gbnf"];
        File.WriteAllText(path, text);
        return path;
    }

    private DiagnosticBag Validate(string grammar)
    {
        DiagnosticBag bag = new();
        new LlamaModelProvider().Validate(Tests.Model("model.gguf", ("Grammar", grammar)), Tests.Context(_folder["home"], _folder["output"]), bag);
        return bag;
    }
}
