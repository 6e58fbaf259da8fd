using System.IO.Compression;
using LlmEval.Caching;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

public sealed class TransferTests : IDisposable
{
    private readonly CacheFolder _folder = new();
    private readonly CacheFolder _other = new();

    public void Dispose()
    {
        _folder.Dispose();
        _other.Dispose();
    }

    private string Target => Path.Combine(_other.Root, "export");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("export")]
    [InlineData("export.zip")]
    public void The_same_answers_give_the_same_bytes_however_they_lie(string name)
    {
        var time = new FixedTime(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Fill(_folder, time, 0, 1, 2, 3, 4);
        Fill(_other, time, 4, 2);
        Fill(_other, time, 3, 0, 1, 9);
        HashSet<CacheKey> needed = [.. Enumerable.Range(0, 5).Select(CacheFolder.Key)];

        string one = Path.Combine(_folder.Root, "..", Path.GetRandomFileName() + name);
        string two = Path.Combine(_folder.Root, "..", Path.GetRandomFileName() + name);
        try
        {
            CacheExporter.Export(_folder.Root, one, needed, cancellationToken: Cancel).Entries.Should().Be(5);
            CacheExporter.Export(_other.Root, two, needed, cancellationToken: Cancel).Entries.Should().Be(5);

            Files(one).Should().BeEquivalentTo(Files(two), o => o.WithStrictOrdering());
        }
        finally
        {
            foreach (string path in (string[])[one, two])
            {
                if (Directory.Exists(path)) { Directory.Delete(path, recursive: true); }
                File.Delete(path);
            }
        }
    }

    [Fact]
    public void An_exported_folder_is_a_cache_and_holds_only_what_was_wanted()
    {
        Fill(_folder, null, 0, 1, 2, 3);

        TransferResult result = CacheExporter.Export(_folder.Root, Target, new HashSet<CacheKey> { CacheFolder.Key(1), CacheFolder.Key(3), CacheFolder.Key(8) }, cancellationToken: Cancel);

        result.Should().Match<TransferResult>(r => r.Entries == 2 && r.Models == 1 && r.Bytes > 0);
        Read(Target).Should().Equal(null, CacheFolder.Answer(1), null, CacheFolder.Answer(3));
        using (ResponseCache cache = ResponseCache.Open(Target, "0.1.0", _ => { })) { cache.Partition(CacheFolder.Model).Store(CacheFolder.Key(0), CacheFolder.Answer(0)); }

        Read(Target)[0].Should().Be(CacheFolder.Answer(0), "it can be added to");
    }

    [Fact]
    public void An_export_takes_the_place_of_an_earlier_one_and_of_nothing_else()
    {
        Fill(_folder, null, 0, 1);
        CacheExporter.Export(_folder.Root, Target, null, cancellationToken: Cancel).Entries.Should().Be(2);
        CacheExporter.Export(_folder.Root, Target, new HashSet<CacheKey> { CacheFolder.Key(0) }, cancellationToken: Cancel).Entries.Should().Be(1);
        Read(Target).Take(2).Should().Equal(CacheFolder.Answer(0), null);
        File.WriteAllText(Path.Combine(Target, "mine.txt"), "mine");

        Refused(() => CacheExporter.Export(_folder.Root, Target, null, cancellationToken: Cancel), "LLM3016").Message.Should().Contain("mine.txt");
        Refused(() => CacheExporter.Export(_folder.Root, Path.Combine(_folder.Root, "v1", "inside"), null, cancellationToken: Cancel), "LLM3016");
        File.Exists(Path.Combine(Target, "mine.txt")).Should().BeTrue();
    }

    [Theory]
    [InlineData("export")]
    [InlineData("export.zip")]
    public void What_is_exported_can_be_imported_and_twice_is_as_once(string name)
    {
        Fill(_folder, null, 0, 1, 2);
        string export = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + name);
        try
        {
            CacheExporter.Export(_folder.Root, export, null, cancellationToken: Cancel);
            _other.WriteSegment(1, CacheFolder.Answer(55));

            CacheImporter.Import(_other.Root, export, dryRun: true, cancellationToken: Cancel).Entries.Should().Be(2);
            _other.Segments.Should().HaveCount(1);
            CacheImporter.Import(_other.Root, export, cancellationToken: Cancel).Should().Match<TransferResult>(r => r.Entries == 2 && r.Known == 1);
            _other.ReadAll(0, 3).Should().Equal(CacheFolder.Answer(0), CacheFolder.Answer(55), CacheFolder.Answer(2));
            _other.Segments.Should().HaveCount(2);

            CacheImporter.Import(_other.Root, export, cancellationToken: Cancel).Should().Match<TransferResult>(r => r.Entries == 0 && r.Known == 3);
            _other.Segments.Should().HaveCount(2);
            CacheVerifier.Verify(_other.Root, Cancel).Problems.Should().BeEmpty();
        }
        finally
        {
            if (Directory.Exists(export)) { Directory.Delete(export, recursive: true); }
            File.Delete(export);
        }
    }

    [Fact]
    public void A_damaged_source_is_refused_as_a_whole()
    {
        Fill(_folder, null, 0, 1, 2);
        CacheExporter.Export(_folder.Root, Target, null, cancellationToken: Cancel);
        string segment = Directory.GetFiles(Target, "*.segment", SearchOption.AllDirectories).Single();
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(segment, bytes);

        Refused(() => CacheImporter.Import(_other.Root, Target, cancellationToken: Cancel), "LLM3008").Severity.Should().Be(Severity.Error);

        _other.ReadAll(0, 3).Should().OnlyContain(a => a == null);
    }

    [Theory]
    [InlineData("../../escape.segment")]
    [InlineData("v1/0123456789abcdef/../../x.segment")]
    [InlineData("v1/readme.txt")]
    public void An_archive_with_anything_else_in_it_is_refused(string entry)
    {
        string archive = Path.Combine(_other.Root, "bad.zip");
        using (ZipArchive zip = ZipFile.Open(archive, ZipArchiveMode.Create))
        {
            using Stream stream = zip.CreateEntry(entry).Open();
            stream.WriteByte(1);
        }

        Refused(() => CacheImporter.Import(_folder.Root, archive, cancellationToken: Cancel), "LLM3016").Message.Should().Contain(entry);
    }

    [Fact]
    public void What_is_no_export_is_told()
    {
        File.WriteAllText(Path.Combine(_other.Root, "text.zip"), "no archive");

        Refused(() => CacheImporter.Import(_folder.Root, Path.Combine(_other.Root, "text.zip"), cancellationToken: Cancel), "LLM3016");
        Refused(() => CacheImporter.Import(_folder.Root, Path.Combine(_other.Root, "absent"), cancellationToken: Cancel), "LLM3016");
    }

    private static void Fill(CacheFolder folder, TimeProvider? time, params int[] numbers)
    {
        using ResponseCache cache = folder.Open(time);
        foreach (int number in numbers) { cache.Partition(CacheFolder.Model).Store(CacheFolder.Key(number), CacheFolder.Answer(number)); }
    }

    private static Answer?[] Read(string directory)
    {
        using ResponseCache cache = ResponseCache.Open(directory, "0.1.0", d => Assert.Fail(d.Message));
        return [.. Enumerable.Range(0, 4).Select(i => cache.Partition(CacheFolder.Model).TryGet(CacheFolder.Key(i)))];
    }

    private static (string, string)[] Files(string path) => File.Exists(path)
        ? [(string.Empty, Convert.ToHexString(File.ReadAllBytes(path)))]
        : [.. Directory.GetFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => (Path.GetRelativePath(path, f), Convert.ToHexString(File.ReadAllBytes(f))))];

    private static Diagnostic Refused(Action action, string code)
    {
        Diagnostic told = action.Should().Throw<LlmEvalException>().Which.Diagnostic;
        told.Code.Should().Be(code);
        return told;
    }
}
