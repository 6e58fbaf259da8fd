using System.Diagnostics;
using LlmEval.Caching;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

public sealed class UnwritableTests : IDisposable
{
    private readonly CacheFolder _folder = new();
    private readonly List<string> _mounted = [];

    public void Dispose()
    {
        foreach (string mount in _mounted) { Shell("umount", mount); }
        _folder.Dispose();
    }

    [Fact]
    public void A_file_in_place_of_the_folder_is_told_with_the_mend()
    {
        string file = Path.Combine(_folder.Root, "file");
        File.WriteAllText(file, "mine");
        using var cache = ResponseCache.Open(file, "0.1.0", d => Assert.Fail(d.ToString()));
        CachePartition partition = cache.Partition("m");

        partition.TryGet(CacheFolder.Key(1)).Should().BeNull();
        Diagnostic told = StoreFails(partition, 1);
        told.Message.Should().Contain(file).And.Contain("LLMEVAL_CACHE_DIR").And.Contain("LlmEvalCacheDirectory").And.NotContain("\n");
        told.Location.File.Should().StartWith(file);
        File.ReadAllText(file).Should().Be("mine");
    }

    [Fact]
    public void A_read_only_folder_is_read_and_refuses_only_to_store()
    {
        _folder.Fill(0, 10);
        string folder = Tmpfs("1m");
        Shell("cp", "-r", Path.Combine(_folder.Root, "v1"), folder).Should().BeTrue();
        Shell("mount", "-o", "remount,ro", folder).Should().BeTrue();
        using var cache = ResponseCache.Open(folder, "0.1.0", d => Assert.Fail(d.ToString()));
        CachePartition partition = cache.Partition(CacheFolder.Model);

        partition.Count.Should().Be(10);
        partition.Store(CacheFolder.Key(3), CacheFolder.Answer(3)).Should().Be(CacheFolder.Answer(3), "what is there need not be stored");
        StoreFails(partition, 10).Message.Should().Contain("ead-only");
        partition.TryGet(CacheFolder.Key(9)).Should().Be(CacheFolder.Answer(9));
        partition.Contains(CacheFolder.Key(10)).Should().BeFalse();
    }

    [Fact]
    public void A_full_disk_loses_nothing_that_was_stored_and_storing_goes_on_when_there_is_room()
    {
        string folder = Tmpfs("512k");
        string filler = Path.Combine(folder, "filler");
        File.WriteAllBytes(filler, new byte[200 * 1024]);
        int stored = 0;
        using (var cache = ResponseCache.Open(folder, "0.1.0", d => Assert.Fail(d.ToString())))
        {
            CachePartition partition = cache.Partition(CacheFolder.Model);
            Diagnostic? full = null;
            while (full is null)
            {
                try
                {
                    partition.Store(CacheFolder.Key(stored), Large(stored));
                    stored++;
                }
                catch (LlmEvalException exception)
                {
                    full = exception.Diagnostic;
                }
            }

            stored.Should().BeInRange(5, 100);
            full.Code.Should().Be("LLM3007");
            full.Message.Should().Contain(folder);
            StoreFails(partition, stored);
            Find(partition, stored);

            File.Delete(filler);
            partition.Store(CacheFolder.Key(stored), Large(stored));
            stored++;
            Find(partition, stored);
        }

        using var fresh = ResponseCache.Open(folder, "0.1.0", d => Assert.Fail(d.ToString()));
        Find(fresh.Partition(CacheFolder.Model), stored);
    }

    [Fact]
    public void A_disk_without_any_room_leaves_no_empty_segment()
    {
        string folder = Tmpfs("64k");
        string partitionFolder = CacheLayout.Partition(folder, "m");
        Directory.CreateDirectory(partitionFolder);
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "filler"), new byte[64 * 1024]);
        }
        catch (IOException)
        {
            // Full is what it should be.
        }

        using var cache = ResponseCache.Open(folder, "0.1.0", d => Assert.Fail(d.ToString()));
        StoreFails(cache.Partition("m"), 1);
        Directory.GetFiles(partitionFolder).Should().BeEmpty();
    }

    private static Answer Large(int number) => CacheFolder.Answer(number) with { Text = new string((char)('a' + (number % 26)), 9_000) };

    private static Diagnostic StoreFails(CachePartition partition, int number)
    {
        Diagnostic told = FluentActions.Invoking(() => partition.Store(CacheFolder.Key(number), Large(number))).Should().Throw<LlmEvalException>().Which.Diagnostic;
        told.Code.Should().Be("LLM3007");
        return told;
    }

    private static void Find(CachePartition partition, int stored)
    {
        partition.Count.Should().Be(stored);
        for (int i = 0; i < stored; i++) { partition.TryGet(CacheFolder.Key(i)).Should().Be(Large(i)); }
    }

    /// <summary>A small file system in memory; needs Linux and the right to mount.</summary>
    private string Tmpfs(string size)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder.Root, "mount")).FullName;
        if (!OperatingSystem.IsLinux() || !Shell("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder))
        {
            Assert.Skip("A full or read-only disk is made with a small tmpfs, which this machine does not let us mount.");
        }

        _mounted.Add(folder);
        return folder;
    }

    private static bool Shell(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
