using FsCheck;
using FsCheck.Fluent;
using LlmEval.Worker.Scheduling;

namespace LlmEval.Worker.Tests.Scheduling;

public sealed class PrefixChoiceTests
{
    private static readonly int[] s_prompt = [.. Enumerable.Range(0, 100)];

    [Fact]
    public void What_two_others_share_is_kept() =>
        PrefixChoice.Length(s_prompt, [Like(60), Like(60)], kept: 0).Should().Be(60);

    [Fact]
    public void One_other_is_not_enough() =>
        PrefixChoice.Length(s_prompt, [Like(60), Like(3)], kept: 0).Should().Be(0);

    [Fact]
    public void A_short_beginning_of_many_beats_a_long_one_of_few()
    {
        IEnumerable<int[]> others = Enumerable.Repeat(Like(50), 10).Concat([Like(70), Like(70)]);

        PrefixChoice.Length(s_prompt, others, kept: 0).Should().Be(50);
    }

    [Fact]
    public void What_is_kept_already_is_not_gained_again()
    {
        PrefixChoice.Length(s_prompt, [Like(60), Like(60)], kept: 50).Should().Be(0);
        PrefixChoice.Length(s_prompt, [Like(90), Like(90)], kept: 50).Should().Be(90);
    }

    [Fact]
    public void The_last_token_is_never_shared() =>
        PrefixChoice.Length(s_prompt, [s_prompt, s_prompt, s_prompt], kept: 0).Should().Be(s_prompt.Length - 1);

    [Fact]
    public void What_is_chosen_is_common_to_enough_others_and_shorter_than_the_prompt() => Prop.ForAll(
        Gen.Choose(0, 100).ListOf().ToArbitrary(),
        lengths =>
        {
            int chosen = PrefixChoice.Length(s_prompt, lengths.Select(Like), kept: 10);
            return chosen == 0
                || (chosen < s_prompt.Length && chosen >= 10 + PrefixChoice.Least && lengths.Count(l => l >= chosen) >= PrefixChoice.Sharers);
        }).QuickCheckThrowOnFailure();

    private static int[] Like(int length) => [.. s_prompt.Take(length), -1];
}
