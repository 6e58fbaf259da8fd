using System.Runtime.CompilerServices;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Model;

public sealed class HashIndexTests
{
    [Fact]
    public void It_finds_what_was_added_and_nothing_else_however_large_it_grows()
    {
        HashIndex<int> index = new();
        for (int i = 0; i < 5000; i++) { index.Add(Of(i), i); }

        index.Count.Should().Be(5000);
        Enumerable.Range(0, 5000).Select(i => index.Find(Of(i))).Should().Equal(Enumerable.Range(0, 5000));
        Unsafe.IsNullRef(ref index.Find(Of(5000))).Should().BeTrue();
    }

    [Fact]
    public void Hashes_of_one_bucket_are_told_apart()
    {
        HashIndex<int> index = new();
        index.Add(new Hash128(1, 1), 1);
        index.Add(new Hash128(1, 2), 2);

        index.Find(new Hash128(1, 1)).Should().Be(1);
        index.Find(new Hash128(1, 2)).Should().Be(2);
        Unsafe.IsNullRef(ref index.Find(new Hash128(1, 3))).Should().BeTrue();
    }

    [Fact]
    public void What_is_found_can_be_changed_in_place()
    {
        HashIndex<int> index = new();
        index.Add(Of(1), 1);

        index.Find(Of(1)) = 7;

        index.Find(Of(1)).Should().Be(7);
    }

    private static Hash128 Of(int number) => Hash128.Of($"case {number}");
}
