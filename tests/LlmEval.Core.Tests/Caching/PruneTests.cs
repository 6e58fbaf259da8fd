using LlmEval.Caching;

namespace LlmEval.Core.Tests.Caching;

public sealed class PruneTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly CacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Answers_older_than_an_age_go_and_the_others_stay()
    {
        Store(daysAgo: 40, 0, 1);
        Store(daysAgo: 31, 2);
        Store(daysAgo: 29, 3, 4);

        PruneResult result = Prune(new PruneRule { OlderThan = TimeSpan.FromDays(30) });

        result.Should().Match<PruneResult>(r => r.Entries == 5 && r.Removed == 3 && r.InUse == 0 && r.BytesRemoved > 0);
        Stays(3, 4);
        _folder.Segments.Should().ContainSingle("whole segments went");
        CacheVerifier.Verify(_folder.Root, TestContext.Current.CancellationToken).Problems.Should().BeEmpty();
    }

    [Fact]
    public void The_oldest_go_until_the_rest_is_small_enough()
    {
        for (int i = 0; i < 10; i++) { Store(daysAgo: 10 - i, i); }

        long two = Prune(new PruneRule { MaxBytes = 0 }, dryRun: true).BytesRemoved - Prune(new PruneRule { MaxBytes = 1_000_000 }, dryRun: true).BytesRemoved;
        PruneResult result = Prune(new PruneRule { MaxBytes = two / 2 });

        result.Removed.Should().BeInRange(3, 7);
        Stays([.. Enumerable.Range(result.Removed, 10 - result.Removed)]);
        Prune(new PruneRule { MaxBytes = two / 2 }).Removed.Should().Be(0, "it is small enough now");
    }

    [Fact]
    public void What_is_not_needed_goes_also_out_of_the_middle_of_a_segment_and_where_it_stands_twice()
    {
        Store(daysAgo: 3, 0, 1, 2);
        _folder.WriteSegment(1, CacheFolder.Answer(77));

        Prune(new PruneRule { Needed = new HashSet<CacheKey> { CacheFolder.Key(0), CacheFolder.Key(2), CacheFolder.Key(50) } }).Removed.Should().Be(1);

        Stays(0, 2);
    }

    [Fact]
    public void A_dry_run_says_the_same_and_deletes_nothing()
    {
        Store(daysAgo: 40, 0, 1);
        byte[] before = File.ReadAllBytes(_folder.Segments.Single());

        PruneResult dry = Prune(new PruneRule { OlderThan = TimeSpan.FromDays(30) }, dryRun: true);

        File.ReadAllBytes(_folder.Segments.Single()).Should().Equal(before);
        Prune(new PruneRule { OlderThan = TimeSpan.FromDays(30) }).Should().Be(dry);
        Directory.Exists(_folder.PartitionFolder).Should().BeFalse("nothing is in it any more");
    }

    [Fact]
    public void What_a_process_uses_stays_and_is_told()
    {
        using ResponseCache writer = _folder.Open(new FixedTime(s_now.AddDays(-40)));
        writer.Partition(CacheFolder.Model).Store(CacheFolder.Key(0), CacheFolder.Answer(0));

        Prune(new PruneRule { OlderThan = TimeSpan.FromDays(30) }).InUse.Should().Be(1);

        Stays(0);
    }

    [Fact]
    public void An_age_beyond_all_time_keeps_everything()
    {
        Store(daysAgo: 40, 0);

        Prune(new PruneRule { OlderThan = TimeSpan.MaxValue }).Removed.Should().Be(0);
    }

    [Fact]
    public void Purging_takes_one_model_or_all()
    {
        Store(daysAgo: 1, 0, 1);
        using (ResponseCache cache = _folder.Open()) { cache.Partition("another").Store(CacheFolder.Key(0), CacheFolder.Answer(0)); }

        CachePurger.Purge(_folder.Root, "none").Models.Should().BeEmpty();
        CachePurger.Purge(_folder.Root, "another", dryRun: true).Should().Match<PurgeResult>(r => r.Segments == 1 && r.Models.Single() == "another");
        CachePurger.Purge(_folder.Root, "another").Should().Match<PurgeResult>(r => r.Segments == 1 && r.InUse == 0);
        Stays(0, 1);
        CacheStatistics.Read(_folder.Root, TestContext.Current.CancellationToken).Partitions.Should().ContainSingle();
        using (ResponseCache writer = _folder.Open())
        {
            writer.Partition(CacheFolder.Model).Store(CacheFolder.Key(2), CacheFolder.Answer(2));
            CachePurger.Purge(_folder.Root, null).Should().Match<PurgeResult>(r => r.Segments == 1 && r.InUse == 1);
            writer.Partition(CacheFolder.Model).Store(CacheFolder.Key(3), CacheFolder.Answer(3));
        }

        Stays(2, 3);
        CachePurger.Purge(_folder.Root, null).Segments.Should().Be(1);
        CacheStatistics.Read(_folder.Root, TestContext.Current.CancellationToken).Partitions.Should().BeEmpty();
    }

    private void Store(int daysAgo, params int[] numbers)
    {
        using ResponseCache cache = _folder.Open(new FixedTime(s_now.AddDays(-daysAgo)));
        foreach (int number in numbers) { cache.Partition(CacheFolder.Model).Store(CacheFolder.Key(number), CacheFolder.Answer(number)); }
    }

    private PruneResult Prune(PruneRule rule, bool dryRun = false) =>
        CachePruner.Prune(_folder.Root, rule, dryRun, new FixedTime(s_now), TestContext.Current.CancellationToken);

    private void Stays(params int[] numbers) =>
        _folder.ReadAll(0, 10).Should().Equal(Enumerable.Range(0, 10).Select(i => numbers.Contains(i) ? CacheFolder.Answer(i) : null));
}
