using FsCheck;
using FsCheck.Fluent;
using LlmEval.Caching;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Core.Tests.Caching;

/// <summary>The scanner against files that are damaged in several places and ways at once.</summary>
public sealed class ScannerPropertyTests : IDisposable
{
    private readonly CacheFolder _folder = new();
    private readonly Dictionary<string, byte[]> _records = new(StringComparer.Ordinal);
    private readonly byte[] _whole;

    public ScannerPropertyTests()
    {
        string segment = _folder.Fill(0, 30);
        _whole = File.ReadAllBytes(segment);
        var all = new Visitor();
        Scan(_whole, all);
        foreach ((long _, byte[] record) in all.Records) { _records.Add(Convert.ToHexStringLower(record), record); }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whatever_happens_to_a_file_only_whole_records_that_were_written_are_found_and_every_byte_is_accounted_for()
    {
        // A piece of the file itself may be put in anywhere: a record once more, half a record, a marker.
        Gen<(int Kind, int At, int Length, int From, int Bit)> change =
            from kind in Gen.Choose(0, 4)
            from at in Gen.Choose(0, _whole.Length)
            from length in Gen.Choose(0, 400)
            from source in Gen.Choose(0, _whole.Length)
            from bit in Gen.Choose(0, 7)
            select (kind, at, length, source, bit);
        Gen<(int Kind, int At, int Length, int From, int Bit)[]> changes = Gen.Choose(1, 6).SelectMany(n => Gen.ArrayOf(change, n));

        Prop.ForAll(changes.ToArbitrary(), several =>
        {
            byte[] bytes = several.Aggregate(_whole, Changed);
            var found = new Visitor();
            (long end, long length) = Scan(bytes, found);
            long last = found.Records.Count == 0 ? 0 : found.Records[^1].Offset + found.Records[^1].Record.Length;
            return length == bytes.Length && end == last
                && found.Accounted == bytes.Length
                && found.Records.TrueForAll(r => _records.ContainsKey(Convert.ToHexStringLower(r.Record)) && bytes.AsSpan((int)r.Offset, r.Record.Length).SequenceEqual(r.Record));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void What_is_appended_between_two_scans_is_found_by_the_second_from_where_the_first_ended()
    {
        Prop.ForAll(Gen.Choose(0, _whole.Length).ToArbitrary(), cut =>
        {
            var found = new Visitor();
            (long end, _) = Scan(_whole[..cut], found);
            found.Forget();
            Scan(_whole, found, end);
            return found.Records.Count > 0 == end < _whole.Length && found.Damages == 0 && (found.Records.Count == 0 || found.Records[0].Offset == end);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private byte[] Changed(byte[] bytes, (int Kind, int At, int Length, int From, int Bit) change)
    {
        int at = Math.Min(change.At, bytes.Length);
        int end = Math.Min(bytes.Length, at + change.Length);
        switch (change.Kind)
        {
            case 0 when at < bytes.Length:
                byte[] flipped = [.. bytes];
                flipped[at] ^= (byte)(1 << change.Bit);
                return flipped;
            case 1: return bytes[..at];
            case 2: return [.. bytes[..at], .. bytes[end..]];
            case 3: return [.. bytes[..at], .. new byte[change.Length], .. bytes[at..]];
            default: return [.. bytes[..at], .. _whole[change.From..Math.Min(_whole.Length, change.From + change.Length)], .. bytes[at..]];
        }
    }

    private (long End, long Length) Scan(byte[] bytes, ISegmentVisitor visitor, long start = 0)
    {
        string path = Path.Combine(_folder.Root, "scanned");
        File.WriteAllBytes(path, bytes);
        using SafeFileHandle handle = CacheLayout.OpenToRead(path);
        using var scanner = new SegmentScanner();
        return scanner.Scan(handle, start, visitor);
    }

    private sealed class Visitor : ISegmentVisitor
    {
        public List<(long Offset, byte[] Record)> Records { get; } = [];

        public int Damages { get; private set; }

        /// <summary>Bytes told of so far, if each piece began where the last one ended; else -1.</summary>
        public long Accounted { get; private set; }

        public void Record(long offset, ReadOnlySpan<byte> record)
        {
            Records.Add((offset, record.ToArray()));
            Account(offset, record.Length);
        }

        public void Damaged(long offset, long length, bool isTail)
        {
            Damages++;
            Account(offset, length);
        }

        public void Forget()
        {
            Records.Clear();
            Damages = 0;
        }

        private void Account(long offset, long length) => Accounted = Accounted == offset ? offset + length : -1;
    }
}
