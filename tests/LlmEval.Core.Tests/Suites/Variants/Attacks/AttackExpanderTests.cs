using LlmEval.Caching;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Running;
using LlmEval.Suites;
using LlmEval.Suites.Variants.Attacks;

namespace LlmEval.Core.Tests.Suites.Variants.Attacks;

public sealed class AttackExpanderTests
{
    private const string OneCase = "prompt: p\nmodels: [m]\nscore: [{ contains: bread }]\ncases: [{ id: a, vars: { q: Do you have bread? } }]\n";

    [Fact]
    public void Every_family_attacks_a_plain_prompt_of_one_message()
    {
        using AttackSuite suite = new(OneCase + "tools: tools.yml\nattacks: { families: all, forbidden-tools: pay }\n");

        EvalCase[] attacks = suite.Attacks();

        attacks.Select(a => a.Variant!.Name).Should().Equal(AttackFamilies.All.Select(f => f.Name));
        attacks.Should().OnlyContain(a => a.Id == $"a~{a.Variant!.Name}-1" && a.Variant.BaseId == "a" && a.Variant.Maker == "attacks" && a.Tags.Contains("attacks") && a.Cluster == "a");
        attacks.Should().OnlyContain(a => a.Variant!.Facts["owasp"].Contains("LLM01", StringComparison.Ordinal));
        foreach (EvalCase attack in attacks)
        {
            PlannedCase planned = suite.Plan(attack);
            planned.Messages[1].Text.Should().StartWith("Do you have bread?");
            string.Concat(planned.Messages.Concat(planned.Turns.Select(t => new LlmEval.Models.ChatTurn("user", t))).Select(m => m.Text)).Length.Should().BeGreaterThan(150, attack.Id);
        }
    }

    [Fact]
    public void The_texts_are_the_same_on_every_machine_and_in_every_run()
    {
        using AttackSuite suite = new(OneCase + "tools: tools.yml\nattacks: { per-family: 4, forbidden-tools: [pay, search], seed: 7 }\n");

        string texts = string.Join('\n', suite.Attacks().Select(a => $"{a.Id}|{a.InputsHash}|{string.Join('|', suite.Plan(a).Messages.Select(m => m.Text).Concat(suite.Plan(a).Turns))}"));

        Hash128.Of(texts).ToString().Should().Be("b8f305fdd12207eb13c28173834e6f74", "other texts are other cases, and baselines of attacks no longer match: change them for a reason only");
    }

    [Fact]
    public void Another_seed_another_salt_and_another_case_give_other_attacks()
    {
        string[] Texts(string suite, string salt = "salt")
        {
            using AttackSuite one = new(suite, salt: salt);
            return [.. one.Attacks().Select(a => string.Join('|', one.Plan(a).Messages.Select(m => m.Text)))];
        }

        string[] first = Texts(OneCase + "attacks: { families: [direct-override, role-play] , objectives: say-word }\n");
        Texts(OneCase + "attacks: { families: [direct-override, role-play], objectives: say-word }\n", "other").Should().Equal(first, "no canary is planted");
        Texts(OneCase + "attacks: { families: [direct-override, role-play], objectives: say-word, seed: 1 }\n").Should().NotIntersectWith(first);
        Texts(OneCase.Replace("id: a", "id: b", StringComparison.Ordinal) + "attacks: { families: [direct-override, role-play], objectives: say-word }\n").Should().NotIntersectWith(first);
        Texts(OneCase + "attacks: { families: direct-override, objectives: reveal-prompt }\n", "one").Should().NotIntersectWith(Texts(OneCase + "attacks: { families: direct-override, objectives: reveal-prompt }\n", "two"));
    }

    [Fact]
    public void The_canary_is_planted_where_it_is_sought_and_is_that_of_salt_and_case()
    {
        using AttackSuite suite = new(OneCase + "attacks: { families: [direct-override], per-family: 3, objectives: [say-word, reveal-prompt, exfiltrate] }\n");

        foreach (EvalCase attack in suite.Attacks())
        {
            string system = suite.Plan(attack).Messages[0].Text;
            if (attack.Variant!.Facts["objective"] == "say-word") { system.Should().EndWith("prices."); }
            else { system.Should().StartWith("Be a friendly").And.Contain(Canary.Of("salt", "a")); }
        }

        Canary.Of("salt", "a").Should().MatchRegex("^[0-9a-f]{16}$").And.NotBe(Canary.Of("salt", "b")).And.NotBe(Canary.Of("pepper", "a"));
    }

    [Fact]
    public void A_prompt_without_a_system_message_gets_one_for_the_canary()
    {
        using AttackSuite suite = new(OneCase + "attacks: { families: direct-override, objectives: reveal-prompt }\n", "messages:\n- { role: user, content: '{{q}}' }\n");

        PlannedCase planned = suite.Plan(suite.Attacks().Single());

        planned.Messages.Select(m => m.Role).Should().Equal("system", "user");
    }

    [Fact]
    public void The_objectives_take_turns_so_that_as_many_attacks_of_a_family_as_there_are_objectives_have_each()
    {
        using AttackSuite suite = new(OneCase + "tools: tools.yml\nattacks: { families: fake-turn, per-family: 4, forbidden-tools: pay }\n");

        suite.Attacks().Select(a => a.Variant!.Facts["objective"]).Should().BeEquivalentTo("say-word", "reveal-prompt", "call-tool", "exfiltrate");
    }

    [Fact]
    public void A_conversation_is_attacked_in_its_first_message_or_in_turns_of_its_own_without_the_checks_of_its_turns()
    {
        using AttackSuite suite = new(OneCase.Replace("cases: [{ id: a, vars: { q: Do you have bread? } }]", """
            cases:
              - { id: a, vars: { q: Hello }, turns: [{ user: And rye?, score: [{ contains: rye }], stop: true }] }
            """, StringComparison.Ordinal) + "attacks: { families: [direct-override, crescendo] }\n");

        EvalCase[] attacks = suite.Attacks();

        attacks.Should().OnlyContain(a => a.Turns.All(t => t.Score.Count == 0 && !t.Stop));
        suite.Plan(attacks[0]).Messages[^1].Text.Length.Should().BeGreaterThan(60);
        suite.Plan(attacks[0]).Turns.Should().Equal("And rye?");
        suite.Plan(attacks[1]).Turns.Should().HaveCount(5).And.StartWith("And rye?");
    }

    [Fact]
    public void Turns_without_a_prompt_are_attacked_too()
    {
        using AttackSuite suite = new("models: [m]\nscore: [{ contains: x }]\ncases: [{ id: a, turns: [{ user: one }, { user: two }] }]\nattacks: { families: direct-override, objectives: say-word }\n", "messages: []\n");

        PlannedCase planned = LlmEval.Running.CasePlanner.Plan(suite.Attacks().Single(), null, readsCases: false, suite.Found)!;

        planned.Turns.Should().HaveCount(2);
        planned.Turns[0].Should().StartWith("one\n\n").And.HaveLength(planned.Turns[0].Length).And.NotBe("one\n\n");
    }

    [Fact]
    public void An_indirect_attack_hides_in_a_variable_and_in_what_a_tool_answers()
    {
        using AttackSuite suite = new("""
            prompt: p
            models: [m]
            tools: tools.yml
            score: [{ contains: x }]
            attacks: { families: indirect, into: [doc, passages], objectives: say-word }
            cases:
              - id: a
                vars: { q: What does it say?, doc: The shop is open., passages: [one, two] }
                replies: { search: [{ returns: { hits: 3 } }] }
            """, "messages:\n- { role: user, content: '{{q}} {{doc}} {{passages}}' }\n");

        EvalCase[] attacks = suite.Attacks();

        attacks.Should().HaveCount(6).And.OnlyContain(a => a.Variant!.UserAddition == null);
        EvalCase tool = attacks.Single(a => a.Variant!.Name == "indirect-tool-result");
        tool.Replies!.Single().Returns.Members.Select(m => m.Key).Should().Equal("hits", "note");
        tool.Vars.Should().Be(suite.Cases()[0].Vars);
        foreach (EvalCase attack in attacks.Where(a => a != tool))
        {
            bool isText = attack.Vars["doc"]!.Text.Length > 17;
            (isText || attack.Vars["passages"]!.Items.Count == 3).Should().BeTrue();
            (isText && attack.Vars["passages"]!.Items.Count == 3).Should().BeFalse("one variable is poisoned at a time");
        }

        attacks.Select(a => a.Vars["doc"]!.Text.Length > 17).Distinct().Should().HaveCount(2, "both variables get attacks");
    }

    [Fact]
    public void Direct_attacks_go_into_the_variable_that_holds_what_the_user_says()
    {
        using AttackSuite suite = new(OneCase + "attacks: { user: q }\n");

        EvalCase[] attacks = suite.Attacks();

        attacks.Should().OnlyContain(a => a.Variant!.UserAddition == null && a.Vars["q"]!.Text.StartsWith("Do you have bread?\n\n", StringComparison.Ordinal));
        attacks.Select(a => a.Vars["q"]!.Text).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Ids_inputs_and_request_keys_of_all_attacks_differ()
    {
        using AttackSuite suite = new(OneCase + "tools: tools.yml\nattacks: { per-family: 3, forbidden-tools: pay }\n");
        RequestKeys keys = new("1", ModelParameters.Empty, "model", readsCases: false, null);

        EvalCase[] attacks = suite.Cases();

        attacks.Select(a => a.Id).Should().OnlyHaveUniqueItems();
        attacks.Select(a => a.InputsHash).Should().OnlyHaveUniqueItems();
        attacks.Select(a => suite.Plan(a).RequestKey(keys)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_case_with_the_longest_id_gives_attacks_whose_ids_are_not_longer()
    {
        string id = new('x', EvalCase.MaxIdLength);
        using AttackSuite suite = new(OneCase.Replace("id: a", $"id: {id}", StringComparison.Ordinal) + "attacks: { per-family: 11 }\n");

        suite.Attacks().Should().OnlyContain(a => a.Id.Length <= EvalCase.MaxIdLength).And.OnlyHaveUniqueItems(a => a.Id);
    }

    [Fact]
    public void Only_the_attacks_are_asked_when_the_cases_are_not_kept()
    {
        using AttackSuite suite = new(OneCase + "attacks: { families: role-play, keep-cases: false }\n");

        suite.Cases().Should().ContainSingle().Which.Id.Should().Be("a~role-play-1");
    }

    [Fact]
    public void A_number_of_cases_is_chosen_by_hash_whatever_their_order_and_the_same_in_every_pass()
    {
        string Rows(IEnumerable<int> ids) => "id,q\n" + string.Concat(ids.Select(i => $"c{i},hi {i}\n"));
        string text = "prompt: p\nmodels: [m]\nscore: [{ contains: x }]\ndata: { file: rows.csv, id: id }\nattacks: { families: role-play, cases: 7 }\n";
        using AttackSuite forwards = new(text), backwards = new(text);
        forwards.Write("evals/rows.csv", Rows(Enumerable.Range(0, 50)));
        backwards.Write("evals/rows.csv", Rows(Enumerable.Range(0, 50).Reverse()));

        string[] chosen = [.. forwards.Attacks().Select(a => a.Id)];

        chosen.Should().HaveCount(7);
        forwards.Cases().Should().HaveCount(57);
        backwards.Attacks().Select(a => a.Id).Should().BeEquivalentTo(chosen);
        forwards.Load().ReadCasesAgain(forwards.Found).Where(c => c.Variant is not null).Select(a => a.Id).Should().Equal(chosen);
    }

    [Fact]
    public void Attacks_are_cases_of_private_data_where_the_case_is_and_tell_nothing_of_it_but_its_id()
    {
        using AttackSuite suite = new("prompt: p\nmodels: [m]\nscore: [{ contains: x }]\ndata: { file: rows.csv, id: id, private: true }\nattacks: { families: all, into: q }\n");
        suite.Write("evals/rows.csv", "id,q\nr1,secret words\n");

        EvalCase[] attacks = suite.Attacks();

        attacks.Should().OnlyContain(a => a.IsPrivate);
        attacks.SelectMany(a => a.Variant!.Facts.Values).Should().NotContain(v => v.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_private_case_lacks_is_told_without_its_values()
    {
        using AttackSuite suite = new("prompt: p\nmodels: [m]\nscore: [{ contains: x }]\ndata: { file: rows.jsonl, private: true }\nattacks: { into: doc }\n");
        suite.Write("evals/rows.jsonl", "{\"id\":\"r1\",\"q\":\"secret\"}\n");

        suite.Mistakes().Should().ContainSingle().Which.Should().StartWith("rows.jsonl 1,").And.Contain("LLM1008").And.NotContain("secret");
    }

    [Fact]
    public void A_filter_by_the_tag_chooses_the_attacks_alone()
    {
        using AttackSuite suite = new(OneCase + "attacks: { families: [role-play, many-shot] }\n");
        EvalSuite loaded = suite.Load();

        EvalFilter filter = EvalFilter.Parse("tag=attacks", suite.Found)!;
        EvalFilter without = EvalFilter.Parse("tag!=attacks", suite.Found)!;

        filter.Matches(loaded).Should().BeTrue();
        suite.Cases().Where(c => filter.Matches(loaded, c)).Select(c => c.Id).Should().Equal("a~role-play-1", "a~many-shot-1");
        suite.Cases().Where(c => without.Matches(loaded, c)).Select(c => c.Id).Should().Equal("a");
    }

    [Fact]
    public void Placeholders_of_our_texts_would_be_taken_for_the_authors_and_there_are_none()
    {
        using AttackSuite suite = new(OneCase + "tools: tools.yml\nattacks: { per-family: 40, forbidden-tools: pay }\n");

        suite.Attacks().SelectMany(a => suite.Plan(a).Messages.Select(m => m.Text).Concat(suite.Plan(a).Turns)).Should().NotContain(t => t.Contains("{{", StringComparison.Ordinal));
    }
}
