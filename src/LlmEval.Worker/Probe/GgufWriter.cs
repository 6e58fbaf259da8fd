using System.Text;

namespace LlmEval.Worker.Probe;

/// <summary>Writes a GGUF file, version 3: a header of key-value pairs, a table of tensors, then their numbers.</summary>
internal sealed class GgufWriter
{
    private const int Alignment = 32;
    private const int BlockLength = 32;

    private readonly List<byte[]> _pairs = [];
    private readonly List<(string Name, int[] Shape, GgufTensorType Type, byte[] Data)> _tensors = [];

    private enum ValueType
    {
        U32 = 4,
        I32 = 5,
        F32 = 6,
        Flag = 7,
        Text = 8,
        List = 9,
    }

    public void Add(string key, uint value) => Pair(key, ValueType.U32, w => w.Write(value));

    public void Add(string key, float value) => Pair(key, ValueType.F32, w => w.Write(value));

    public void Add(string key, bool value) => Pair(key, ValueType.Flag, w => w.Write((byte)(value ? 1 : 0)));

    public void Add(string key, string value) => Pair(key, ValueType.Text, w => Text(w, value));

    public void Add(string key, IReadOnlyList<string> values) => List(key, ValueType.Text, values, Text);

    public void Add(string key, IReadOnlyList<float> values) => List(key, ValueType.F32, values, (w, v) => w.Write(v));

    public void Add(string key, IReadOnlyList<int> values) => List(key, ValueType.I32, values, (w, v) => w.Write(v));

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape, the fastest running dimension first.</param>
    /// <param name="type">How to store it.</param>
    /// <param name="values">Its numbers, row by row.</param>
    public void Tensor(string name, int[] shape, GgufTensorType type, ReadOnlySpan<float> values) =>
        _tensors.Add((name, shape, type, Encode(type, values)));

    /// <summary>The file's bytes.</summary>
    public byte[] ToArray()
    {
        MemoryStream file = new();
        using BinaryWriter writer = new(file, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(3);
        writer.Write((long)_tensors.Count);
        writer.Write((long)_pairs.Count);
        foreach (byte[] pair in _pairs) { writer.Write(pair); }

        long offset = 0;
        foreach ((string name, int[] shape, GgufTensorType type, byte[] data) in _tensors)
        {
            Text(writer, name);
            writer.Write(shape.Length);
            foreach (int length in shape) { writer.Write((long)length); }

            writer.Write((int)type);
            writer.Write(offset);
            offset += Padded(data.Length);
        }

        writer.Write(new byte[Padded(file.Length) - file.Length]);
        foreach ((_, _, _, byte[] data) in _tensors)
        {
            writer.Write(data);
            writer.Write(new byte[Padded(data.Length) - data.Length]);
        }

        return file.ToArray();
    }

    private static long Padded(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static byte[] Encode(GgufTensorType type, ReadOnlySpan<float> values)
    {
        MemoryStream data = new();
        using BinaryWriter writer = new(data);
        switch (type)
        {
            case GgufTensorType.F32:
                foreach (float value in values) { writer.Write(value); }

                break;
            case GgufTensorType.F16:
                foreach (float value in values) { writer.Write((Half)value); }

                break;
            default:
                for (int start = 0; start < values.Length; start += BlockLength) { Block(writer, values.Slice(start, BlockLength)); }

                break;
        }

        return data.ToArray();
    }

    private static void Block(BinaryWriter writer, ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values) { largest = Math.Max(largest, Math.Abs(value)); }

        Half scale = (Half)(largest / 127);
        float divisor = scale == Half.Zero ? 1 : (float)scale;
        writer.Write(scale);
        foreach (float value in values) { writer.Write((sbyte)Math.Clamp(MathF.Round(value / divisor), -127, 127)); }
    }

    private static void Text(BinaryWriter writer, string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        writer.Write((long)utf8.Length);
        writer.Write(utf8);
    }

    private void List<T>(string key, ValueType type, IReadOnlyList<T> values, Action<BinaryWriter, T> write) => Pair(key, ValueType.List, w =>
    {
        w.Write((int)type);
        w.Write((long)values.Count);
        foreach (T value in values) { write(w, value); }
    });

    private void Pair(string key, ValueType type, Action<BinaryWriter> write)
    {
        MemoryStream pair = new();
        using BinaryWriter writer = new(pair);
        Text(writer, key);
        writer.Write((int)type);
        write(writer);
        _pairs.Add(pair.ToArray());
    }
}
