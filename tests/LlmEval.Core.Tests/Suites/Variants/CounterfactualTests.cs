using LlmEval.Model;
using LlmEval.Suites;
using LlmEval.Suites.Variants.Counterfactual;

namespace LlmEval.Core.Tests.Suites.Variants;

public sealed class CounterfactualTests : IDisposable
{
    private readonly SuiteFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_case_is_asked_with_values_of_every_group_and_as_it_is()
    {
        EvalCase[] cases = Cases("slots: { name: { groups: { a: [Ann, Ada], b: [Bob, Ben] } } }", "{ id: x, vars: { name: Zoe, n: 1 }, tags: [t], must-pass: true }");

        cases.Select(c => c.Id).Should().Equal("x", "x~name.a.1", "x~name.b.1");
        EvalCase variant = cases[2];
        variant.Vars["n"]!.Text.Should().Be("1");
        variant.Vars["name"]!.Text.Should().BeOneOf("Bob", "Ben");
        variant.Variant!.Facts.Should().Equal(new Dictionary<string, string> { ["slot"] = "name", ["group"] = "b", ["reference"] = "a", ["pair"] = "1" });
        (variant.Cluster, variant.MustPass).Should().Be(("x", false));
        variant.Tags.Should().Equal("counterfactual", "t");
        cases.Select(c => c.InputsHash).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_case_without_a_slot_stays_alone_and_one_without_its_value_is_only_expanded()
    {
        Cases("slots: { name: { groups: { a: [Ann], b: [Bob] } } }", "{ id: x, vars: { other: 1 } }", "{ id: y, vars: { name: null } }")
            .Select(c => c.Id).Should().Equal("x", "y~name.a.1", "y~name.b.1");
    }

    [Fact]
    public void Values_depend_on_nothing_but_seed_case_and_list()
    {
        string[] Values(int seed, params string[] cases) => [.. Cases($"slots: {{ name: names }}\n  per-group: 2\n  seed: {seed}", cases).Select(c => $"{c.Id} {c.Vars["name"]!.Text}")];

        string[] first = Values(7, "{ id: x, vars: { name: null } }");
        first.Should().HaveCount(28);
        first[..4].Should().Equal("x~name.anglo-man.1 Todd", "x~name.anglo-man.2 Geoffrey", "x~name.anglo-woman.1 Heather", "x~name.anglo-woman.2 Kristen");
        Values(7, "{ id: w, vars: { name: null } }", "{ id: x, vars: { name: null } }")[28..].Should().Equal(first);
        Values(8, "{ id: x, vars: { name: null } }").Should().NotEqual(first);
    }

    [Fact]
    public void Slots_vary_one_at_a_time_while_the_others_are_filled_by_their_reference()
    {
        EvalCase[] cases = Cases("slots: { name: { groups: { a: [Ann], b: [Bob] } }, age: { groups: { young: ['20'], old: ['70'] } } }\n  reference: { age: old }", "{ id: x, vars: { name: null, age: null } }");

        cases.Select(c => $"{c.Id} {c.Vars["name"]} {c.Vars["age"]} {c.Variant!.Facts["reference"]}").Should().Equal(
            "x~name.a.1 Ann 70 a", "x~name.b.1 Bob 70 a", "x~age.young.1 Ann 20 old", "x~age.old.1 Ann 70 old");
    }

    [Fact]
    public void Crossed_slots_vary_together()
    {
        EvalCase[] cases = Cases("slots: { name: { groups: { a: [Ann], b: [Bob] } }, age: { groups: { young: ['20'], old: ['70'] } } }\n  cross: true", "{ id: x, vars: { name: null, age: null } }");

        cases.Select(c => $"{c.Id} {c.Vars["name"]} {c.Vars["age"]}").Should().Equal("x~a+young.1 Ann 20", "x~a+old.1 Ann 70", "x~b+young.1 Bob 20", "x~b+old.1 Bob 70");
        cases.Should().OnlyContain(c => c.Variant!.Facts["reference"] == "a+young" && c.Variant.Facts["slot"] == "name+age");
    }

    [Fact]
    public void Pronouns_keep_the_form_that_the_case_has_or_give_all()
    {
        Cases("slots: { pronoun: pronouns }", "{ id: x, vars: { pronoun: Himself } }").Select(c => c.Vars["pronoun"]!.Text).Should().Equal("Himself", "Himself", "Herself", "Themselves");

        EvalCase they = Cases("slots: { pronoun: pronouns }", "{ id: x, vars: { pronoun: null } }")[^1];
        they.Find("pronoun.Subject")!.Text.Should().Be("They");
        they.Find("pronoun.have")!.Text.Should().Be("have");
    }

    [Fact]
    public void Pronouns_can_follow_the_names()
    {
        EvalCase[] cases = Cases("slots: { name: { list: names, only: [anglo-man, anglo-woman] }, pronoun: { follows: name } }", "{ id: x, vars: { name: null, pronoun: null } }");

        cases.Select(c => c.Find("pronoun.object")!.Text).Should().Equal("him", "her");
    }

    [Fact]
    public void Groups_come_from_a_file_which_is_then_one_of_the_suite()
    {
        string file = _project.Write("evals/groups.yml", "groups: { a: [Ann], b: { pronoun: he, values: [Bob] } }");
        EvalSuite suite = _project.Suite("counterfactual: { slots: { name: { file: groups.yml, groups: { c: [Cid] } } } }\ncases: [{ id: x, vars: { name: null } }]")!;

        _project.Found.Items.Should().BeEmpty();
        suite.Files.Should().Contain(file);
        suite.ReadCases(_project.Found).Select(c => c.Vars["name"]!.Text).Should().Equal("Ann", "Bob", "Cid");
    }

    [Fact]
    public void Two_hundred_characters_of_id_are_enough()
    {
        string id = new('x', 200);
        EvalCase[] cases = Cases("slots: { name: names }", $"{{ id: {id}, vars: {{ name: null }} }}", $"{{ id: {id[1..]}y, vars: {{ name: null }} }}");

        cases.Should().HaveCount(28).And.OnlyContain(c => c.Id.Length <= 200);
        cases.Select(c => c.Id).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Rows_of_private_data_say_nothing_when_they_do_not_fit()
    {
        _project.Write("evals/rows.csv", "id,pronoun\n1,secretword\n");
        EvalSuite suite = _project.Suite("counterfactual: { slots: { pronoun: pronouns } }\ndata: { file: rows.csv, id: id, private: true }")!;

        suite.ReadCases(_project.Found).Should().ContainSingle();
        _project.Found.Items.Should().ContainSingle().Which.Message.Should().NotContain("secretword").And.NotContain("pronoun");
    }

    [Fact]
    public void Rows_of_a_file_are_expanded_with_their_cluster()
    {
        _project.Write("evals/rows.csv", "id,name,family\n1,Zoe,f\n");
        EvalSuite suite = _project.Suite("counterfactual: { slots: { name: { groups: { a: [Ann], b: [Bob] } } } }\ndata: { file: rows.csv, id: id, cluster: family }")!;

        EvalCase[] cases = [.. suite.ReadCases(_project.Found)];
        cases.Select(c => c.Id).Should().Equal("1", "1~name.a.1", "1~name.b.1");
        cases.Should().OnlyContain(c => c.Cluster == "f");
    }

    [Theory]
    [InlineData("{}", "LLM1006", "needs 'slots'")]
    [InlineData("{ slots: {} }", "LLM1003", "1 to 5 variables")]
    [InlineData("{ slots: { name: nmes } }", "LLM1015", "Did you mean 'names'")]
    [InlineData("{ slots: { name: names }, reference: anglo }", "LLM1003", "no group of any slot")]
    [InlineData("{ slots: { name: names }, reference: { nome: anglo-man } }", "LLM1003", "'nome'")]
    [InlineData("{ slots: { name: names }, per-group: 7 }", "LLM1003", "has 6 values")]
    [InlineData("{ slots: { p: pronouns }, per-group: 2 }", "LLM1003", "one set of forms")]
    [InlineData("{ slots: { name: names }, margin: 5 }", "LLM1003", "3 points")]
    [InlineData("{ slots: { name: names, age: ages, from: origins, faith: religions }, cross: true }", "LLM1003", "more than 1000")]
    [InlineData("{ slots: { name: { groups: { a: [x] } } } }", "LLM1003", "at least two groups")]
    [InlineData("{ slots: { name: { groups: { a: [x], b: [x] } } } }", "LLM1003", "in the group 'a' already")]
    [InlineData("{ slots: { name: { groups: { a: [x], b: [] } } } }", "LLM1003", "at least one value")]
    [InlineData("{ slots: { name: { groups: { a: [x], b: [{ s: y }] } } } }", "LLM1003", "mixes texts")]
    [InlineData("{ slots: { name: { groups: { 'a b': [x], b: [y] } } } }", "LLM1003", "name of a group")]
    [InlineData("{ slots: { name: { list: names, only: [anglo] } } }", "LLM1003", "no group of the slot")]
    [InlineData("{ slots: { name: { list: names, groups: { anglo-man: [Zed] } } } }", "LLM1016", "there twice")]
    [InlineData("{ slots: { name: { file: none.yml } } }", "LLM1013", "none.yml")]
    [InlineData("{ slots: { name: ages, pronoun: { follows: name } } }", "LLM1003", "does not say its pronoun")]
    [InlineData("{ slots: { pronoun: { follows: name } } }", "LLM1003", "no slot of its own list")]
    public void Mistakes_are_told_where_they_stand(string node, string code, string text)
    {
        _project.Suite($"counterfactual: {node}\ncases: [{{ id: x }}]");

        Diagnostic told = _project.Found.Items.Should().ContainSingle().Subject;
        (told.Code, told.Location.Line).Should().Be((code, 1));
        told.Message.Should().Contain(text);
    }

    [Fact]
    public void A_pronoun_that_may_be_several_forms_is_a_mistake_of_the_case()
    {
        _project.Suite("counterfactual: { slots: { pronoun: pronouns } }\ncases:\n  - { id: x, vars: { pronoun: her } }")!.ReadCases(_project.Found).Should().ContainSingle();

        Diagnostic told = _project.Found.Items.Should().ContainSingle().Subject;
        (told.Code, told.Location.Line).Should().Be(("LLM1003", 3));
        told.Message.Should().Contain("object or possessive").And.Contain("{{pronoun.object}}");
    }

    [Theory]
    [InlineData("I am a {{origin}} cook.", "x: [Dutch], y: [Indian]", "'a {{origin}}' becomes 'a Indian'")]
    [InlineData("An {{ origin }} cook.", "x: [Indian], y: [Dutch]", "'An {{origin}}' becomes 'An Dutch'")]
    [InlineData("I am a {{origin}} cook.", "x: [Dutch], y: [Danish]", null)]
    [InlineData("Vitamina {{origin}}", "x: [Dutch], y: [Indian]", null)]
    [InlineData("Ask {{origin}}.", "x: [{ subject: he }], y: [{ subject: she }]", "several grammatical forms")]
    public void Bad_grammar_around_a_slot_is_a_warning_at_the_text(string user, string groups, string? warning)
    {
        EvalSuite suite = _project.Suite($"counterfactual: {{ slots: {{ origin: {{ groups: {{ {groups} }} }} }} }}\ncases:\n  - {{ id: x, vars: {{ origin: null }}, turns: [{{ user: '{user}' }}] }}")!;
        SlotGrammar grammar = SlotGrammar.Of(suite)!;
        foreach (EvalCase testCase in suite.ReadCases(_project.Found)) { grammar.Check(null, testCase, _project.Found); }

        if (warning is null) { _project.Found.Items.Should().BeEmpty(); }
        else
        {
            Diagnostic told = _project.Found.Items.Should().ContainSingle().Subject;
            (told.Code, told.Severity, told.Location.Line).Should().Be(("LLM1031", Severity.Warning, 3));
            told.Message.Should().Contain(warning);
        }
    }

    private EvalCase[] Cases(string plan, params string[] cases)
    {
        EvalSuite suite = _project.Suite($"counterfactual:\n  {plan}\ncases:\n{string.Concat(cases.Select(c => $"  - {c}\n"))}")!;
        EvalCase[] read = [.. suite.ReadCases(_project.Found)];
        _project.Found.Items.Should().BeEmpty();
        return read;
    }
}
