namespace System.Buffers;

/// <summary>A set of characters to look for.</summary>
internal sealed class SearchValues<T>(T[] values)
{
    public T[] Values => values;
}

/// <summary>Makes such sets.</summary>
internal static class SearchValues
{
    public static SearchValues<char> Create(string values) => new(values.ToCharArray());

    public static SearchValues<char> Create(params char[] values) => new(values);
}

/// <summary>A growing list of values.</summary>
internal sealed class ArrayBufferWriter<T>(int capacity)
{
    private T[] _values = new T[capacity];
    private int _count;

    public ReadOnlySpan<T> WrittenSpan => _values.AsSpan(0, _count);

    public void ResetWrittenCount() => _count = 0;

    public void Write(T[] values)
    {
        if (_count + values.Length > _values.Length) { Array.Resize(ref _values, Math.Max(2 * _values.Length, _count + values.Length)); }

        values.CopyTo(_values, _count);
        _count += values.Length;
    }
}
