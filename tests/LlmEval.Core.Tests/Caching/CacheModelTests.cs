using FsCheck;
using FsCheck.Fluent;
using LlmEval.Caching;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

/// <summary>The cache against a dictionary: whatever is done in whatever order.</summary>
public sealed class CacheModelTests
{
    private const int Keys = 6;
    private const int Caches = 3;

    private enum Step
    {
        Store,
        Read,
        Reopen,
        Compact,
        CompactWorthwhile,
        Tear,
        Import,
        PruneNothing,
        Contradict,
    }

    [Fact]
    public void What_was_told_once_is_told_for_ever()
    {
        Gen<(Step Step, int Cache, int Key)[]> runs =
            from count in Gen.Choose(1, 40)
            from steps in Gen.ArrayOf(
                from step in Gen.Frequency((6, Gen.Constant(Step.Store)), (3, Gen.Constant(Step.Read)), (5, Gen.Choose(2, 8).Select(s => (Step)s)))
                from cache in Gen.Choose(0, Caches - 1)
                from key in Gen.Choose(0, Keys - 1)
                select (step, cache, key), count)
            select steps;
        Prop.ForAll(runs.ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static bool Holds((Step Step, int Cache, int Key)[] steps)
    {
        using var folder = new CacheFolder();
        using var source = new CacheFolder();
        for (int key = 0; key < Keys; key += 2) { source.WriteSegment(key, CacheFolder.Answer(900 + key)); }

        Dictionary<int, Answer> truths = [];
        ResponseCache[] caches = [.. Enumerable.Range(0, Caches).Select(_ => folder.Open())];
        int number = 0;
        try
        {
            foreach ((Step step, int cache, int key) in steps)
            {
                number++;
                CachePartition partition = caches[cache].Partition(CacheFolder.Model);
                switch (step)
                {
                    case Step.Store:
                        partition.Refresh();
                        Answer counts = partition.Store(CacheFolder.Key(key), CacheFolder.Answer(number));
                        if (truths.TryAdd(key, CacheFolder.Answer(number)) ? counts != CacheFolder.Answer(number) : counts != truths[key]) { return false; }

                        break;
                    case Step.Read:
                        partition.Refresh();
                        if (partition.TryGet(CacheFolder.Key(key)) != truths.GetValueOrDefault(key)) { return false; }

                        break;
                    case Step.Reopen:
                        caches[cache].Dispose();
                        caches[cache] = folder.Open();
                        break;
                    case Step.Compact:
                        CacheCompactor.Compact(folder.Root, cancellationToken: TestContext.Current.CancellationToken);
                        break;
                    case Step.CompactWorthwhile:
                        for (int i = 0; i < 20; i++) { folder.WriteSegment(100 + i, CacheFolder.Answer(i)); }

                        CacheCompactor.CompactIfWorthwhile(folder.Root, [CacheFolder.Model], TimeProvider.System);
                        break;
                    case Step.Tear:
                        // A process that was killed while it wrote its second record.
                        string torn = Path.Combine(folder.PartitionFolder, SegmentWriter.Name(DateTime.UtcNow));
                        Directory.CreateDirectory(folder.PartitionFolder);
                        using (SegmentWriter writer = SegmentWriter.CreateAt(torn, SegmentHeader.OfNobody(CacheFolder.Model))) { writer.Append([0xFF, (byte)'L', (byte)'E', 0xFE, 40, 0, 0]); }

                        break;
                    case Step.Import:
                        CacheImporter.Import(folder.Root, source.Root, cancellationToken: TestContext.Current.CancellationToken);
                        for (int even = 0; even < Keys; even += 2) { truths.TryAdd(even, CacheFolder.Answer(900 + even)); }

                        break;
                    case Step.Contradict:
                        // Another process asked the same at the same moment, and stored what it got.
                        if (truths.ContainsKey(key)) { folder.WriteSegment(key, CacheFolder.Answer(500 + number)); }

                        break;
                    case Step.PruneNothing:
                        CachePruner.Prune(folder.Root, new PruneRule { OlderThan = TimeSpan.FromDays(100_000) }, cancellationToken: TestContext.Current.CancellationToken);
                        break;
                }
            }

            Answer?[] last = folder.ReadAll(0, Keys);
            return Enumerable.Range(0, Keys).All(k => last[k] == truths.GetValueOrDefault(k))
                && !CacheVerifier.Verify(folder.Root, TestContext.Current.CancellationToken).IsDamaged
                && folder.Reported.All(d => d.Severity == Severity.Message);
        }
        finally
        {
            foreach (ResponseCache cache in caches) { cache.Dispose(); }
        }
    }
}
