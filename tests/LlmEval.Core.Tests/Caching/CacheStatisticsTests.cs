using LlmEval.Caching;

namespace LlmEval.Core.Tests.Caching;

public sealed class CacheStatisticsTests : IDisposable
{
    private readonly CacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Statistics_count_segments_entries_duplicates_and_bytes_of_every_model()
    {
        var first = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var second = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
        using (ResponseCache one = _folder.Open(new FixedTime(first)))
        using (ResponseCache two = _folder.Open(new FixedTime(second)))
        {
            CachePartition other = two.Partition(CacheFolder.Model);
            for (int i = 0; i < 10; i++) { one.Partition(CacheFolder.Model).Store(CacheFolder.Key(i), CacheFolder.Answer(i)); }
            for (int i = 7; i < 15; i++) { other.Store(CacheFolder.Key(i), CacheFolder.Answer(i)); }
            one.Partition("another").Store(CacheFolder.Key(0), CacheFolder.Answer(0));
        }

        CacheStatistics statistics = CacheStatistics.Read(_folder.Root, TestContext.Current.CancellationToken);

        statistics.Partitions.Should().HaveCount(2);
        statistics.Partitions.Single(p => p.Model == "another").Should().Match<PartitionStatistics>(p => p.Entries == 1 && p.Duplicates == 0 && p.Segments == 1);
        statistics.Partitions.Single(p => p.Model == CacheFolder.Model).Should().BeEquivalentTo(new PartitionStatistics
        {
            Directory = _folder.PartitionFolder,
            Model = CacheFolder.Model,
            Segments = 2,
            Entries = 15,
            Duplicates = 3,
            Bytes = _folder.Segments.Sum(s => new FileInfo(s).Length),
            Oldest = first,
            Newest = second,
        });
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_empty()
    {
        string absent = Path.Combine(_folder.Root, "absent");

        CacheStatistics.Read(absent, TestContext.Current.CancellationToken).Partitions.Should().BeEmpty();
        CacheVerifier.Verify(absent, TestContext.Current.CancellationToken).Should().BeEquivalentTo(new CacheVerification(0, 0, []));
    }
}
