using FsCheck;
using FsCheck.Fluent;
using LlmEval.Caching;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

public sealed class DamageTests : IDisposable
{
    private const int Count = 20;

    private readonly CacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_tail_torn_at_any_byte_costs_the_last_record_only_and_is_told()
    {
        string segment = _folder.Fill(0, Count);
        byte[] whole = File.ReadAllBytes(segment);
        int last = LastRecord(whole);
        for (int length = last; length < whole.Length; length++)
        {
            File.WriteAllBytes(segment, whole[..length]);
            using var fresh = new Copy(_folder);

            fresh.Answers.Should().Equal([.. Enumerable.Range(0, Count - 1).Select(CacheFolder.Answer), null]);
            if (length == last)
            {
                fresh.Reported.Should().BeEmpty("nothing shows that something was there");
                continue;
            }

            Diagnostic told = fresh.Reported.Should().ContainSingle().Which;
            told.Code.Should().Be("LLM3008");
            told.Severity.Should().Be(Severity.Message);
            told.Location.File.Should().Be(segment);
            told.Message.Should().Contain($"{length - last} bytes").And.Contain($"offset {last} ");
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_costs_one_answer_at_most_and_never_gives_a_wrong_one()
    {
        string segment = _folder.Fill(0, Count);
        byte[] whole = File.ReadAllBytes(segment);
        Prop.ForAll(Gen.Choose(0, (whole.Length * 8) - 1).ToArbitrary(), bit =>
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(segment, damaged);
            using var fresh = new Copy(_folder);
            int lost = fresh.Answers.Count(a => a is null);
            return lost <= 1
                && fresh.Reported.Count == 1 && fresh.Reported[0].Code == "LLM3008"
                && fresh.Answers.Index().All(a => a.Item is null || a.Item == CacheFolder.Answer(a.Index));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Any_garbage_in_a_segment_gives_no_wrong_answer_and_no_exception()
    {
        string segment = _folder.Fill(0, Count);
        byte[] whole = File.ReadAllBytes(segment);
        var cuts = from at in Gen.Choose(0, whole.Length)
                   from remove in Gen.Choose(0, 300)
                   from insert in Gen.Choose(0, 3).SelectMany(n => Gen.ArrayOf(Gen.Elements<byte>(0, 1, 0x20, (byte)'L', (byte)'E', 0xFE, 0xFF), n * 50))
                   select (at, remove, insert);
        Prop.ForAll(cuts.ToArbitrary(), cut =>
        {
            File.WriteAllBytes(segment, [.. whole[..cut.at], .. cut.insert, .. whole[Math.Min(whole.Length, cut.at + cut.remove)..]]);
            using var fresh = new Copy(_folder);
            return fresh.Answers.Index().All(a => a.Item is null || a.Item == CacheFolder.Answer(a.Index));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Damage_that_comes_after_indexing_is_noticed_too()
    {
        string segment = _folder.Fill(0, 3, n => new Answer { Text = new string((char)('a' + n), 50_000) });
        using ResponseCache cache = _folder.Open();
        CachePartition partition = cache.Partition(CacheFolder.Model);
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[^30_000] ^= 1;
        File.WriteAllBytes(segment, bytes);

        partition.TryGet(CacheFolder.Key(1))!.Text.Should().StartWith("bbb");
        partition.TryGet(CacheFolder.Key(2)).Should().BeNull();
        partition.Contains(CacheFolder.Key(2)).Should().BeFalse();
        _folder.Reported.Should().ContainSingle().Which.Code.Should().Be("LLM3008");
        partition.Store(CacheFolder.Key(2), CacheFolder.Answer(2));
        partition.TryGet(CacheFolder.Key(2)).Should().Be(CacheFolder.Answer(2));
    }

    [Fact]
    public void A_record_that_another_process_is_just_writing_is_no_damage_and_is_seen_once_complete()
    {
        using ResponseCache writer = _folder.Open();
        writer.Partition(CacheFolder.Model).Store(CacheFolder.Key(0), CacheFolder.Answer(0));
        writer.Partition(CacheFolder.Model).Store(CacheFolder.Key(1), CacheFolder.Answer(1));
        string segment = _folder.Segments.Single();
        byte[] whole = File.ReadAllBytes(segment);
        int last = LastRecord(whole);
        Overwrite(segment, whole[..(last + 60)]);

        using ResponseCache reader = _folder.Open();
        CachePartition partition = reader.Partition(CacheFolder.Model);
        partition.TryGet(CacheFolder.Key(0)).Should().Be(CacheFolder.Answer(0));
        partition.TryGet(CacheFolder.Key(1)).Should().BeNull();
        _folder.Reported.Should().BeEmpty();

        Overwrite(segment, whole);
        reader.Refresh();
        partition.TryGet(CacheFolder.Key(1)).Should().Be(CacheFolder.Answer(1));
        _folder.Reported.Should().BeEmpty();
    }

    [Fact]
    public void Empty_and_foreign_files_are_harmless()
    {
        _folder.Fill(0, Count);
        File.WriteAllText(Path.Combine(_folder.PartitionFolder, "0.segment"), string.Empty);
        File.WriteAllText(Path.Combine(_folder.PartitionFolder, "1.segment"), new string('x', 1000));
        File.WriteAllText(Path.Combine(_folder.PartitionFolder, "README.txt"), "mine");

        _folder.ReadAll(0, Count).Should().NotContainNulls();
        _folder.Reported.Should().ContainSingle().Which.Location.File.Should().EndWith("1.segment");
    }

    [Fact]
    public void A_record_larger_than_the_scanners_window_is_found_also_behind_damage()
    {
        string segment = _folder.Fill(0, 3, n => new Answer { Text = new string((char)('a' + n), 700_000) });
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[1000] ^= 1;
        File.WriteAllBytes(segment, bytes);

        Answer?[] answers = _folder.ReadAll(0, 3);
        answers[0].Should().BeNull();
        answers[1]!.Text.Should().Be(new string('b', 700_000));
        answers[2]!.Text.Should().Be(new string('c', 700_000));
    }

    [Fact]
    public void Verify_finds_every_damage_with_its_place_and_stats_counts_it()
    {
        string good = _folder.Fill(0, Count);
        string torn = _folder.Fill(Count, Count);
        string flipped = _folder.Fill(2 * Count, Count);
        CacheVerifier.Verify(_folder.Root, TestContext.Current.CancellationToken).Should().BeEquivalentTo(new CacheVerification(3, 3 * Count, []));

        byte[] bytes = File.ReadAllBytes(torn);
        int last = LastRecord(bytes);
        File.WriteAllBytes(torn, bytes[..^1]);
        CacheVerification onlyTorn = CacheVerifier.Verify(_folder.Root, TestContext.Current.CancellationToken);
        onlyTorn.IsDamaged.Should().BeFalse();
        onlyTorn.Problems.Should().ContainSingle();

        byte[] other = File.ReadAllBytes(flipped);
        other[other.Length / 2] ^= 4;
        File.WriteAllBytes(flipped, other);
        CacheVerification result = CacheVerifier.Verify(_folder.Root, TestContext.Current.CancellationToken);
        result.Records.Should().Be((3 * Count) - 2);
        result.IsDamaged.Should().BeTrue();
        result.Problems.Should().HaveCount(2);
        result.Problems[0].Should().Match<CacheProblem>(p => p.Path == torn && p.Offset == last && p.Length == bytes.Length - 1 - last && p.IsTornTail);
        result.Problems[1].Should().Match<CacheProblem>(p => p.Path == flipped && p.Offset > 0 && p.Length < 500 && !p.IsTornTail);
        result.Problems.Should().NotContain(p => p.Path == good);

        PartitionStatistics partition = CacheStatistics.Read(_folder.Root, TestContext.Current.CancellationToken).Partitions.Should().ContainSingle().Which;
        partition.DamagedBytes.Should().Be(result.Problems.Sum(p => p.Length));
        partition.Entries.Should().Be((3 * Count) - 2);
    }

    [Fact]
    public void Verify_finds_what_has_a_right_checksum_and_is_no_answer()
    {
        string segment = _folder.Fill(0, 1);
        byte[] record = new byte[SegmentRecord.HeaderSize + 2];
        "{}"u8.CopyTo(record.AsSpan(SegmentRecord.HeaderSize));
        SegmentRecord.Seal(record, CacheFolder.Key(1));
        byte[] whole = File.ReadAllBytes(segment);
        File.WriteAllBytes(segment, [.. whole, .. record]);

        CacheVerifier.Verify(_folder.Root, TestContext.Current.CancellationToken).Problems.Should().ContainSingle().Which.Offset.Should().Be(whole.Length);
        using var fresh = new Copy(_folder, 2);
        fresh.Answers.Should().Equal(CacheFolder.Answer(0), null);
        fresh.Reported.Should().ContainSingle().Which.Code.Should().Be("LLM3008");
    }

    [Fact]
    public void Verify_finds_a_segment_in_another_models_folder()
    {
        string segment = _folder.Fill(0, 2);
        string wrong = CacheLayout.Partition(_folder.Root, "another model");
        Directory.CreateDirectory(wrong);
        File.Move(segment, Path.Combine(wrong, Path.GetFileName(segment)));

        CacheVerifier.Verify(_folder.Root, TestContext.Current.CancellationToken).Problems.Should().ContainSingle().Which.Message.Should().Contain(CacheFolder.Model);
    }

    private static int LastRecord(byte[] segment) => segment.AsSpan().LastIndexOf(SegmentRecord.Marker);

    private static void Overwrite(string path, byte[] content)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.SetLength(0);
        stream.Write(content);
    }

    /// <summary>What a fresh process finds in the folder, and what it is told.</summary>
    private sealed class Copy : IDisposable
    {
        private readonly DiagnosticBag _bag = new();
        private readonly ResponseCache _cache;

        public Copy(CacheFolder folder, int count = Count)
        {
            _cache = ResponseCache.Open(folder.Root, "0.1.0", _bag.Add);
            Answers = [.. Enumerable.Range(0, count).Select(i => _cache.Partition(CacheFolder.Model).TryGet(CacheFolder.Key(i)))];
        }

        public Answer?[] Answers { get; }

        public IReadOnlyList<Diagnostic> Reported => _bag.Items;

        public void Dispose() => _cache.Dispose();
    }
}
