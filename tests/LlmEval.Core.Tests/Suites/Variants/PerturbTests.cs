using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Suites;
using LlmEval.Suites.Variants;
using LlmEval.Suites.Variants.Perturb;

namespace LlmEval.Core.Tests.Suites.Variants;

public sealed class PerturbTests : IDisposable
{
    private const string Text = "Please send order 4711 to https://example.org/Home today, my account {{name}} is a@b.example.";

    private readonly SuiteFolder _project = new();

    public static TheoryData<string> Kinds() => [.. PerturbReader.Kinds.Select(k => k.Name)];

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("typos", "Please send ordeer 4711 to https://example.org/Home today, my account {{name}} is a@b.example.")]
    [InlineData("case", "please send order 4711 to https://example.org/Home today, my account {{name}} is a@b.example.")]
    [InlineData("homoglyphs", "Please send order 4711 t\u043E https://example.org/Home today, my account {{name}} is a@b.example.")]
    public void A_kind_writes_the_same_on_every_machine(string kind, string expected) => Apply(kind, Text, 0.05).Should().Be(expected);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Digits_addresses_and_placeholders_stay(string kind)
    {
        for (int seed = 0; seed < 200; seed++)
        {
            string changed = Apply(kind, Text, 0.5, seed % 3, seed) ?? Text;
            changed.Should().Contain("4711").And.Contain("https://example.org/Home").And.Contain("{{name}}").And.Contain("a@b.example");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_text_stays_valid_keeps_its_digits_and_changes_within_the_rate(string kind)
    {
        string[] pieces = ["hello", "Straße", "naïve", "e\u0301", "😀", "42", "3.14", " ", "  ", "\n", "A) one\nB) two\nC) three\n", "1. x\r\n2. y\r\n", "{{v}}", "שלום", "مرحبا", "`code`", "<b>", "http://x.y/z", "don't", "ﬁ", "\t", "information", "\u200d"];
        Prop.ForAll(Gen.Elements(pieces).ListOf().Select(string.Concat).ToArbitrary(), text =>
        {
            for (int seed = 0; seed < 5; seed++)
            {
                if (Apply(kind, text, 0.1, seed % 3, seed) is not { } changed) { continue; }

                _ = new UnicodeEncoding(false, false, throwOnInvalidBytes: true).GetBytes(changed);
                string Digits(string t) => string.Concat(t.Where(char.IsDigit));
                if (kind == "option-order") { Digits(changed).Order().Should().Equal(Digits(text).Order()); }
                else { Digits(changed).Should().Be(Digits(text)); }

                if (kind is "typos" or "homoglyphs") { Spelling.Distance(text, changed).Should().BeLessThanOrEqualTo(2 * Math.Max(1, (int)(text.Count(char.IsLetter) * 0.1))); }

                if (kind is "spacing" or "case") { changed.ToLowerInvariant().Where(c => !char.IsWhiteSpace(c)).Should().Equal(text.ToLowerInvariant().Where(c => !char.IsWhiteSpace(c))); }
            }
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Ten_megabytes_are_no_trouble(string kind)
    {
        string text = string.Concat(Enumerable.Repeat("A long text of words and of 12 numbers without end \n", 200_000));
        (Apply(kind, text, 0.01) ?? text).Length.Should().BeGreaterThan(text.Length / 2);
    }

    [Fact]
    public void A_case_gets_variants_of_each_kind_with_its_own_checks()
    {
        EvalCase[] cases = Cases("{ kinds: [typos, case], per-kind: 2, seed: 3 }", "{ id: x, vars: { q: 'please explain recursion' }, score: [contains: stack] }");

        cases.Select(c => c.Id).Should().Equal("x", "x~typos.1", "x~typos.2", "x~case.1", "x~case.2");
        cases.Skip(1).Should().OnlyContain(c => c.ScoreReplace!.Count == 1 && c.Variant!.BaseId == "x" && c.Cluster == "x" && c.Tags.Contains("perturb"));
        cases.Select(c => c.Vars["q"]!.Text).Should().OnlyHaveUniqueItems();
        Cases("{ kinds: [typos, case], per-kind: 2, seed: 3 }", "{ id: x, vars: { q: 'please explain recursion' }, score: [contains: stack] }")
            .Select(c => c.InputsHash).Should().Equal(cases.Select(c => c.InputsHash));
    }

    [Fact]
    public void What_checks_use_and_what_is_no_text_stays()
    {
        _project.Write("evals/rows.csv", "key,question,answer,n\nk,what is the capital,Paris indeed,1000\n");
        EvalSuite suite = _project.Suite("perturb: [case]\nscore: [equals: '{{answer}}']\ndata: { file: rows.csv, id: key }")!;

        EvalCase variant = suite.ReadCases(_project.Found).Last();
        variant.Vars.Members.Select(m => $"{m.Key}={m.Value}").Should().Equal("key=k", "question=WHAT IS THE CAPITAL", "answer=Paris indeed", "n=1000");
    }

    [Fact]
    public void Turns_of_the_user_are_changed_around_their_placeholders()
    {
        EvalCase variant = Cases("{ kinds: case, into: turns }", "{ id: x, vars: { what: tea }, turns: [{ user: 'bring me {{what}}', stop: true }] }")[^1];

        variant.Turns.Single().User.Source.Should().Be("BRING ME {{what}}");
        variant.Turns.Single().Stop.Should().BeTrue();
        variant.Vars["what"]!.Text.Should().Be("tea");
    }

    [Fact]
    public void Named_variables_alone_are_changed() =>
        Cases("{ kinds: [case], into: [a] }", "{ id: x, vars: { a: one, b: two } }")[^1].Vars.Members.Select(m => m.Value.Text).Should().Equal("ONE", "two");

    [Theory]
    [InlineData("vars: { q: \"Choose:\\nA) red\\nB) blue\\nC) green\\n\" }, expected: blue", true)]
    [InlineData("vars: { q: \"Choose:\\n(1) red\\n(2) blue\" }, expected: { answer: Blue }", true)]
    [InlineData("vars: { q: \"Choose:\\nA) red\\nB) blue\\nC) green\\n\" }, expected: B", false)]
    [InlineData("vars: { q: \"Choose:\\nA) red\\nB) blue\\n\" }, expected: { text: blue, label: B }", false)]
    [InlineData("vars: { q: \"Choose:\\nA) red\\nB) blue\\n\" }, expected: yellow", false)]
    [InlineData("vars: { q: \"Choose:\\nA) red\\nB) all of the above\\n\" }, expected: red", false)]
    [InlineData("vars: { q: \"Choose:\\nA) red\\nC) blue\\n\" }, expected: red", false)]
    [InlineData("vars: { q: \"Choose:\\n1. red\\n2. blue\\n\" }", true)]
    [InlineData("vars: { q: \"Choose:\\n1. red\\n2. blue\\n\" }, score: [contains: '2']", false)]
    [InlineData("vars: { options: [red, blue, green] }, expected: green", true)]
    [InlineData("vars: { options: [red, blue, green] }, expected: 1", false)]
    [InlineData("vars: { q: no options here }", false)]
    public void Options_change_places_only_where_the_expectation_survives(string test, bool applies)
    {
        EvalCase[] cases = Cases("[option-order]", $"{{ id: x, {test} }}");

        cases.Should().HaveCount(applies ? 2 : 1);
        if (applies)
        {
            string Sorted(EvalCase c) => string.Concat(c.Vars.ToJson().Order());
            Sorted(cases[1]).Should().Be(Sorted(cases[0]));
            cases[1].Vars.Should().NotBe(cases[0].Vars);
        }
    }

    [Theory]
    [InlineData("{ kinds: [typo] }", "Did you mean 'typos'")]
    [InlineData("{ kinds: [] }", "names none")]
    [InlineData("{ into: [] }", "names no variable")]
    [InlineData("{ rate: 0 }", "'rate'")]
    [InlineData("{ per-kind: 0 }", "'per-kind'")]
    [InlineData("yes", "must be a mapping")]
    public void Mistakes_are_told_where_they_stand(string node, string text)
    {
        _project.Suite($"perturb: {node}\ncases: [{{ id: x }}]");

        Diagnostic told = _project.Found.Items.Should().ContainSingle().Subject;
        (told.Code, told.Location.Line).Should().Be(("LLM1003", 1));
        told.Message.Should().Contain(text);
    }

    private static string? Apply(string kind, string text, double rate, int round = 0, int seed = 1) =>
        PerturbReader.Kinds.Single(k => k.Name == kind).Apply(text, rate, round, SeededRandom.Of($"{seed}"));

    private EvalCase[] Cases(string plan, params string[] cases)
    {
        EvalSuite suite = _project.Suite($"perturb: {plan}\ncases:\n{string.Concat(cases.Select(c => $"  - {c}\n"))}")!;
        EvalCase[] read = [.. suite.ReadCases(_project.Found)];
        _project.Found.Items.Should().BeEmpty();
        return read;
    }
}
