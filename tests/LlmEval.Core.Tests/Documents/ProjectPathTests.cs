using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Documents;

public sealed class ProjectPathTests : IDisposable
{
    private readonly ProjectFolder _outer = new();
    private readonly DiagnosticBag _found = new();
    private readonly string _project;

    public ProjectPathTests()
    {
        _outer.Write("secret.csv", "a");
        _outer.Write("project/data/rows.csv", "a");
        _outer.Write("project/evals/s.eval.yml", "a");
        _project = _outer.Full("project");
    }

    [Theory]
    [InlineData("../data/rows.csv")]
    [InlineData("..\\data\\rows.csv")]
    public void A_path_is_relative_to_the_document_and_may_go_up_inside_the_project(string path) =>
        Resolve(path).Should().Be(_outer.Full("project/data/rows.csv"));

    [Theory]
    [InlineData("../../secret.csv", "LLM1014")]
    [InlineData("../../project2/rows.csv", "LLM1014")]
    [InlineData("/etc/passwd", "LLM1014")]
    [InlineData("C:\\data\\rows.csv", "LLM1014")]
    [InlineData("\\\\server\\share\\rows.csv", "LLM1014")]
    [InlineData("none.csv", "LLM1013")]
    [InlineData("../data", "LLM1013")]
    [InlineData(" ", "LLM1003")]
    public void A_path_that_leaves_the_project_or_leads_nowhere_is_refused(string path, string code)
    {
        Resolve(path).Should().BeNull();

        _found.Items.Should().ContainSingle().Which.Code.Should().Be(code);
        _found.Items[0].Location.Line.Should().Be(7);
    }

    [Fact]
    public void A_link_out_of_the_project_is_refused_and_one_inside_is_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        File.CreateSymbolicLink(_outer.Full("project/evals/inside.csv"), "../data/rows.csv");
        File.CreateSymbolicLink(_outer.Full("project/evals/outside.csv"), "../../secret.csv");
        Directory.CreateSymbolicLink(_outer.Full("project/evals/folder"), "../..");
        File.CreateSymbolicLink(_outer.Full("project/evals/circle.csv"), "circle.csv");

        Resolve("inside.csv").Should().NotBeNull();
        _found.Items.Should().BeEmpty();
        Resolve("outside.csv").Should().BeNull();
        Resolve("folder/secret.csv").Should().BeNull();
        Resolve("circle.csv").Should().BeNull();
        _found.Items.Select(d => d.Code).Should().Equal("LLM1014", "LLM1014", "LLM1014");
    }

    public void Dispose() => _outer.Dispose();

    private string? Resolve(string path) =>
        ProjectPath.Resolve(path, new ScalarNode(new Location(_outer.Full("project/evals/s.eval.yml"), 7), path, ScalarKind.Text), _project, _found);
}
