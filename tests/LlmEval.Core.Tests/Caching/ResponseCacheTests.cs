using FsCheck;
using FsCheck.Fluent;
using LlmEval.Caching;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

public sealed class ResponseCacheTests : IDisposable
{
    private readonly CacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_does_not_exist_is_an_empty_cache_and_stays_absent()
    {
        string absent = Path.Combine(_folder.Root, "absent");
        using (var cache = ResponseCache.Open(absent, "0.1.0", d => Assert.Fail(d.ToString())))
        {
            cache.Partition("m").TryGet(CacheFolder.Key(1)).Should().BeNull();
            cache.Partition("m").Contains(CacheFolder.Key(1)).Should().BeFalse();
            cache.Refresh();
            cache.Flush();
        }

        Directory.Exists(absent).Should().BeFalse();
    }

    [Fact]
    public void Any_answer_is_read_back_as_Store_returned_it_by_this_and_by_later_processes()
    {
        Gen<string?> text = Gen.Frequency((1, Gen.Constant<string?>(null)), (6, Gen.ArrayOf(Gen.Frequency(
            (4, Gen.Choose(0, 0x7F)), (2, Gen.Choose(0, 0xFFFF)), (1, Gen.Choose(0xD800, 0xDFFF)))).Select(units => (string?)new string([.. units.Select(u => (char)u)]))));
        Gen<long?> tokens = Gen.Frequency((1, Gen.Constant<long?>(null)), (3, ArbMap.Default.GeneratorFor<long>().Select(v => (long?)v)));
        Gen<Answer> answers = from words in text
                              from model in text
                              from fingerprint in text
                              from input in tokens
                              from output in tokens
                              from ticks in ArbMap.Default.GeneratorFor<long>()
                              from finish in Gen.Elements(Enum.GetValues<FinishReason>())
                              select new Answer
                              {
                                  Text = words ?? string.Empty,
                                  ResponseModel = model,
                                  Fingerprint = fingerprint,
                                  InputTokens = input,
                                  OutputTokens = output,
                                  Latency = new TimeSpan(ticks),
                                  Finish = finish,
                              };
        var stored = new List<Answer>();
        using (ResponseCache cache = _folder.Open())
        {
            CachePartition partition = cache.Partition(CacheFolder.Model);
            Prop.ForAll(answers.ToArbitrary(), answer =>
            {
                CacheKey key = CacheFolder.Key(stored.Count);
                Answer returned = partition.Store(key, answer);
                stored.Add(returned);
                return returned == Expected(answer) && partition.TryGet(key) == returned;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
        }

        _folder.ReadAll(0, stored.Count).Should().Equal(stored);
        _folder.Reported.Should().BeEmpty();
    }

    [Fact]
    public void Tool_calls_passages_and_log_probabilities_are_read_back_as_Store_returned_them()
    {
        Answer answer = new()
        {
            Text = string.Empty,
            Finish = FinishReason.ToolCalls,
            FirstToken = TimeSpan.FromMilliseconds(12.5),
            Cost = 0.00125,
            ToolCalls = [new("1", "get_order", "{\"id\":\"4411\"}"), new("2", "a\uD800", "no { json")],
            Passages = [new("The office opens at 8.", "p1", "handbook.md", 0.75), new("Ä", null, null)],
            Logprobs = [new("He", -0.25), new("llo\uDC00", -1e-9), new("", 0)],
        };
        Answer returned;
        using (ResponseCache cache = _folder.Open()) { returned = cache.Partition(CacheFolder.Model).Store(CacheFolder.Key(0), answer); }

        returned.Should().BeEquivalentTo(answer with
        {
            ToolCalls = [answer.ToolCalls[0], new("2", "a\uFFFD", "no { json")],
            Logprobs = [answer.Logprobs[0], new("llo\uFFFD", -1e-9), new("", 0)],
        }, o => o.WithStrictOrdering());
        _folder.ReadAll(0, 1).Should().BeEquivalentTo([returned], o => o.WithStrictOrdering());
    }

    [Fact]
    public void A_lone_surrogate_is_replaced_before_storing()
    {
        using ResponseCache cache = _folder.Open();
        Answer returned = cache.Partition("m").Store(CacheFolder.Key(0), new Answer { Text = "a\uD800b😀\uDC00" });

        returned.Text.Should().Be("a\uFFFDb😀\uFFFD");
        cache.Partition("m").TryGet(CacheFolder.Key(0)).Should().Be(returned);
    }

    [Fact]
    public void N_samples_of_one_request_are_N_entries()
    {
        CacheKey request = new RequestKeys("1", ModelParameters.Empty, "m").Request([new Models.ChatTurn("user", "hi")]);
        using ResponseCache cache = _folder.Open();
        CachePartition partition = cache.Partition("m");
        for (int n = 0; n < 9; n++) { partition.Store(RequestKeys.Sample(request, n), CacheFolder.Answer(n)); }

        partition.Count.Should().Be(9);
        for (int n = 0; n < 9; n++) { partition.TryGet(RequestKeys.Sample(request, n)).Should().Be(CacheFolder.Answer(n)); }
    }

    [Fact]
    public void Lineage_is_kept_with_the_answer()
    {
        var time = new FixedTime(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero));
        using (ResponseCache cache = _folder.Open(time)) { cache.Partition("m").Store(CacheFolder.Key(1), CacheFolder.Answer(1)); }

        using ResponseCache again = ResponseCache.Open(_folder.Root, "9.9.9", _ => { });
        again.Partition("m").Find(CacheFolder.Key(1))!.Lineage.Should().Be(new CacheLineage("0.1.0", time.GetUtcNow()));
    }

    [Fact]
    public void Models_do_not_see_each_others_answers()
    {
        using ResponseCache cache = _folder.Open();
        cache.Partition("a").Store(CacheFolder.Key(1), CacheFolder.Answer(1));

        cache.Partition("b").TryGet(CacheFolder.Key(1)).Should().BeNull();
        cache.Partition("b").Count.Should().Be(0);
    }

    [Fact]
    public void The_first_answer_of_a_key_stays_and_Store_says_so()
    {
        using (ResponseCache cache = _folder.Open())
        {
            CachePartition partition = cache.Partition(CacheFolder.Model);
            partition.Store(CacheFolder.Key(1), CacheFolder.Answer(1));
            partition.Store(CacheFolder.Key(1), CacheFolder.Answer(2)).Should().Be(CacheFolder.Answer(1));
            cache.Usage.Should().Be(new CacheUsage(0, 0, 1));
        }

        _folder.ReadAll(1, 1).Should().Equal(CacheFolder.Answer(1));
    }

    [Fact]
    public void Where_two_segments_hold_a_key_the_oldest_wins_whatever_the_order_of_arrival()
    {
        using ResponseCache reader = _folder.Open();
        using (ResponseCache early = _folder.Open(new FixedTime(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))))
        using (ResponseCache late = _folder.Open(new FixedTime(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero))))
        {
            // Both are opened before either stores, as two processes would be.
            CachePartition earlyPartition = early.Partition(CacheFolder.Model);
            CachePartition latePartition = late.Partition(CacheFolder.Model);
            latePartition.Store(CacheFolder.Key(1), CacheFolder.Answer(20));
            reader.Partition(CacheFolder.Model).TryGet(CacheFolder.Key(1)).Should().Be(CacheFolder.Answer(20));
            earlyPartition.Store(CacheFolder.Key(1), CacheFolder.Answer(10));

            reader.Refresh();
            reader.Partition(CacheFolder.Model).TryGet(CacheFolder.Key(1)).Should().Be(CacheFolder.Answer(10));
            late.Refresh();
            latePartition.TryGet(CacheFolder.Key(1)).Should().Be(CacheFolder.Answer(10), "the writer of the later answer follows the same rule");
        }

        _folder.ReadAll(1, 1).Should().Equal(CacheFolder.Answer(10));
        _folder.Segments.Should().HaveCount(2);
    }

    [Fact]
    public void Refresh_sees_new_and_grown_segments_of_others()
    {
        using ResponseCache writer = _folder.Open();
        using ResponseCache reader = _folder.Open();
        CachePartition partition = reader.Partition(CacheFolder.Model);
        for (int i = 0; i < 5; i++)
        {
            writer.Partition(CacheFolder.Model).Store(CacheFolder.Key(i), CacheFolder.Answer(i));
            partition.TryGet(CacheFolder.Key(i)).Should().BeNull();
            reader.Refresh();
            partition.TryGet(CacheFolder.Key(i)).Should().Be(CacheFolder.Answer(i));
        }

        _folder.Segments.Should().ContainSingle();
        _folder.Reported.Should().BeEmpty();
    }

    [Fact]
    public void Two_caches_that_start_at_one_instant_write_two_segments()
    {
        var time = new FixedTime(DateTimeOffset.UnixEpoch);
        using (ResponseCache one = _folder.Open(time))
        using (ResponseCache two = _folder.Open(time))
        {
            one.Partition(CacheFolder.Model).Store(CacheFolder.Key(1), CacheFolder.Answer(1));
            two.Partition(CacheFolder.Model).Store(CacheFolder.Key(2), CacheFolder.Answer(2));
        }

        _folder.Segments.Should().HaveCount(2);
        _folder.ReadAll(1, 2).Should().Equal(CacheFolder.Answer(1), CacheFolder.Answer(2));
    }

    [Fact]
    public async Task Many_threads_store_and_read_at_once()
    {
        using (ResponseCache cache = _folder.Open())
        {
            CachePartition partition = cache.Partition(CacheFolder.Model);
            await Parallel.ForAsync(0, 8, async (thread, _) =>
            {
                await Task.Yield();
                for (int i = 0; i < 500; i++)
                {
                    // Every key is stored by two threads with different answers: all must agree on one.
                    int number = ((thread / 2) * 500) + i;
                    Answer returned = partition.Store(CacheFolder.Key(number), CacheFolder.Answer(number) with { Fingerprint = $"{thread}" });
                    partition.TryGet(CacheFolder.Key(number)).Should().Be(returned);
                }
            });
            cache.Usage.Stored.Should().Be(2000);
        }

        _folder.ReadAll(0, 2000).Should().NotContainNulls();
    }

    [Fact]
    public void A_thousand_segments_are_read_with_few_open_files()
    {
        for (int i = 0; i < 1000; i++) { _folder.WriteSegment(i, CacheFolder.Answer(i)); }

        using ResponseCache cache = _folder.Open();
        CachePartition partition = cache.Partition(CacheFolder.Model);
        partition.Count.Should().Be(1000);
        for (int i = 0; i < 1000; i++)
        {
            partition.TryGet(CacheFolder.Key(i)).Should().Be(CacheFolder.Answer(i));
            cache.Handles.Count.Should().BeLessThanOrEqualTo(ResponseCache.MaxHandles);
        }

        if (OperatingSystem.IsLinux())
        {
            new DirectoryInfo("/proc/self/fd").GetFileSystemInfos()
                .Count(f => f.LinkTarget?.StartsWith(_folder.PartitionFolder, StringComparison.Ordinal) == true)
                .Should().BeInRange(1, ResponseCache.MaxHandles);
        }
    }

    [Fact]
    public void What_is_deleted_meanwhile_can_be_stored_again()
    {
        string segment = _folder.Fill(0, 3, _ => new Answer { Text = new string('x', 40_000) });
        using ResponseCache cache = _folder.Open();
        CachePartition partition = cache.Partition(CacheFolder.Model);
        partition.Count.Should().Be(3);
        File.Delete(segment);

        for (int i = 0; i < 3; i++) { partition.TryGet(CacheFolder.Key(i)).Should().BeNull(); }
        _folder.Reported.Should().BeEmpty("a cache may be purged while others use it");
        partition.Store(CacheFolder.Key(1), CacheFolder.Answer(1)).Should().Be(CacheFolder.Answer(1));
        partition.TryGet(CacheFolder.Key(1)).Should().Be(CacheFolder.Answer(1));
    }

    [Fact]
    public void A_disposed_cache_refuses_to_work()
    {
        _folder.Fill(0, 1);
        ResponseCache cache = _folder.Open();
        CachePartition partition = cache.Partition(CacheFolder.Model);
        cache.Dispose();
        cache.Dispose();

        FluentActions.Invoking(() => partition.TryGet(CacheFolder.Key(0))).Should().Throw<ObjectDisposedException>();
        FluentActions.Invoking(() => partition.Store(CacheFolder.Key(1), CacheFolder.Answer(1))).Should().Throw<ObjectDisposedException>();
        FluentActions.Invoking(() => cache.Partition("m")).Should().Throw<ObjectDisposedException>();
        _folder.Segments.Should().ContainSingle();
    }

    private static Answer Expected(Answer answer) => answer with
    {
        Text = Expected(answer.Text)!,
        ResponseModel = Expected(answer.ResponseModel),
        Fingerprint = Expected(answer.Fingerprint),
    };

    private static string? Expected(string? text) =>
        text is null ? null : string.Concat(text.EnumerateRunes().Select(r => r.ToString()));
}
