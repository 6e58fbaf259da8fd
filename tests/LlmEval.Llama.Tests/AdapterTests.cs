using LlmEval.Llama.Files;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Worker.Probe;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests;

public sealed class AdapterTests : IDisposable
{
    private static readonly TinyModelShape s_shape = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_adapter_changes_the_logits_by_its_scale_and_a_scale_of_zero_is_none()
    {
        string path = Tests.TinyModelIn(_folder), adapter = TinyAdapter.In(_folder, TinyAdapter.Create(s_shape));

        double[] none = await LikelihoodsAsync(Tests.Model(path));
        double[] zero = await LikelihoodsAsync(Tests.Model(path, ("Adapter", adapter + "=0")));
        double[] half = await LikelihoodsAsync(Tests.Model(path, ("Adapter", adapter), ("AdapterScale", "0.5")));
        double[] halfAgain = await LikelihoodsAsync(Tests.Model(path, ("Adapter", adapter + "=0.5")));
        double[] whole = await LikelihoodsAsync(Tests.Model(path, ("Adapter", adapter)));

        zero.Should().Equal(none);
        halfAgain.Should().Equal(half);
        half[0].Should().NotBeApproximately(none[0], 1e-3);
        whole[0].Should().NotBeApproximately(none[0], 1e-3).And.NotBeApproximately(half[0], 1e-3);
    }

    [Fact]
    public async Task Two_adapters_add_up()
    {
        string path = Tests.TinyModelIn(_folder);
        string one = TinyAdapter.In(_folder, TinyAdapter.Create(s_shape, 7)), two = TinyAdapter.In(_folder, TinyAdapter.Create(s_shape, 8));

        double first = (await LikelihoodsAsync(Tests.Model(path, ("Adapter", one))))[0];
        double both = (await LikelihoodsAsync(Tests.Model(path, ("Adapter", $"{one}; {two}"))))[0];
        double bothButOneOff = (await LikelihoodsAsync(Tests.Model(path, ("Adapter", $"{one};{two}=0"))))[0];

        both.Should().NotBeApproximately(first, 1e-3);
        bothButOneOff.Should().Be(first);
    }

    [Fact]
    public async Task Its_hash_and_scale_are_part_of_the_key_and_its_path_is_not()
    {
        string path = Tests.TinyModelIn(_folder);
        byte[] bytes = TinyAdapter.Create(s_shape);
        string adapter = TinyAdapter.In(_folder, bytes), copy = TinyAdapter.In(_folder, bytes), other = TinyAdapter.In(_folder, TinyAdapter.Create(s_shape, 8));

        string[] keys =
        [
            await KeyAsync(), await KeyAsync(("Adapter", adapter)), await KeyAsync(("Adapter", adapter + "=0.5")), await KeyAsync(("Adapter", other)),
            await KeyAsync(("Adapter", $"{adapter};{other}")),
        ];

        keys.Should().OnlyHaveUniqueItems();
        (await KeyAsync(("Adapter", copy))).Should().Be(keys[1]);
        (await KeyAsync(("Adapter", adapter + " = 0.50"))).Should().Be(keys[2]);

        async Task<string> KeyAsync(params (string, string)[] metadata) => (await IdentifyAsync(Tests.Model(path, metadata)))!.Key;
    }

    [Fact]
    public async Task A_missing_adapter_is_a_missing_model()
    {
        ModelSpec model = Tests.Model(Tests.TinyModelIn(_folder), ("Adapter", _folder["missing.gguf"]));

        (await IdentifyAsync(model)).Should().BeNull();
        Diagnostic diagnostic = await Tests.DiagnosticOf(() => Tests.ClientAsync(_folder, model));
        diagnostic.Code.Should().Be(Diagnostics.ModelMissing.Code);
        diagnostic.Message.Should().Contain("missing.gguf");
    }

    [Fact]
    public async Task Wrong_files_are_named_with_the_mend_before_anything_is_started()
    {
        string path = Tests.TinyModelIn(_folder);
        (byte[] Bytes, string Expected)[] files =
        [
            (TinyModel.Create(s_shape), "it is no adapter"),
            ("<html>404</html>"u8.ToArray(), "GGUF"),
            (TinyAdapter.Create(s_shape)[..900], "cut off"),
            (TinyAdapter.Create(s_shape, architecture: "qwen2"), "architecture 'qwen2'"),
            (TinyAdapter.Create(s_shape, without: "blk.0.attn_q.weight.lora_b"), "lacks the other half"),
        ];
        foreach ((byte[] bytes, string expected) in files)
        {
            string adapter = TinyAdapter.In(_folder, bytes);
            ModelSpec model = Tests.Model(path, ("Adapter", adapter));
            foreach (Func<Task> work in (Func<Task>[])[() => IdentifyAsync(model), () => Tests.ClientAsync(_folder, model)])
            {
                Diagnostic diagnostic = await Tests.DiagnosticOf(work);
                diagnostic.Code.Should().Be(Diagnostics.BadModelFile.Code);
                diagnostic.Location.Line.Should().Be(7);
                diagnostic.Message.Should().Contain(adapter).And.Contain(expected);
            }
        }
    }

    [Fact]
    public async Task One_of_another_size_is_refused_at_the_start_with_the_reason_of_the_library()
    {
        string adapter = TinyAdapter.In(_folder, TinyAdapter.Create(new TinyModelShape { Width = 128 }));

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("Adapter", adapter))));

        diagnostic.Code.Should().Be(Diagnostics.BadModelFile.Code);
        diagnostic.Message.Should().Contain(adapter).And.Contain("does not fit the model").And.Contain("incorrect shape");
    }

    [Fact]
    public async Task An_adapter_as_the_model_is_explained()
    {
        string adapter = TinyAdapter.In(_folder, TinyAdapter.Create(s_shape));

        (await Tests.DiagnosticOf(() => IdentifyAsync(Tests.Model(adapter)))).Message.Should().Contain("LoRA adapter and no model").And.Contain("Adapter");
    }

    [Theory]
    [InlineData("a.gguf=half", null, "'half'")]
    [InlineData("a.gguf=0,5", null, "'0,5'")]
    [InlineData("a.gguf=NaN", null, "'NaN'")]
    [InlineData("a.gguf", "x", "AdapterScale")]
    [InlineData("a.gguf;b.gguf=2;a.gguf=3", null, "twice")]
    [InlineData(null, "2", "no Adapter")]
    public void Wrong_words_are_reported_at_the_item(string? adapter, string? scale, string expected)
    {
        DiagnosticBag bag = new();

        new LlamaModelProvider().Validate(
            Tests.Model("model.gguf", ("Adapter", adapter ?? string.Empty), ("AdapterScale", scale ?? string.Empty)), Tests.Context(_folder["home"], _folder["output"]), bag);

        bag.Items.Should().ContainSingle().Which.Message.Should().Contain(expected);
    }

    [Fact]
    public void Scales_and_paths_with_an_equals_sign_are_told_apart()
    {
        DiagnosticBag bag = new();
        ModelSpec model = Tests.Model("m.gguf", ("Adapter", "a=b/c.gguf; d.gguf = -1.5 ;e=2"), ("AdapterScale", "0.25"));

        IReadOnlyList<LlamaAdapter> adapters = LlamaAdapter.Read(model, _folder.Path, bag);

        bag.Items.Should().BeEmpty();
        adapters.Should().Equal(
            new LlamaAdapter(_folder[Path.Combine("a=b", "c.gguf")], 0.25f), new LlamaAdapter(_folder["d.gguf"], -1.5f), new LlamaAdapter(_folder["e"], 2));
    }

    [Fact]
    public void Its_header_is_known_from_a_models()
    {
        using MemoryStream adapter = new(TinyAdapter.Create(s_shape)), model = new(TinyModel.Create(s_shape));

        GgufHeader.Read(adapter).IsAdapter.Should().BeTrue();
        GgufHeader.Read(model).IsAdapter.Should().BeFalse();
    }

    private async Task<double[]> LikelihoodsAsync(ModelSpec model)
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, model);
        ChatResponse response = await client.GetResponseAsync(Tests.Ask("Hello"), Tests.WithLogprobs(new ChatOptions { MaxOutputTokens = 8 }), Tests.Token);
        return [.. Tests.Logprobs(response).Select(t => t.Logprob)];
    }

    private Task<ModelIdentity?> IdentifyAsync(ModelSpec model) =>
        new LlamaModelProvider().IdentifyAsync(model, Tests.Context(_folder["home"], _folder["output"]), Tests.Token).AsTask();
}
