using LlmEval.Core.Tests.Documents;
using LlmEval.Documents;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Suites;

public sealed class SuiteDefaultsTests : IDisposable
{
    private readonly SuiteFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void The_nearer_word_wins_key_by_key()
    {
        _project.Write("defaults.eval.yml", """
            models: [far]
            tags: [far]
            parameters: { temperature: 1, seed: 1 }
            limits: { time: 1h }
            gate: { regression: default, floor: { a: 1 } }
            effort: quick
            """);
        _project.Write("evals/defaults.eval.yaml", "models: near\nparameters: { temperature: 0.5, top-k: 3 }\neffort: cheap\n");

        EvalSuite suite = _project.Suite("cases: [{ id: a }]\neffort: standard\nparameters: { top-k: 4 }\nlimits: { tokens: 5 }\ngate: { floor: { b: 1 } }\n")!;

        _project.Found.Items.Should().BeEmpty();
        suite.Models.Should().ContainSingle().Which.Should().Match<LocatedName>(m => m.Name == "near" && m.Location.File == _project.Full("evals/defaults.eval.yaml"));
        suite.Tags.Should().Equal("far");
        suite.CasesInPlace[0].Tags.Should().Equal("far");
        (suite.Parameters.Temperature, suite.Parameters.Seed, suite.Parameters.TopK).Should().Be((0.5, 1, 4));
        (suite.Limits.Time, suite.Limits.Tokens).Should().Be((TimeSpan.FromHours(1), 5));
        CaseValue.From(suite.Gate!, _project.Found)!.ToJson().Should().Be("""{"regression":"default","floor":{"b":1}}""");
        suite.Effort.Should().Be(Effort.Standard);
        suite.Files.Should().Equal(_project.Full("defaults.eval.yml"), _project.Full("evals/defaults.eval.yaml"), _project.Full("evals/s.eval.yml"));
    }

    [Theory]
    [InlineData("", "a,b")]
    [InlineData("score: [c]\n", "c")]
    [InlineData("score+: [c]\n", "a,b,c")]
    public void Checks_are_replaced_or_added(string own, string checks)
    {
        _project.Write("defaults.eval.yml", "score: [a]\n");
        _project.Write("evals/defaults.eval.yml", "score+: [b]\n");

        EvalSuite suite = _project.Suite($"cases: [{{ id: a }}]\n{own}")!;

        _project.Found.Items.Should().BeEmpty();
        string.Join(',', suite.Score.Cast<ScalarNode>().Select(s => s.Text)).Should().Be(checks);
    }

    [Theory]
    [InlineData("name: x\n", "LLM1003 1")]
    [InlineData("effort: cheap\ncases: [{ id: b }]\n", "LLM1003 2")]
    [InlineData("tgas: [x]\n", "LLM1002 1")]
    [InlineData("effort: {{x}}\n", "LLM1001 1")]
    [InlineData("effort: huge\n", "LLM1003 1")]
    [InlineData("- x\n", "LLM1003 1")]
    public void A_mistake_in_defaults_is_reported_there(string text, string place)
    {
        string file = _project.Write("evals/defaults.eval.yml", text);

        _project.Suite("cases: [{ id: a }]\n");

        _project.Found.Lines().Should().Equal(place);
        _project.Found.Items[0].Location.File.Should().Be(file);
    }

    [Fact]
    public void Two_files_of_defaults_in_one_folder_are_refused()
    {
        _project.Write("evals/defaults.eval.yml", "effort: cheap\n");
        _project.Write("evals/defaults.eval.yaml", "effort: quick\n");

        _project.Suite("cases: [{ id: a }]\n");

        _project.Found.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1016");
    }

    [Fact]
    public void Nothing_is_inherited_from_outside_the_project_or_from_beside_the_way()
    {
        _project.Write("defaults.eval.yml", "effort: quick\n");
        _project.Write("project/other/defaults.eval.yml", "effort: cheap\n");
        _project.Write("project/evals/s.eval.yml", "cases: [{ id: a }]\n");

        SuiteFile.Load(_project.Full("project/evals/s.eval.yml"), _project.Full("project"), _project.Found)!.Effort.Should().BeNull();

        SuiteFile.IsDefaults("/x/defaults.eval.yml").Should().BeTrue();
        SuiteFile.IsDefaults("/x/my-defaults.eval.yml").Should().BeFalse();
    }

    [Fact]
    public void Inherited_data_stand_beside_the_defaults()
    {
        _project.Write("rows.csv", "a\n1\n");
        _project.Write("defaults.eval.yml", "data: rows.csv\n");

        _project.Suite("prompt: p\n")!.ReadCases(_project.Found).Should().ContainSingle();

        _project.Found.Items.Should().BeEmpty();
    }
}
