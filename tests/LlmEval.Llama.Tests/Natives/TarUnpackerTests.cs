using System.Formats.Tar;
using System.IO.Compression;
using LlmEval.Llama.Natives;

namespace LlmEval.Llama.Tests.Natives;

public sealed class TarUnpackerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Wanted_files_are_unpacked()
    {
        await UnpackAsync(name => name == "skip" ? null : name, File("a/b.txt", "hello"), File("skip", "x"));

        (await System.IO.File.ReadAllTextAsync(_folder["target/a/b.txt"], Tests.Token)).Should().Be("hello");
        System.IO.File.Exists(_folder["target/skip"]).Should().BeFalse();
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/evil-of-llmeval-tests")]
    public async Task An_entry_that_leaves_the_folder_is_refused(string name)
    {
        Func<Task> unpack = () => UnpackAsync(n => n, File(name, "x"));

        await unpack.Should().ThrowAsync<InvalidDataException>();
        System.IO.File.Exists(_folder["evil"]).Should().BeFalse();
        System.IO.File.Exists("/evil-of-llmeval-tests").Should().BeFalse();
    }

    [Fact]
    public async Task Links_are_left_out()
    {
        await UnpackAsync(n => n, new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/etc/passwd" }, File("file", "x"));

        Directory.GetFileSystemEntries(_folder["target"]).Should().ContainSingle().Which.Should().EndWith("file");
    }

    [Fact]
    public async Task A_damaged_archive_is_refused()
    {
        Directory.CreateDirectory(_folder["target"]);
        await System.IO.File.WriteAllBytesAsync(_folder["a.tgz"], [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7], Tests.Token);

        Func<Task> unpack = () => TarUnpacker.UnpackAsync(_folder["a.tgz"], _folder["target"], n => n, Tests.Token);

        await unpack.Should().ThrowAsync<Exception>().Where(e => e is InvalidDataException || e is EndOfStreamException);
    }

    private static PaxTarEntry File(string name, string text) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) };

    private async Task UnpackAsync(Func<string, string?> place, params PaxTarEntry[] entries)
    {
        Directory.CreateDirectory(_folder["target"]);
        await using (FileStream file = System.IO.File.Create(_folder["a.tgz"]))
        await using (GZipStream zip = new(file, CompressionLevel.Fastest))
        await using (TarWriter writer = new(zip))
        {
            foreach (PaxTarEntry entry in entries) { await writer.WriteEntryAsync(entry, Tests.Token); }
        }

        await TarUnpacker.UnpackAsync(_folder["a.tgz"], _folder["target"], place, Tests.Token);
    }
}
