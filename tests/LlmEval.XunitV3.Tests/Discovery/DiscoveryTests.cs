using LlmEval.XunitV3.Discovery;
using Xunit.Sdk;
using Xunit.v3;

namespace LlmEval.XunitV3.Tests.Discovery;

public sealed class DiscoveryTests
{
    [Fact]
    public async Task A_suite_without_code_has_a_test_for_each_case_and_model_and_one_for_each_verdict()
    {
        IReadOnlyList<IXunitTestCase> tests = await Discovered.OfAsync(Discovered.Generated("Greeting"));

        tests.Select(t => t.TestCaseDisplayName).Should().Equal(
            "ann [scripted]", "ann [second]", "bob [scripted]", "bob [second]", "later [scripted]", "later [second]", "verdict of greeting [scripted]", "verdict of greeting [second]");
    }

    [Fact]
    public async Task A_test_is_found_by_suite_case_model_and_each_tag()
    {
        IXunitTestCase ann = await TestAsync("ann [second]");

        Traits(ann).Should().BeEquivalentTo("llmeval=case", "suite=greeting", "case=ann", "model=second", "tag=pr", "tag=smoke", "category=pr", "category=smoke");
        Traits(await TestAsync("verdict of greeting [scripted]")).Should().Contain(["llmeval=verdict", "suite=greeting"]).And.NotContain("llmeval=case");
    }

    [Fact]
    public async Task A_test_points_at_the_line_of_its_case()
    {
        IXunitTestCase bob = await TestAsync("bob [scripted]");

        Path.GetFileName(bob.SourceFilePath).Should().Be("greeting.eval.yml");
        File.ReadAllLines(bob.SourceFilePath!)[bob.SourceLineNumber!.Value - 1].Should().Contain("id: bob");
    }

    [Fact]
    public async Task A_case_that_says_skip_is_a_skipped_test_with_its_reason()
    {
        (await TestAsync("later [scripted]")).SkipReason.Should().Be("see #7");
        (await TestAsync("ann [scripted]")).SkipReason.Should().BeNull();
    }

    [Fact]
    public async Task Every_test_has_an_identity_of_its_own_that_no_folder_and_no_text_is_part_of()
    {
        IReadOnlyList<IXunitTestCase> tests = await Discovered.OfAsync(Discovered.Generated("Greeting"));

        tests.Select(t => t.UniqueID).Should().OnlyHaveUniqueItems();
        string serialized = SerializationHelper.Instance.Serialize(new LlmEvalCase("greeting", "ann", "second"));
        LlmEvalCase again = SerializationHelper.Instance.Deserialize<LlmEvalCase>(serialized)!;
        (again.Suite, again.Id, again.Model).Should().Be(("greeting", "ann", "second"));
        UniqueIDGenerator.ForTestCase(tests[1].TestMethod.UniqueID, null, [again]).Should().Be(tests[1].UniqueID);
    }

    [Fact]
    public async Task A_test_survives_the_way_to_another_process()
    {
        foreach (IXunitTestCase test in await Discovered.OfAsync(Discovered.Generated("Greeting")))
        {
            IXunitTestCase again = (IXunitTestCase)SerializationHelper.Instance.Deserialize(SerializationHelper.Instance.Serialize(test))!;

            again.UniqueID.Should().Be(test.UniqueID);
            (await again.CreateTests()).Should().ContainSingle().Which.TestDisplayName.Should().Be(test.TestCaseDisplayName);
        }
    }

    [Fact]
    public async Task A_suite_that_a_theory_of_the_users_names_has_no_generated_tests()
    {
        (await Discovered.OfAsync(Discovered.Generated("Handed"))).Should().BeEmpty();
        (await Discovered.OfAsync(typeof(OwnCode))).Select(t => t.TestCaseDisplayName).Should().Equal("small", "large", "verdict of handed");
    }

    [Fact]
    public async Task A_theory_with_rows_of_its_own_beside_a_suite_has_the_verdict_still()
    {
        (await Discovered.OfAsync(typeof(MixedTests))).Select(t => t.TestCaseDisplayName).Should().HaveCount(2).And.EndWith("verdict of mixed");
        (await Discovered.OfAsync(Discovered.Generated("Mixed"))).Should().BeEmpty();
    }

    [Fact]
    public async Task A_method_that_is_no_test_takes_no_suite_from_the_generated_class() =>
        (await Discovered.OfAsync(Discovered.Generated("Plain"))).Select(t => t.TestCaseDisplayName).Should().Equal("one", "verdict of plain");

    [Fact]
    public async Task A_theory_of_a_static_class_takes_its_suite()
    {
        (await Discovered.OfAsync(Discovered.Generated("Static"))).Should().BeEmpty();
        (await Discovered.OfAsync(typeof(StaticTests))).Select(t => t.TestCaseDisplayName).Should().Equal("one", "verdict of static");
    }

    [Fact]
    public async Task A_suite_that_is_not_there_is_one_failing_test_that_lists_those_that_are()
    {
        IXunitTestCase test = (await Discovered.OfAsync(typeof(Misspelt))).Should().ContainSingle().Subject;
        IXunitTest run = (await test.CreateTests()).Single();

        Action act = () => run.TestMethod.Method.Invoke(null, run.TestMethodArguments);

        act.Should().Throw<System.Reflection.TargetInvocationException>().WithInnerException<Exception>().Which.Message.Should().Contain("greeeting").And.Contain("greeting");
        Path.GetFileName(test.SourceFilePath).Should().Be("DiscoveryTests.cs");
    }

    [Fact]
    public async Task Cases_come_in_the_order_of_the_suite_and_the_verdict_last()
    {
        IReadOnlyList<IXunitTestCase> tests = await Discovered.OfAsync(Discovered.Generated("Greeting"));

        IReadOnlyCollection<IXunitTestCase> ordered = new LlmEvalTestCaseOrderer().OrderTestCases<IXunitTestCase>([.. tests.Reverse()]);

        ordered.Select(t => t.TestCaseDisplayName.Split(' ')[0]).Should().Equal("ann", "ann", "bob", "bob", "later", "later", "verdict", "verdict");
    }

    [Fact]
    public void A_case_gives_its_variables_what_is_expected_and_its_tags()
    {
        LlmEvalCase item = new("handed", "large", null);

        (item["a"], item["vars.b"], item.ExpectedText).Should().Be(("40", "2", "42"));
        new LlmEvalCase("greeting", "ann", "second").Tags.Should().Equal("pr", "smoke");
        item.Invoking(i => i["c"]).Should().Throw<KeyNotFoundException>().WithMessage("*'large'*'c'*a, b*");
    }

    private static async Task<IXunitTestCase> TestAsync(string name) =>
        (await Discovered.OfAsync(Discovered.Generated("Greeting"))).Single(t => t.TestCaseDisplayName == name);

    private static IEnumerable<string> Traits(IXunitTestCase test) => test.Traits.SelectMany(t => t.Value.Select(v => $"{t.Key}={v}"));
}

/// <summary>No test of its own, because it is not public; the test above asks for it.</summary>
#pragma warning disable xUnit1000
internal sealed class Misspelt
{
    [LlmEvalTheory]
    [LlmEvalSuite("greeeting")]
    public Task Cases(LlmEvalCase item) => Task.FromResult(item);
}
