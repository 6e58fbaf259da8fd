using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Worker.Probe;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests;

/// <summary>Which prompt a model gets: its file's own template, the item's, or a known family.</summary>
public sealed class ChatTemplateTests : IDisposable
{
    private const string Own = "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('There is no system role here') }}{% endif %}<{{ m.role }}>{{ m.content }}{% endfor %}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_template_that_no_family_knows_is_rendered_as_it_is_written()
    {
        await using LlamaChatClient own = await ClientAsync(Own);
        await using LlamaChatClient longer = await ClientAsync(Own + "{{ ' and then' }}");

        long tokens = await TokensAsync(own), more = await TokensAsync(longer);

        more.Should().BeGreaterThan(tokens);
    }

    [Fact]
    public async Task What_the_template_refuses_is_an_error_with_its_own_words_and_line()
    {
        await using LlamaChatClient client = await ClientAsync(Own);

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => client.GetResponseAsync(Tests.Ask("Hello"), cancellationToken: Tests.Token));

        diagnostic.Code.Should().Be(Diagnostics.UnknownChatTemplate.Code);
        diagnostic.Location.Line.Should().Be(7);
        diagnostic.Message.Should().Contain("There is no system role here").And.Contain("line 1 of the template").And.Contain("system, user").And.NotContain("Hello");
    }

    [Fact]
    public async Task A_template_of_a_file_is_used_and_its_errors_point_into_it()
    {
        string file = _folder["mine.jinja"];
        await File.WriteAllTextAsync(file, "{# mine #}\n" + Own, Tests.Token);
        await using LlamaChatClient client = await ClientAsync("{{ messages }}", ("ChatTemplate", "mine.jinja"));

        Diagnostic refused = await Tests.DiagnosticOf(() => client.GetResponseAsync(Tests.Ask("Hello"), cancellationToken: Tests.Token));

        refused.Location.Should().Be(new Location(file, 2));
        (await TokensAsync(client)).Should().BePositive();
    }

    [Fact]
    public async Task A_mistake_in_a_template_file_is_found_before_anything_runs()
    {
        await File.WriteAllTextAsync(_folder["mine.jinja"], "one\ntwo\n{% if x %}{{ y }\n", Tests.Token);
        DiagnosticBag diagnostics = new();

        new LlamaModelProvider().Validate(Tests.Model("a.gguf", ("ChatTemplate", "mine.jinja")), Context(), diagnostics);

        diagnostics.Items.Should().ContainSingle().Which.Should().Match<Diagnostic>(d => d.Code == Diagnostics.BadPattern.Code && d.Location == new Location(_folder["mine.jinja"], 3));
    }

    [Theory]
    [InlineData("missing.jinja", "LLM1013", "does not exist")]
    [InlineData("{% if %}", "LLM1021", "line 1 of the template")]
    public void A_wrong_template_is_reported_at_the_item(string template, string code, string expected)
    {
        DiagnosticBag diagnostics = new();

        new LlamaModelProvider().Validate(Tests.Model("a.gguf", ("ChatTemplate", template)), Context(), diagnostics);

        diagnostics.Items.Should().ContainSingle().Which.Should().Match<Diagnostic>(d => d.Code == code && d.Location.Line == 7 && d.Message.Contains(expected));
    }

    [Fact]
    public async Task The_text_of_a_template_file_and_the_date_belong_to_the_identity()
    {
        string model = Tests.TinyModelIn(_folder);
        List<string?> keys = [];
        foreach (string text in (string[])["{{ messages }}", "{{ messages }} ", "{{ messages }}"])
        {
            await File.WriteAllTextAsync(_folder["mine.jinja"], text, Tests.Token);
            keys.Add((await new LlamaModelProvider().IdentifyAsync(Tests.Model(model, ("ChatTemplate", "mine.jinja")), Context(), Tests.Token))?.Key);
        }

        keys.Add((await new LlamaModelProvider().IdentifyAsync(Tests.Model(model, ("ChatTemplate", "mine.jinja"), ("ChatTemplateDate", "2025-01-31")), Context(), Tests.Token))?.Key);

        keys[0].Should().Be(keys[2]);
        keys.Distinct().Should().HaveCount(3);
    }

    [Fact]
    public async Task A_template_that_asks_for_the_date_gets_the_one_that_the_item_says()
    {
        const string Dated = "{{ 'long text ' * 9 if strftime_now('%d %B %Y') == '31 January 2025' }}{{ messages[0].content }}";
        await using LlamaChatClient then = await ClientAsync(Dated, ("ChatTemplateDate", "2025-01-31"));
        await using LlamaChatClient other = await ClientAsync(Dated, ("ChatTemplateDate", "2025-02-01"));

        (await TokensAsync(then)).Should().BeGreaterThan(await TokensAsync(other));
    }

    [Fact]
    public async Task The_examples_own_template_gives_the_prompt_and_the_answer_that_llama_cpp_gives()
    {
        string path = Path.Combine(Tests.Repository, "examples", "TicketTriage", "models", "triage-q8_0.gguf");
        await using LlamaChatClient own = await Tests.ClientAsync(_folder, Tests.Model(path));
        await using LlamaChatClient family = await Tests.ClientAsync(_folder, Tests.Model(path, ("ChatTemplate", "chatml")));
        ChatOptions options = new() { Temperature = 0, MaxOutputTokens = 48 };

        ChatResponse one = await own.GetResponseAsync(Tests.Ask("My mixer smokes since yesterday, order 12345."), options, Tests.Token);
        ChatResponse two = await family.GetResponseAsync(Tests.Ask("My mixer smokes since yesterday, order 12345."), options, Tests.Token);

        one.Text.Should().Be(two.Text);
        one.Usage!.InputTokenCount.Should().Be(two.Usage!.InputTokenCount);
        one.AdditionalProperties!["system_fingerprint"].Should().Be(two.AdditionalProperties!["system_fingerprint"]);
    }

    [Fact]
    public async Task A_template_beyond_the_subset_goes_to_a_family_that_agrees_and_says_so()
    {
        const string Almost = "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{{ '<|im_start|>assistant\\n' }}{% do x %}";
        List<string> said = [];
        ModelSpec model = Tests.Model(Tests.TinyModelIn(_folder, new TinyModelShape { ChatTemplate = Almost }));
        await using LlamaChatClient client = (LlamaChatClient)await new LlamaModelProvider().StartAsync(model, await Tests.ContextAsync(_folder) with { Report = said.Add }, Tests.Token);

        ChatResponse response = await client.GetResponseAsync(Tests.Ask("Hello"), new() { MaxOutputTokens = 1 }, Tests.Token);

        said.Should().ContainSingle().Which.Should().Contain("'do' is not supported");
        response.AdditionalProperties!["system_fingerprint"].Should().BeOfType<string>().Which.Should().EndWith("template of a family");
    }

    private static async Task<long> TokensAsync(LlamaChatClient client) =>
        (await client.GetResponseAsync([new ChatMessage(ChatRole.User, "Hello")], new() { MaxOutputTokens = 1 }, Tests.Token)).Usage!.InputTokenCount!.Value;

    private ModelContext Context() => Tests.Context(_folder["home"], _folder["output"]) with { ProjectDirectory = _folder.Path };

    private Task<LlamaChatClient> ClientAsync(string template, params (string Name, string Value)[] metadata) =>
        Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder, new TinyModelShape { ChatTemplate = template }), metadata));
}
