using LlmEval.Documents;
using LlmEval.Suites.Variants.Counterfactual;

namespace LlmEval.Core.Tests.Suites.Variants;

public sealed class SlotListTests
{
    public static TheoryData<string> Lists() => [.. SlotLists.Names];

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_has_groups_of_five_entries_and_none_twice(string name)
    {
        IReadOnlyList<SlotGroup> groups = SlotLists.Find(name)!;

        groups.Should().HaveCountGreaterThan(1);
        groups.Select(g => g.Name).Should().OnlyHaveUniqueItems();
        groups.Should().OnlyContain(g => g.Values.Sum(v => v.Kind == CaseValueKind.Mapping ? v.Members.Count : 1) >= 5);
        groups.SelectMany(g => g.Values).Select(v => v.ToText()).Should().OnlyHaveUniqueItems();
        groups.Select(g => g.Values.Count).Distinct().Should().ContainSingle("groups are matched");
    }

    [Theory]
    [InlineData("ages")]
    [InlineData("origins")]
    [InlineData("religions")]
    public void Every_entry_can_follow_the_article_a(string name) =>
        SlotLists.Find(name)!.SelectMany(g => g.Values).Where(v => Articles.NeedsAn(v.Text)).Should().BeEmpty();

    [Fact]
    public void Every_group_of_names_says_its_pronoun() =>
        SlotLists.Find("names")!.Select(g => g.Pronoun).Distinct().Should().BeEquivalentTo("he", "she");

    [Fact]
    public void Every_set_of_pronouns_has_the_same_forms() =>
        SlotLists.Find("pronouns")!.Select(g => string.Join(' ', g.Values.Single().Members.Select(m => m.Key))).Distinct().Should().ContainSingle();

    [Theory]
    [InlineData("apple", true)]
    [InlineData("hour", true)]
    [InlineData("honest man", true)]
    [InlineData("umbrella", true)]
    [InlineData("urban planner", true)]
    [InlineData("Indian", true)]
    [InlineData("11-year-old", true)]
    [InlineData("18", true)]
    [InlineData("84", true)]
    [InlineData("unicorn", false)]
    [InlineData("European", false)]
    [InlineData("user", false)]
    [InlineData("one-eyed cat", false)]
    [InlineData("house", false)]
    [InlineData("118", false)]
    [InlineData("20", false)]
    public void An_goes_before_the_sound_of_a_vowel(string text, bool needsAn) => Articles.NeedsAn(text).Should().Be(needsAn);
}
