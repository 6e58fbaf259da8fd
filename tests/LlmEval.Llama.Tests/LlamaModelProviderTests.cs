using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Worker.Probe;

namespace LlmEval.Llama.Tests;

public sealed class LlamaModelProviderTests : IDisposable
{
    private const string SomeHash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("GpuLayers", "-1", "GpuLayers")]
    [InlineData("GpuLayers", "most", "or all")]
    [InlineData("Device", "gpu 1", "Device")]
    [InlineData("Device", "cpu,0", "Device")]
    [InlineData("ChatTemplateDate", "yesterday", "ChatTemplateDate")]
    [InlineData("ContextSize", "0", "ContextSize")]
    [InlineData("Slots", "0", "Slots")]
    [InlineData("Slots", "49", "1 to 48")]
    [InlineData("Concurrency", "x", "Concurrency")]
    [InlineData("Threads", "0", "Threads")]
    [InlineData("BatchSize", "1e3", "BatchSize")]
    [InlineData("BatchSize", "8", "at least Slots (16)")]
    [InlineData("Sha256", "abc", "64 hexadecimal")]
    public void Wrong_metadata_is_reported_at_the_item(string name, string value, string expected)
    {
        DiagnosticBag bag = Validate(Tests.Model("model.gguf", (name, value)));

        Diagnostic only = bag.Items.Should().ContainSingle().Which;
        only.Code.Should().Be(Diagnostics.BadValue.Code);
        only.Location.Should().Be(new Location("/project/App.csproj", 7, 5));
        only.Message.Should().Contain(expected).And.Contain("tiny");
    }

    [Fact]
    public void A_model_without_a_path_is_reported() =>
        Validate(Tests.Model(null)).Items.Should().ContainSingle().Which.Code.Should().Be(Diagnostics.MissingKey.Code);

    [Theory]
    [InlineData("LlmEvalDeviceTimeout", "soon")]
    [InlineData("LlmEvalRuntimeInstall", "maybe")]
    public void Wrong_settings_are_reported(string name, string value)
    {
        DiagnosticBag bag = new();

        new LlamaModelProvider().Validate(Tests.Model("model.gguf"), Tests.Context(_folder["home"], _folder["output"], (name, value)), bag);

        bag.Items.Should().ContainSingle().Which.Message.Should().Contain(name);
    }

    [Fact]
    public void A_right_item_is_silent_and_knows_its_slots()
    {
        ModelSpec model = Tests.Model("model.gguf", ("Slots", "3"), ("Sha256", SomeHash), ("ContextSize", "512"));

        Validate(model).Items.Should().BeEmpty();
        new LlamaModelProvider().Concurrency(model).Should().Be(6, "the next requests wait beside those in the slots");
        new LlamaModelProvider().Concurrency(Tests.Model("model.gguf", ("Concurrency", "5"))).Should().Be(10);
        new LlamaModelProvider().Concurrency(Tests.Model("model.gguf")).Should().Be(32);
    }

    [Fact]
    public async Task A_missing_file_has_no_identity_unless_its_hash_is_said()
    {
        string path = _folder["missing.gguf"];

        (await IdentifyAsync(Tests.Model(path))).Should().BeNull();
        (await IdentifyAsync(Tests.Model(path, ("Sha256", SomeHash.ToUpperInvariant()))))!.Key.Should().Be("llama:sha256:" + SomeHash);
    }

    [Fact]
    public async Task The_identity_is_the_same_with_and_without_the_file()
    {
        string path = Tests.TinyModelIn(_folder);
        ModelIdentity there = (await IdentifyAsync(Tests.Model(path)))!;
        string hash = there.Key["llama:sha256:".Length..];
        File.Delete(path);

        (await IdentifyAsync(Tests.Model(path, ("Sha256", hash))))!.Key.Should().Be(there.Key);
        there.DeterministicWhenGreedy.Should().BeTrue();
        there.Lineage.Should().ContainKeys("file", "size", "slots", "threads", "batch", "prefix");
        there.Key.Should().NotContain(Path.GetFileName(path));
    }

    [Fact]
    public async Task What_changes_the_text_changes_the_key_and_what_does_not_does_not()
    {
        string path = Tests.TinyModelIn(_folder);
        string plain = (await IdentifyAsync(Tests.Model(path)))!.Key;
        string template = (await IdentifyAsync(Tests.Model(path, ("ChatTemplate", "llama3"))))!.Key;
        string context = (await IdentifyAsync(Tests.Model(path, ("ContextSize", "512"))))!.Key;
        string slots = (await IdentifyAsync(Tests.Model(path, ("Slots", "2"), ("GpuLayers", "9"), ("BatchSize", "64"))))!.Key;

        new[] { plain, template, context }.Should().OnlyHaveUniqueItems();
        slots.Should().Be(plain);
    }

    [Fact]
    public async Task Another_hash_than_said_is_an_error_with_both()
    {
        string path = Tests.TinyModelIn(_folder);

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => IdentifyAsync(Tests.Model(path, ("Sha256", SomeHash))));

        diagnostic.Code.Should().Be(Diagnostics.WrongHash.Code);
        diagnostic.Message.Should().Contain(SomeHash).And.Contain(path).And.MatchRegex("has the SHA-256 [0-9a-f]{64}");
    }

    [Fact]
    public async Task Bad_files_are_named_before_anything_is_started()
    {
        byte[] good = TinyModel.Create(new TinyModelShape());
        (string Name, byte[] Bytes, string Expected)[] files =
        [
            ("empty.gguf", [], "0 bytes"),
            ("page.gguf", "<html>404 this is not a model</html>"u8.ToArray(), "GGUF"),
            ("short.gguf", good[..(good.Length / 2)], "cut off"),
            ("headless.gguf", TinyModel.Create(new TinyModelShape { Without = "token_embd.weight" }), "token_embd.weight"),
        ];
        foreach ((string name, byte[] bytes, string expected) in files)
        {
            await File.WriteAllBytesAsync(_folder[name], bytes, Tests.Token);
            ModelSpec model = Tests.Model(_folder[name]);

            foreach (Func<Task> work in (Func<Task>[])[() => IdentifyAsync(model), () => Tests.ClientAsync(_folder, model)])
            {
                Diagnostic diagnostic = await Tests.DiagnosticOf(work);
                diagnostic.Code.Should().Be(Diagnostics.BadModelFile.Code);
                diagnostic.Location.Line.Should().Be(7);
                diagnostic.Message.Should().Contain(_folder[name]).And.Contain(expected);
            }
        }

        Directory.Exists(_folder["output"]).Should().BeTrue();
        Directory.GetFiles(_folder["output"]).Should().BeEmpty("no worker was started, so none wrote a log");
    }

    [Theory]
    [InlineData("blk.0.attn_q.weight")]
    [InlineData("output_norm.weight")]
    public async Task A_tensor_that_only_llama_cpp_misses_is_named(string tensor)
    {
        string path = Tests.TinyModelIn(_folder, new TinyModelShape { Without = tensor });

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => Tests.ClientAsync(_folder, Tests.Model(path)));

        diagnostic.Code.Should().Be(Diagnostics.BadModelFile.Code);
        diagnostic.Message.Should().Contain(path).And.Contain(tensor);
    }

    [Fact]
    public async Task More_context_than_the_model_was_trained_with_is_refused()
    {
        string path = Tests.TinyModelIn(_folder, new TinyModelShape { ContextLength = 512 });

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => Tests.ClientAsync(_folder, Tests.Model(path, ("ContextSize", "513"))));

        diagnostic.Message.Should().Contain("512").And.Contain("513").And.Contain("Lower ContextSize");
    }

    [Fact]
    public async Task A_missing_file_cannot_be_started()
    {
        Diagnostic diagnostic = await Tests.DiagnosticOf(() => Tests.ClientAsync(_folder, Tests.Model(_folder["missing.gguf"], ("Sha256", SomeHash))));

        diagnostic.Code.Should().Be(Diagnostics.ModelMissing.Code);
    }

    [Theory]
    [InlineData(null, "carries no chat template")]
    [InlineData("{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{% include 'x' %}", "does not know")]
    [InlineData("{{ raise_exception('Not today') }}", "Not today")]
    [InlineData("{{ 'Hello' }}", "does not come out")]
    [InlineData("{{ strftime_now('%Y') }}{{ messages }}", "ChatTemplateDate")]
    [InlineData("{{ 'an <|im_start|> in a comment makes it look like another' }}{% for m in messages %}{{ '<|begin|>' + m.role + '<|middle|>' + m.content + '<|over|>' }}{% endfor %}{% do x %}", "<|im_end|>")]
    public async Task A_template_that_would_be_rendered_wrongly_is_refused_with_the_mend(string? template, string expected)
    {
        string path = Tests.TinyModelIn(_folder, new TinyModelShape { ChatTemplate = template });

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => Tests.ClientAsync(_folder, Tests.Model(path)));

        diagnostic.Code.Should().Be(Diagnostics.UnknownChatTemplate.Code);
        diagnostic.Message.Should().Contain(expected).And.Contain("ChatTemplate").And.Contain(path);
    }

    [Fact]
    public async Task A_family_chosen_by_name_mends_it()
    {
        string path = Tests.TinyModelIn(_folder, new TinyModelShape { ChatTemplate = null });
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(path, ("ChatTemplate", "chatml")));

        (await client.GetResponseAsync(Tests.Ask("Hello"), new() { MaxOutputTokens = 3 }, Tests.Token)).Usage!.OutputTokenCount.Should().Be(3);
    }

    [Fact]
    public async Task An_unknown_family_is_refused()
    {
        ModelSpec model = Tests.Model(Tests.TinyModelIn(_folder), ("ChatTemplate", "chatmll"));

        (await Tests.DiagnosticOf(() => Tests.ClientAsync(_folder, model))).Code.Should().Be(Diagnostics.UnknownChatTemplate.Code);
    }

    [Fact]
    public async Task A_device_that_another_run_holds_ends_the_start_at_the_time_that_is_set()
    {
        ModelContext context = await Tests.ContextAsync(_folder, ("LlmEvalDeviceTimeout", "300ms"));
        using SecondProcess holder = SecondProcess.Start("hold", context.Home, "cpu");
        await holder.LineAsync("held");

        Diagnostic diagnostic = await Tests.DiagnosticOf(() =>
            new LlamaModelProvider().StartAsync(Tests.Model(Tests.TinyModelIn(_folder)), context, Tests.Token).AsTask());

        diagnostic.Code.Should().Be(Diagnostics.DeviceBusy.Code);
        diagnostic.Message.Should().Contain($"process {holder.Id}");
    }

    private DiagnosticBag Validate(ModelSpec model)
    {
        DiagnosticBag bag = new();
        new LlamaModelProvider().Validate(model, Tests.Context(_folder["home"], _folder["output"]), bag);
        return bag;
    }

    private Task<ModelIdentity?> IdentifyAsync(ModelSpec model) =>
        new LlamaModelProvider().IdentifyAsync(model, Tests.Context(_folder["home"], _folder["output"]), Tests.Token).AsTask();
}
