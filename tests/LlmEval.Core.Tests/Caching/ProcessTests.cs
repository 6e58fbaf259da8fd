using LlmEval.Caching;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

public sealed class ProcessTests : IDisposable
{
    private readonly CacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_processes_write_at_once_and_nothing_is_lost()
    {
        // The second half of one's numbers is the first half of the other's.
        using WriterProcess one = WriterProcess.Start(_folder.Root, 0, 300);
        using WriterProcess two = WriterProcess.Start(_folder.Root, 150, 300);
        using ResponseCache reader = _folder.Open();
        CachePartition partition = reader.Partition(CacheFolder.Model);
        Task<int> exits = Task.Run(async () => await one.Exit(Cancel) + await two.Exit(Cancel), Cancel);
        while (!exits.IsCompleted)
        {
            reader.Refresh();
            for (int i = 0; i < 450; i += 7)
            {
                if (partition.TryGet(CacheFolder.Key(i)) is Answer answer) { answer.Should().Be(WriterProcess.Answer(i)); }
            }

            await Task.Delay(5, Cancel);
        }

        (await exits).Should().Be(0);
        _folder.Segments.Should().HaveCount(2);
        _folder.ReadAll(0, 450).Should().Equal(Enumerable.Range(0, 450).Select(WriterProcess.Answer));
        _folder.Reported.Should().BeEmpty("a record that is being written is no damage");
    }

    [Fact]
    public async Task Whatever_the_moment_of_a_kill_every_stored_answer_is_there_and_none_is_torn()
    {
        var random = new Random(20260301);
        var acknowledged = new HashSet<int>();
        const int PerProcess = 100_000;
        for (int round = 0; round < 20; round++)
        {
            using WriterProcess writer = WriterProcess.Start(_folder.Root, round * PerProcess, PerProcess);
            await writer.WaitForFirst(Cancel);
            await Task.Delay(random.Next(60), Cancel);
            await writer.Kill(Cancel);
            int[] numbers = writer.Acknowledged();
            numbers.Should().NotBeEmpty();
            acknowledged.UnionWith(numbers);

            using ResponseCache cache = _folder.Open();
            CachePartition partition = cache.Partition(CacheFolder.Model);
            foreach (int number in numbers.Append(numbers[^1] + 1))
            {
                Answer? answer = partition.TryGet(CacheFolder.Key(number));
                if (answer is not null || acknowledged.Contains(number)) { answer.Should().Be(WriterProcess.Answer(number)); }
            }
        }

        using ResponseCache all = _folder.Open();
        acknowledged.Should().OnlyContain(number => all.Partition(CacheFolder.Model).Contains(CacheFolder.Key(number)));
        all.Partition(CacheFolder.Model).Count.Should().BeInRange(acknowledged.Count, acknowledged.Count + 20);
        _folder.Reported.Should().OnlyContain(d => d.Code == "LLM3008" && d.Severity == Severity.Message);
        CacheVerifier.Verify(_folder.Root, Cancel).IsDamaged.Should().BeFalse();
    }
}
