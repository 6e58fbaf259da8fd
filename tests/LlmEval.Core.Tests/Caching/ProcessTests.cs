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

    [Fact]
    public async Task Many_processes_write_the_same_keys_and_are_killed_while_others_put_segments_together_and_nothing_is_lost_or_told_twice()
    {
        const int Rounds = 4, Writers = 3, Step = 300;
        var random = new Random(20261121);
        var acknowledged = new HashSet<int>();
        var truths = new Dictionary<int, Answer>();
        ResponseCache longLived = _folder.Open();
        for (int round = 0; round < Rounds; round++)
        {
            // Every other round a process that puts segments together is there, and is killed too.
            WriterProcess[] processes =
            [
                .. Enumerable.Range(0, Writers).Select(w => WriterProcess.StartMarked(_folder.Root, (round * Step) + (w * Step / 3), w == 0 ? Step : 5 * Step, w)),
                .. round % 2 == 1 ? [WriterProcess.StartCompacting(_folder.Root)] : Array.Empty<WriterProcess>(),
            ];
            foreach (WriterProcess process in processes.Skip(1)) { await process.WaitForFirst(Cancel); }

            Task<int> first = processes[0].Exit(Cancel);
            do
            {
                CacheCompactor.Compact(_folder.Root, cancellationToken: Cancel);
                longLived.Refresh();
                for (int i = 0; i < (round + 1) * Step; i += 11)
                {
                    Answer? answer = longLived.Partition(CacheFolder.Model).TryGet(CacheFolder.Key(i));
                    if (truths.TryGetValue(i, out Answer? truth)) { answer.Should().Be(truth, "key {0} was told before", i); }
                    else if (answer is not null) { IsOneOf(answer, i).Should().BeTrue(); }
                }

                await Task.Delay(random.Next(20), Cancel);
            }
            while (!first.IsCompleted);

            (await first).Should().Be(0);
            foreach (WriterProcess process in processes.Skip(1))
            {
                await Task.Delay(random.Next(40), Cancel);
                await process.Kill(Cancel);
            }

            foreach (WriterProcess process in processes[..Writers]) { acknowledged.UnionWith(process.Acknowledged()); }

            foreach (WriterProcess process in processes) { process.Dispose(); }

            using ResponseCache fresh = _folder.Open();
            IReadOnlyList<string> segments = _folder.Segments;
            foreach (int number in acknowledged)
            {
                Answer? answer = fresh.Partition(CacheFolder.Model).TryGet(CacheFolder.Key(number));
                if (answer is null || !IsOneOf(answer, number)) { Assert.Fail($"{number} was stored, and is {answer}"); }

                if (answer != SegmentBytes.Winner(segments, CacheFolder.Key(number))) { Assert.Fail($"of {number}, the first of the oldest segment should win"); }

                if (truths.TryGetValue(number, out Answer? truth) && answer != truth) { Assert.Fail($"{number} was told before as {truth}, and is {answer}"); }

                truths[number] = answer;
            }
        }

        longLived.Dispose();
        CacheVerifier.Verify(_folder.Root, Cancel).Problems.Should().NotContain(p => !p.IsTornTail);
        _folder.Reported.Should().NotContain(d => d.Code != "LLM3008" || d.Severity != Severity.Message, "nothing but torn ends");
        CacheCompactor.Compact(_folder.Root, cancellationToken: Cancel);
        _folder.Segments.Should().ContainSingle();
        Directory.GetFiles(_folder.PartitionFolder, "*.unfinished").Should().BeEmpty();
        CacheVerifier.Verify(_folder.Root, Cancel).Problems.Should().BeEmpty();
        using ResponseCache last = _folder.Open();
        truths.Should().OnlyContain(t => last.Partition(CacheFolder.Model).TryGet(CacheFolder.Key(t.Key)) == t.Value);
    }

    private static bool IsOneOf(Answer answer, int number) => Enumerable.Range(0, 3).Any(mark => WriterProcess.Marked(number, mark) == answer);
}
