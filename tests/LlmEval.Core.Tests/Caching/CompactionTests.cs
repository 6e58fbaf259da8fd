using LlmEval.Caching;

namespace LlmEval.Core.Tests.Caching;

public sealed class CompactionTests : IDisposable
{
    private readonly CacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Many_segments_become_one_with_the_same_answers()
    {
        for (int i = 0; i < 10; i++) { _folder.WriteSegment(i, CacheFolder.Answer(i)); }

        CompactionResult result = CacheCompactor.Compact(_folder.Root, cancellationToken: Cancel);

        result.Should().Match<CompactionResult>(r => r.SegmentsBefore == 10 && r.SegmentsAfter == 1 && r.InUse == 0 && r.BytesAfter < r.BytesBefore);
        _folder.Segments.Should().ContainSingle().Which.Should().Match(s => new FileInfo(s).Length == result.BytesAfter);
        _folder.ReadAll(0, 10).Should().Equal(Enumerable.Range(0, 10).Select(CacheFolder.Answer));
        CacheStatistics.Read(_folder.Root, Cancel).Partitions.Single().Model.Should().Be(CacheFolder.Model);
    }

    [Fact]
    public void The_oldest_answer_wins_as_before_again_and_again()
    {
        for (int generation = 0; generation < 4; generation++)
        {
            for (int i = 0; i < 3; i++) { _folder.WriteSegment(1, CacheFolder.Answer(100 + (10 * generation) + i)); }

            CacheCompactor.Compact(_folder.Root, cancellationToken: Cancel);
            _folder.Segments.Should().ContainSingle();
            _folder.ReadAll(1, 1).Should().Equal(CacheFolder.Answer(100));
        }
    }

    [Fact]
    public void A_segment_in_use_stays_and_those_beside_it_are_put_together_on_their_side()
    {
        _folder.WriteSegment(0, CacheFolder.Answer(0));
        _folder.WriteSegment(1, CacheFolder.Answer(1));
        using ResponseCache writer = _folder.Open();
        writer.Partition(CacheFolder.Model).Store(CacheFolder.Key(2), CacheFolder.Answer(2));
        _folder.WriteSegment(2, CacheFolder.Answer(33));
        _folder.WriteSegment(3, CacheFolder.Answer(3));

        CompactionResult result = CacheCompactor.Compact(_folder.Root, cancellationToken: Cancel);

        result.Should().Match<CompactionResult>(r => r.SegmentsBefore == 5 && r.SegmentsAfter == 3 && r.InUse == 1);
        writer.Partition(CacheFolder.Model).Store(CacheFolder.Key(4), CacheFolder.Answer(4));
        _folder.ReadAll(0, 5).Should().Equal(Enumerable.Range(0, 5).Select(CacheFolder.Answer), "what was written first still wins");
    }

    [Fact]
    public void A_reader_that_was_there_before_finds_everything_afterwards()
    {
        for (int i = 0; i < 40; i++) { _folder.WriteSegment(i, CacheFolder.Answer(i)); }

        using ResponseCache reader = _folder.Open();
        CachePartition partition = reader.Partition(CacheFolder.Model);
        partition.TryGet(CacheFolder.Key(7)).Should().Be(CacheFolder.Answer(7));
        partition.Store(CacheFolder.Key(99), CacheFolder.Answer(99));
        CacheCompactor.Compact(_folder.Root, cancellationToken: Cancel);

        for (int i = 0; i < 40; i++) { partition.TryGet(CacheFolder.Key(i)).Should().Be(CacheFolder.Answer(i)); }

        partition.TryGet(CacheFolder.Key(99)).Should().Be(CacheFolder.Answer(99), "its own segment is known again");
        partition.Count.Should().Be(41);
        _folder.Reported.Should().BeEmpty();
    }

    [Fact]
    public void What_a_kill_left_at_any_step_tells_the_same_and_is_tidied_up()
    {
        for (int i = 0; i < 5; i++) { _folder.WriteSegment(i % 3, CacheFolder.Answer(i)); }

        Dictionary<string, byte[]> before = _folder.Segments.ToDictionary(s => s, File.ReadAllBytes, StringComparer.Ordinal);
        CacheCompactor.Compact(_folder.Root, cancellationToken: Cancel);
        string merged = _folder.Segments.Single();
        // Killed between the rename and any of the deletions, or before the rename.
        for (int deleted = 0; deleted < before.Count; deleted++)
        {
            foreach ((string path, byte[] bytes) in before.Skip(deleted)) { File.WriteAllBytes(path, bytes); }

            _folder.ReadAll(0, 3).Should().Equal(CacheFolder.Answer(0), CacheFolder.Answer(1), CacheFolder.Answer(2));
            File.WriteAllText(merged + ".unfinished", "half");
            CacheCompactor.Compact(_folder.Root, cancellationToken: Cancel);
            _folder.ReadAll(0, 3).Should().Equal(CacheFolder.Answer(0), CacheFolder.Answer(1), CacheFolder.Answer(2));
            Directory.GetFiles(_folder.PartitionFolder, "*.unfinished").Should().BeEmpty();
            merged = _folder.Segments.Should().ContainSingle().Which;
        }
    }

    [Fact]
    public void One_at_a_time_puts_segments_together()
    {
        _folder.WriteSegment(0, CacheFolder.Answer(0));
        _folder.WriteSegment(1, CacheFolder.Answer(1));
        using (PartitionLock.TryTake(_folder.PartitionFolder))
        {
            CacheCompactor.Compact(_folder.Root, cancellationToken: Cancel).Should().Match<CompactionResult>(r => r.SegmentsAfter == 2 && r.InUse == 2);
        }

        CacheCompactor.Compact(_folder.Root, dryRun: true, cancellationToken: Cancel).SegmentsAfter.Should().Be(1, "it would be");
        _folder.Segments.Should().HaveCount(2);
        CacheCompactor.Compact(_folder.Root, cancellationToken: Cancel).SegmentsAfter.Should().Be(1);
    }

    [Theory]
    [InlineData(31, 31)]
    [InlineData(32, 1)]
    public void A_run_that_ends_puts_together_only_when_it_is_worthwhile(int segments, int after)
    {
        for (int i = 0; i < segments; i++) { _folder.WriteSegment(i, CacheFolder.Answer(i)); }

        CacheCompactor.CompactIfWorthwhile(_folder.Root, [CacheFolder.Model, "another"], TimeProvider.System);

        _folder.Segments.Should().HaveCount(after);
        _folder.ReadAll(0, segments).Should().Equal(Enumerable.Range(0, segments).Select(CacheFolder.Answer));
    }

    [Fact]
    public void A_young_segment_of_another_machine_is_left_alone()
    {
        Directory.CreateDirectory(_folder.PartitionFolder);
        foreach (string name in (string[])["a", "b"])
        {
            using var writer = SegmentWriter.CreateAt(Path.Combine(_folder.PartitionFolder, name + ".segment"), new SegmentHeader(CacheFolder.Model, "elsewhere", 1));
        }

        CacheCompactor.Compact(_folder.Root, cancellationToken: Cancel).InUse.Should().Be(2);
        CacheCompactor.Compact(_folder.Root, time: new FixedTime(DateTimeOffset.UtcNow.AddDays(2)), cancellationToken: Cancel).InUse.Should().Be(0);
    }
}
