using System.Security.Cryptography;
using LlmEval.Llama.Files;

namespace LlmEval.Llama.Tests.Files;

public sealed class FileHashesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _reads = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_unchanged_file_is_read_once_by_all_processes()
    {
        string path = Write("model.gguf", "abc");

        string first = await CreateSut().GetAsync(path, Tests.Token);
        string second = await CreateSut().GetAsync(path, Tests.Token);

        first.Should().Be(Convert.ToHexStringLower(SHA256.HashData("abc"u8)));
        second.Should().Be(first);
        _reads.Should().ContainSingle();
        CreateSut().Remembered(path).Should().Be(first);
    }

    [Fact]
    public async Task A_changed_file_of_the_same_size_is_read_again()
    {
        string path = Write("model.gguf", "abc");
        await CreateSut().GetAsync(path, Tests.Token);
        Write("model.gguf", "abd", hour: 2);

        string hash = await CreateSut().GetAsync(path, Tests.Token);

        hash.Should().Be(Convert.ToHexStringLower(SHA256.HashData("abd"u8)));
    }

    [Fact]
    public async Task A_file_put_in_place_of_another_with_its_size_and_time_is_read_again()
    {
        string path = Write("model.gguf", "abc");
        await CreateSut().GetAsync(path, Tests.Token);
        File.Move(Write("other.gguf", "abd"), path, overwrite: true);

        string hash = await CreateSut().GetAsync(path, Tests.Token);

        hash.Should().Be(Convert.ToHexStringLower(SHA256.HashData("abd"u8)));
    }

    [Fact]
    public async Task Entries_of_others_and_damaged_entries_are_not_believed()
    {
        string path = Write("model.gguf", "abc");
        string other = Write("other.gguf", "xyz");
        await CreateSut().GetAsync(path, Tests.Token);
        string entry = Entries().Single();
        await CreateSut().GetAsync(other, Tests.Token);
        string foreign = await File.ReadAllTextAsync(Entries().Single(e => e != entry), Tests.Token);
        string own = await File.ReadAllTextAsync(entry, Tests.Token);
        string right = Convert.ToHexStringLower(SHA256.HashData("abc"u8));

        foreach (string text in (string[])[foreign, own[..^20], string.Empty, "[]", "null", own.Replace(right[..8], "00000000", StringComparison.Ordinal)])
        {
            await File.WriteAllTextAsync(entry, text, Tests.Token);
            (await CreateSut().GetAsync(path, Tests.Token)).Should().Be(right, "the entry was: {0}", text);
        }
    }

    [Fact]
    public async Task A_file_that_was_just_written_is_not_remembered()
    {
        string path = _folder["new.gguf"];
        await File.WriteAllTextAsync(path, "abc", Tests.Token);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(5));

        await CreateSut().GetAsync(path, Tests.Token);

        CreateSut().Remembered(path).Should().BeNull();
    }

    [Fact]
    public async Task Many_at_once_agree_and_leave_no_temporary_file()
    {
        string path = Write("model.gguf", new string('x', 100_000));

        string[] hashes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => CreateSut().GetAsync(path, Tests.Token), Tests.Token)));

        hashes.Distinct().Should().ContainSingle();
        Entries().Should().ContainSingle().Which.Should().EndWith(".json");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_costs_only_the_memory()
    {
        string path = Write("model.gguf", "abc");
        await File.WriteAllTextAsync(_folder["hashes"], "a file where the folder should be", Tests.Token);

        string hash = await CreateSut().GetAsync(path, Tests.Token);

        hash.Should().HaveLength(64);
        _reads.Should().Contain(r => r.Contains("cannot be remembered"));
    }

    private FileHashes CreateSut() => new(_folder["hashes"], TimeProvider.System, line => { lock (_reads) { _reads.Add(line); } });

    private string[] Entries() => Directory.GetFiles(_folder["hashes"]);

    private string Write(string name, string text, int hour = 1)
    {
        string path = _folder[name];
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, hour, 0, 0, DateTimeKind.Utc));
        return path;
    }
}
