using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Llama.Files;
using LlmEval.Worker.Probe;

namespace LlmEval.Llama.Tests.Files;

public sealed class GgufHeaderTests
{
    private static readonly byte[] s_good = TinyModel.Create(new TinyModelShape { Layers = 2 });

    [Fact]
    public void A_good_file_says_what_it_is()
    {
        GgufHeader header = Read(s_good);

        header.Architecture.Should().Be("llama");
        header.Blocks.Should().Be(2);
        header.ContextLength.Should().Be(2048);
        header.Tensors.Should().Be(21);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html>not found</html>", "'GGUF'")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "Git LFS")]
    [InlineData("", "0 bytes")]
    [InlineData("GGUF", "4 bytes")]
    public void What_is_no_gguf_file_is_said_to_be_none(string text, string expected) =>
        Wrong(Encoding.ASCII.GetBytes(text)).Should().Contain(expected);

    [Fact]
    public void Every_truncation_is_found()
    {
        for (int length = 0; length < s_good.Length; length += length < 12_000 ? 1 : 997) { Wrong(s_good[..length]).Should().NotBeEmpty(); }

        Wrong(s_good[..^1000]).Should().Contain("cut off").And.Contain("Fetch it again");
    }

    [Theory]
    [InlineData(8, "tensors")]
    [InlineData(16, "header entries")]
    public void Absurd_counts_are_not_believed(int offset, string expected)
    {
        byte[] bad = [.. s_good];
        BinaryPrimitives.WriteUInt64LittleEndian(bad.AsSpan(offset), ulong.MaxValue / 3);

        Wrong(bad).Should().Contain("claims").And.Contain(expected);
    }

    [Theory]
    [InlineData(4u, "version 4")]
    [InlineData(1u, "version 1")]
    [InlineData(0x03000000u, "big-endian")]
    public void Other_versions_are_named(uint version, string expected)
    {
        byte[] bad = [.. s_good];
        BinaryPrimitives.WriteUInt32LittleEndian(bad.AsSpan(4), version);

        Wrong(bad).Should().Contain(expected);
    }

    [Fact]
    public void A_list_without_end_is_not_believed_and_nothing_is_allocated_for_it()
    {
        byte[] bad = [.. s_good];
        int list = bad.AsSpan().IndexOf("tokenizer.ggml.tokens"u8) + "tokenizer.ggml.tokens".Length + 8;
        BinaryPrimitives.WriteUInt64LittleEndian(bad.AsSpan(list), 1UL << 60);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Wrong(bad).Should().Contain("list");

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(2_000_000);
    }

    [Theory]
    [InlineData("token_embd.weight", "token_embd.weight")]
    public void A_missing_tensor_is_named(string without, string expected) =>
        Wrong(TinyModel.Create(new TinyModelShape { Without = without })).Should().Contain(expected);

    [Fact]
    public void A_part_of_a_model_is_refused_with_the_mend()
    {
        GgufWriter file = new();
        file.Add("general.architecture", "llama");
        file.Add("split.count", 3u);
        file.Tensor("token_embd.weight", [32, 2], GgufTensorType.F32, new float[64]);

        Wrong(file.ToArray()).Should().Contain("one of 3 parts").And.Contain("--merge");
    }

    [Fact]
    public void A_layer_without_tensors_is_named()
    {
        GgufWriter file = new();
        file.Add("general.architecture", "llama");
        file.Add("llama.block_count", 2u);
        file.Tensor("token_embd.weight", [32, 2], GgufTensorType.F32, new float[64]);
        file.Tensor("blk.0.attn_q.weight", [32, 2], GgufTensorType.F32, new float[64]);

        Wrong(file.ToArray()).Should().Contain("layer 1 of 2");
    }

    [Fact]
    public void Two_tensors_of_one_name_are_refused()
    {
        GgufWriter file = new();
        file.Add("general.architecture", "llama");
        file.Tensor("token_embd.weight", [32, 2], GgufTensorType.F32, new float[64]);
        file.Tensor("token_embd.weight", [32, 2], GgufTensorType.F32, new float[64]);

        Wrong(file.ToArray()).Should().Contain("twice");
    }

    [Fact]
    public void Changed_bytes_end_in_a_header_or_an_explained_refusal_and_in_nothing_else() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, 10_000), Gen.Choose(0, 255)).ListOf().Where(l => l.Count is > 0 and < 30).ToArbitrary(),
        changes =>
        {
            byte[] bytes = [.. s_good];
            foreach ((int at, int value) in changes) { bytes[at % bytes.Length] = (byte)value; }

            return Survives(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Large_numbers_anywhere_end_in_a_header_or_an_explained_refusal() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, 10_000), Gen.Elements(ulong.MaxValue, 1UL << 63, (ulong)long.MaxValue, 1UL << 32, uint.MaxValue, 1UL << 31)).ToArbitrary(),
        change =>
        {
            byte[] bytes = [.. s_good];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(change.Item1), change.Item2);
            return Survives(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Noise_behind_the_magic_is_refused() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<byte[]>().Resize(2000).ToArbitrary(),
        noise => Survives([.. "GGUF"u8, 3, 0, 0, 0, .. noise])).QuickCheckThrowOnFailure();

    private static bool Survives(byte[] bytes)
    {
        try
        {
            return Read(bytes).Architecture.Length > 0;
        }
        catch (GgufException e)
        {
            return e.Message.Length > 0;
        }
    }

    private static GgufHeader Read(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return GgufHeader.Read(stream);
    }

    private static string Wrong(byte[] bytes) => FluentActions.Invoking(() => Read(bytes)).Should().Throw<GgufException>().Which.Message;
}
