namespace LlmEval.Core.Tests.Suites.Variants.Attacks;

public sealed class AttackReaderTests
{
    private const string Suite = "prompt: p\nmodels: [m]\nscore: [{ contains: x }]\ncases: [{ id: a, vars: { q: hi, n: 3 } }]\n";

    [Theory]
    [InlineData("attacks: all\n", 27)]
    [InlineData("attacks: encoding\n", 7)]
    [InlineData("attacks: [indirect, role-play]\n", 7)]
    [InlineData("attacks: { }\n", 27)]
    [InlineData("attacks: { families: poisoning, per-family: 3, cases: all }\n", 6)]
    [InlineData("tools: tools.yml\nattacks: all\n", 28)]
    [InlineData("attacks: { user: q }\n", 26)]
    [InlineData("attacks: { user: q, families: crescendo }\n", 1)]
    [InlineData("attacks: { objectives: say-word }\n", 25)]
    [InlineData("attacks: { objectives: exfiltrate, families: exfiltration }\n", 2)]
    public void Families_are_named_one_by_one_by_group_or_all(string attacks, int count)
    {
        using AttackSuite suite = new(Suite + attacks);

        suite.Attacks().Length.Should().Be(count);
    }

    [Theory]
    [InlineData("attacks: 3\n", "5,10 LLM1003 'attacks' must be a mapping")]
    [InlineData("attacks:\n", "5,9 LLM1003 'attacks' must be a mapping")]
    [InlineData("attacks: { familys: all }\n", "5,12 LLM1002 'familys' is not a key of 'attacks'. Did you mean 'families'")]
    [InlineData("attacks: [rot13]\n", "5,11 LLM1003 'rot13' is not a family of attacks")]
    [InlineData("attacks: [role-play, role-play]\n", "5,22 LLM1016 'role-play' is named twice")]
    [InlineData("attacks: [role-play, all]\n", "5,22 LLM1003 'all' stands alone")]
    [InlineData("attacks: []\n", "5,10 LLM1003 'families' of 'attacks' is an empty list")]
    [InlineData("attacks: { families: { a: 1 } }\n", "5,22 LLM1003 'families' of 'attacks' must be a text or a list of texts")]
    [InlineData("attacks: { objectives: [say-wrod] }\n", "5,25 LLM1003 'say-wrod' is not an objective of attacks. Did you mean 'say-word'")]
    [InlineData("attacks: { objectives: call-tool }\n", "5,24 LLM1006 The objective 'call-tool' needs the tools that must not be called")]
    [InlineData("attacks: { objectives: tool-argument }\n", "5,24 LLM1006 The objective 'tool-argument' needs tools")]
    [InlineData("attacks: { forbidden-tools: pay }\n", "5,29 LLM1015 'pay' is forbidden, but the suite has no tools")]
    [InlineData("tools: tools.yml\nattacks: { forbidden-tools: pya }\n", "6,29 LLM1015 There is no tool 'pya' in the suite's 'tools'")]
    [InlineData("tools: tools.yml\nattacks: { forbidden-tools: pay, objectives: say-word }\n", "6,29 LLM1003 'forbidden-tools' is used by the objective 'call-tool' only")]
    [InlineData("attacks: { families: markdown-image, objectives: say-word }\n", "5,22 LLM1003 The family 'markdown-image' has only the objective 'exfiltrate'")]
    [InlineData("attacks: { families: tool-argument }\n", "5,22 LLM1003 The family 'tool-argument' has only the objective 'tool-argument'")]
    [InlineData("attacks: { per-family: 0 }\n", "5,24 LLM1003")]
    [InlineData("attacks: { cases: some }\n", "5,19 LLM1003")]
    [InlineData("attacks: { cases: 0 }\n", "5,19 LLM1003")]
    [InlineData("attacks: { seed: -1 }\n", "5,18 LLM1003")]
    [InlineData("attacks: { keep-cases: maybe }\n", "5,24 LLM1003")]
    [InlineData("attacks: { families: '{{q}}' }\n", "5,22 LLM1021 Placeholders are not allowed in 'attacks'")]
    [InlineData("attacks: { into: doc }\n", "4,9 LLM1008 The case 'a' has no text or list of texts 'doc'")]
    [InlineData("attacks: { user: n, families: role-play }\n", "4,9 LLM1008 The case 'a' has no text or list of texts 'n', into which 'attacks' of the suite puts its attacks. Give it one, or mend 'user'.")]
    [InlineData("attacks: { user: [q] }\n", "5,18 LLM1003 'user' of 'attacks' must be a text")]
    [InlineData("attacks: { into: n }\n", "4,9 LLM1008 The case 'a' has no text or list of texts 'n'")]
    public void A_mistake_is_told_where_it_stands(string attacks, string expected)
    {
        using AttackSuite suite = new(Suite + attacks);

        suite.Mistakes().Should().ContainSingle().Which.Should().StartWith("s.eval.yml " + expected);
    }

    [Fact]
    public void A_file_of_tools_with_mistakes_is_no_second_mistake()
    {
        using AttackSuite suite = new(Suite + "tools: tools.yml\nattacks: { forbidden-tools: pay }\n");
        suite.Write("evals/tools.yml", "3");

        suite.Mistakes().Should().ContainSingle().Which.Should().StartWith("tools.yml");
    }

    [Fact]
    public void Attacks_are_inherited_and_replaced_as_a_whole()
    {
        using AttackSuite suite = new(Suite);
        suite.Write("evals/defaults.eval.yml", "attacks: [role-play, many-shot]\n");
        suite.Attacks().Should().HaveCount(2);

        suite.Write("evals/s.eval.yml", Suite + "attacks: crescendo\n");
        suite.Attacks().Should().ContainSingle();
    }
}
