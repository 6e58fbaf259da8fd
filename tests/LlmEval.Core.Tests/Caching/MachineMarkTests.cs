using LlmEval.Caching;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

public sealed class MachineMarkTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("llmeval-machine-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void A_machine_keeps_its_mark_and_another_one_with_the_same_home_has_another()
    {
        string mark = MachineMark.Of(_home, mayCreate: true, "alpha")!;
        mark.Should().MatchRegex("^[0-9a-f]{16}$");
        MachineMark.Of(_home, mayCreate: false, "alpha").Should().Be(mark);
        MachineMark.Of(_home, mayCreate: false, "beta").Should().NotBe(mark);
    }

    [Fact]
    public void The_same_name_has_another_mark_under_another_salt()
    {
        string mark = MachineMark.Of(_home, mayCreate: true, "alpha")!;
        File.Delete(Path.Combine(_home, MachineMark.SaltFile));
        MachineMark.Of(_home, mayCreate: true, "alpha").Should().NotBe(mark);
    }

    [Fact]
    public void Who_only_looks_makes_nothing()
    {
        MachineMark.Of(_home, mayCreate: false).Should().BeNull();
        Directory.EnumerateFileSystemEntries(_home).Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    public void A_damaged_salt_is_no_mark(string salt)
    {
        File.WriteAllText(Path.Combine(_home, MachineMark.SaltFile), salt);
        MachineMark.Of(_home, mayCreate: true).Should().BeNull();
    }

    [Fact]
    public void An_answer_comes_back_with_the_mark_of_who_measured_it_and_an_old_one_without()
    {
        CacheKey first = CacheKey.Parse(new string('1', 64)), second = CacheKey.Parse(new string('2', 64));
        using (ResponseCache old = ResponseCache.Open(_home, "1", static _ => { })) { old.Partition("m").Store(first, new Answer { Text = "a" }).Machine.Should().BeNull(); }

        using (ResponseCache here = ResponseCache.Open(_home, "1", static _ => { }, machine: "00000000000000aa"))
        {
            here.Partition("m").Store(second, new Answer { Text = "b" }).Machine.Should().Be("00000000000000aa");
        }

        using ResponseCache other = ResponseCache.Open(_home, "1", static _ => { }, machine: "00000000000000bb");
        other.Partition("m").TryGet(first)!.Machine.Should().BeNull();
        other.Partition("m").TryGet(second)!.Machine.Should().Be("00000000000000aa");
    }
}
