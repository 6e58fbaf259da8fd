using LlmEval.Worker.Native;

namespace LlmEval.Worker.Tests.Native;

public sealed class ParameterLayoutTests
{
    public static TheoryData<string> Names { get; } = [.. ParameterLayout.Known.Select(k => k.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_known_layout_is_recognised_by_its_defaults_alone(string name)
    {
        ParameterLayout layout = ParameterLayout.Known.Single(k => k.Name == name);

        ParameterLayout.Detect(Model(layout), Context(layout)).Should().Be(layout);
    }

    [Fact]
    public void An_unknown_layout_is_not_taken_for_a_known_one()
    {
        foreach (ParameterLayout layout in ParameterLayout.Known)
        {
            // A field more at the front, as the next version may have it.
            byte[] shifted = [.. Context(layout)[..16], 0, 0, 0, 0, .. Context(layout)[16..^4]];
            ParameterLayout? found = ParameterLayout.Detect(Model(layout), shifted);

            if (found is not null) { found.Should().NotBe(layout, "its fields lie elsewhere"); }

            byte[] otherDefaults = Context(layout);
            BitConverter.GetBytes(8).CopyTo(otherDefaults, layout.Threads);
            ParameterLayout.Detect(Model(layout), otherDefaults).Should().BeNull();
        }
    }

    [Fact]
    public void The_description_of_an_unknown_layout_lists_the_known_ones_and_the_bytes() =>
        ParameterLayout.Describe(new byte[256], new byte[256]).Should().Contain("v0.4-v0.5").And.Contain("LLamaSharp 0.28").And.Contain(new string('0', 192));

    /// <summary>The defaults as the library of that layout fills them in.</summary>
    private static byte[] Model(ParameterLayout layout)
    {
        byte[] p = new byte[256];
        BitConverter.GetBytes(-1).CopyTo(p, layout.GpuLayers);
        BitConverter.GetBytes(1).CopyTo(p, layout.SplitMode);
        if (layout.LoadMode >= 0) { BitConverter.GetBytes(1).CopyTo(p, layout.LoadMode); }
        if (layout.UseMemoryMap >= 0) { p[layout.UseMemoryMap] = 1; }

        p[layout.ExtraBuffers] = 1;
        return p;
    }

    private static byte[] Context(ParameterLayout layout)
    {
        byte[] p = new byte[256];
        (int Offset, int Value)[] numbers =
        [
            (layout.ContextLength, 512), (layout.BatchLength, 2048), (layout.MicroBatchLength, 512), (layout.SequenceCount, 1),
            (layout.Threads, 4), (layout.ThreadsOfBatch, 4), (layout.KeyType, 1), (layout.KeyType + 4, 1),
        ];
        foreach ((int offset, int value) in numbers) { BitConverter.GetBytes(value).CopyTo(p, offset); }

        for (int i = 0; i < 4; i++)
        {
            BitConverter.GetBytes(-1).CopyTo(p, layout.RopeScaling + (4 * i));
            BitConverter.GetBytes(-1f).CopyTo(p, layout.RopeScaling + 24 + (4 * i));
        }

        ((ReadOnlySpan<byte>)[0, 1, 1, 1, 1, 0]).CopyTo(p.AsSpan(layout.Flags));
        return p;
    }
}
