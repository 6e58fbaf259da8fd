using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Suites;

public sealed class SkipTests : IDisposable
{
    private readonly SuiteFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("the service is down", "the service is down")]
    [InlineData("'  two   spaces '", "two spaces")]
    [InlineData(">-\n      two\n\n      lines", "two lines")]
    public void The_reason_is_one_line(string written, string reason) =>
        Cases($"cases:\n  - id: a\n    skip: {written}\n").Single().Skip.Should().Be(reason);

    [Theory]
    [InlineData("true", "must give the reason")]
    [InlineData("yes", "must give the reason")]
    [InlineData("''", "must give the reason")]
    [InlineData("12", "must give the reason")]
    [InlineData("[a]", "must give the reason")]
    [InlineData("false", "Remove the key")]
    public void What_is_no_reason_is_a_mistake(string written, string message)
    {
        Cases($"cases:\n  - id: a\n    skip: {written}\n").Should().BeEmpty();

        Diagnostic found = _project.Found.Items[0];
        (found.Code, found.Location.Line).Should().Be(("LLM1003", 3));
        found.Message.Should().Contain(message);
    }

    [Fact]
    public void A_reason_has_a_longest_length()
    {
        Cases($"cases: [{{ id: a, skip: {new string('x', EvalCase.MaxSkipLength)} }}]\n").Should().ContainSingle();
        Cases($"cases: [{{ id: a, skip: {new string('x', EvalCase.MaxSkipLength + 1)} }}]\n").Should().BeEmpty();
    }

    [Fact]
    public void A_row_with_vars_may_be_skipped_and_elsewhere_it_is_a_variable()
    {
        EvalCase[] cases = _project.Rows("rows.jsonl", "{\"id\": \"a\", \"vars\": {\"q\": 1}, \"skip\": \"later\"}\n{\"id\": \"b\", \"skip\": \"later\"}\n");

        cases.Select(c => (c.Skip, c.Vars.Find("skip")?.Text)).Should().Equal(("later", null), (null, "later"));
    }

    [Fact]
    public void A_reason_is_no_input_of_the_case()
    {
        EvalCase[] asked = Cases("cases: [{ id: a, vars: { q: 1 } }]\n"), skipped = Cases("cases: [{ id: a, vars: { q: 1 }, skip: later }]\n");

        skipped.Single().InputsHash.Should().Be(asked.Single().InputsHash);
    }

    private EvalCase[] Cases(string suite) => [.. _project.Suite(suite)!.ReadCases(_project.Found)];
}
