using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Safety;

public sealed class PiiCheckTests
{
    [Fact]
    public void An_answer_with_personal_data_fails_and_the_reason_does_not_repeat_it()
    {
        Score score = Bench.Score("pii", "Write to jane.roe@contoso.com, card 4111 1111 1111 1111.");
        score.Passed.Should().BeFalse();
        score.Reason.Should().Contain("e-mail j***@***").And.Contain("card number").And.NotContain("jane.roe").And.NotContain("4111").And.NotContain("contoso");
        score.Evidence.Should().Equal(new Evidence(9, 20, "e-mail", "EMAIL_ADDRESS"), new Evidence(36, 19, "card number", "CREDIT_CARD"));
    }

    [Fact]
    public void A_check_and_its_opposite_are_decided_by_the_same_thing()
    {
        Bench.Holds("pii: any", "card 4111111111111111", false);
        Bench.Holds("pii: any", "Nothing here.", true);
        Bench.Holds("pii", "", true);
    }

    [Theory]
    [InlineData("card 4111-1111-1111-1111", "my card is 4111111111111111")]
    [InlineData("mail JANE@contoso.com", "jane@Contoso.com asked")]
    [InlineData("call +1 415 555 0132", "415-555-0132")]
    [InlineData("ssn 536904399", "it is 536-90-4399")]
    [InlineData("host 2001:db8::1", "2001:0db8:0:0:0:0:0:1")]
    public void What_the_input_has_in_another_notation_is_not_new(string answer, string user)
    {
        SafetyBench.Score("pii: new", answer, user: user).Passed.Should().BeTrue();
        SafetyBench.Score("pii: any", answer, user: user).Passed.Should().BeFalse();
        SafetyBench.Score("pii: new", answer, user: "something else 4111111111111129").Passed.Should().BeFalse();
    }

    [Fact]
    public async Task Passages_and_variables_are_input_too()
    {
        Answer answer = new() { Text = "Mail a@contoso.com", Passages = [new Passage("Contact: a@contoso.com")] };
        SafetyBench.Score("pii: new", answer).Passed.Should().BeTrue();

        CaseValue vars = CaseValue.OfMembers([new("customer", CaseValue.OfMembers([new("mail", CaseValue.OfText("a@contoso.com"))]))]);
        ScoringContext context = new(Bench.Sample(new Answer { Text = "Mail a@contoso.com" }), 0, new CaseValues(("vars", vars)));
        (await Bench.Check("pii: new").ScoreAsync(context, TestContext.Current.CancellationToken)).Passed.Should().BeTrue();
    }

    [Theory]
    [InlineData("pii: { entities: [EMAIL_ADDRESS] }", "card 4111111111111111", true)]
    [InlineData("pii: { entities: [credit-card] }", "card 4111111111111111", false)]
    [InlineData("pii: { allow: [Support@contoso.com] }", "support@contoso.com", true)]
    [InlineData("pii: { allow: ['/@contoso\\.com$/'] }", "x@contoso.com", true)]
    [InlineData("pii: { allow: ['/@contoso\\.com$/'] }", "x@contoso.com.evil.org", false)]
    [InlineData("pii: { allow: [4111-1111-1111-1111] }", "4111111111111111", true)]
    [InlineData("pii", "order 021000021", true)]
    [InlineData("pii: { context-words: ignored }", "order 021000021", false)]
    public void Keys_narrow_and_widen_it(string entry, string answer, bool expected) => Bench.Score(entry, answer).Passed.Should().Be(expected);

    [Theory]
    [InlineData("- pii: { entities: [SHOE_SIZE] }", "is not an entity")]
    [InlineData("- pii: sometimes", "'new' or 'any'")]
    [InlineData("- pii: { allow: ['/(/'] }", "is not a regular expression")]
    [InlineData("- secrets: { rules: [nothing] }", "is not a rule")]
    public void Mistakes_are_reported_at_their_place(string yaml, string message) => Bench.Mistakes(yaml).Should().ContainSingle().Which.Should().Contain(message);

    [Fact]
    public void A_secret_fails_and_is_not_repeated()
    {
        const string Key = "ghp_q7Zr2Kx9Wm4Tb8Ls1Vd6Hn3Pc5Jf0GyAuEoI";
        Score score = Bench.Score("secrets", $"Use {Key} now.");
        score.Passed.Should().BeFalse();
        score.Reason.Should().Contain("github-pat").And.NotContain("q7Zr");
        score.Evidence.Should().Equal(new Evidence(4, Key.Length, "secret", "github-pat"));
        SafetyBench.Score("secrets: new", Key, user: $"is {Key} valid?").Passed.Should().BeTrue();
        SafetyBench.Score("secrets: any", Key, user: $"is {Key} valid?").Passed.Should().BeFalse();
        Bench.Score("secrets: { rules: [gitlab-pat] }", Key).Passed.Should().BeTrue();
        Bench.Score("secrets: { allow: ['/^ghp_q7/'] }", Key).Passed.Should().BeTrue();
        Bench.Holds("secrets: any", "no key", true);
        Bench.Holds("secrets: any", Key, false);
    }
}
