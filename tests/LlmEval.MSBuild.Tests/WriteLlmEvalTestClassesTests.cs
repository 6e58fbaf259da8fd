using System.Text.Json;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LlmEval.MSBuild.Tests;

public sealed class WriteLlmEvalTestClassesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("refund-agent.eval.yml", "RefundAgent")]
    [InlineData("2nd.eval.yml", "_2nd")]
    [InlineData("class.eval.yaml", "Class")]
    [InlineData("cases.eval.yml", "CasesSuite")]
    [InlineData("über uns.eval.yml", "ÜberUns")]
    [InlineData("....yml", "Suite")]
    public void A_class_is_named_after_its_suite(string file, string name) =>
        Written(Suite("tests/evals/" + file)).Should().Contain($"public sealed class {name}\n");

    [Fact]
    public void Suites_of_one_name_are_told_apart_by_folder_then_project_then_number()
    {
        string text = Written(Suite("tests/evals/triage.eval.yml"), Suite("tests/more/triage.eval.yml"), Suite("tests/evals/Handbook.eval.yml"),
            Suite("app/evals/handbook.eval.yml", "app/App.csproj"), Suite("app/evals/hand-book.eval.yml", "app/App.csproj"));

        text.Should().Contain("class EvalsTriage\n").And.Contain("class MoreTriage\n");
        text.Should().Contain("class ShopTestsEvalsHandbook\n").And.Contain("class AppEvalsHandBook\n").And.Contain("class AppEvalsHandbook_2\n");
    }

    [Fact]
    public void A_suite_is_named_by_its_path_from_the_test_project_and_once()
    {
        string text = Written(Suite("app/evals/a b.eval.yml", "app/App.csproj"), Suite("app/evals/a b.eval.yml", "app/App.csproj"));

        text.Split("LlmEvalSuiteAttribute(@\"../app/evals/a b.eval.yml\")").Should().HaveCount(2);
        text.Should().Contain("namespace @my_tests.@LlmEvalTests\n");
    }

    [Theory]
    [InlineData("a#b/c%20d.eval.yml")]
    [InlineData("a?b/c&d+e.eval.yml")]
    [InlineData("a b/ü中😀.eval.yml")]
    [InlineData("..a/b..c/'d'.eval.yml")]
    public void Any_path_leads_to_its_suite(string path)
    {
        string literal = Written(Suite("tests/" + path)).Split("LlmEvalSuiteAttribute(@\"")[1].Split("\")]")[0];

        literal.Should().Be(path);
    }

    [Fact]
    public void An_item_may_name_its_class_or_have_none()
    {
        TaskItem named = Suite("tests/evals/a.eval.yml"), none = Suite("tests/evals/b.eval.yml");
        named.SetMetadata("TestClass", "Apples");
        none.SetMetadata("TestClass", "none");

        Written(named, none).Should().Contain("class Apples\n").And.NotContain("b.eval.yml");
    }

    [Fact]
    public void What_is_switched_off_is_left_out()
    {
        string text = Written(t => (t.Classes, t.Fixture, t.Orderer) = (false, false, false), Suite("tests/evals/a.eval.yml"));

        text.Should().NotContain("class ").And.NotContain("assembly:");
    }

    [Fact]
    public void The_list_beside_the_assembly_has_each_manifest_once_in_order()
    {
        WriteLlmEvalTestManifest task = new()
        {
            BuildEngine = new FakeBuildEngine(),
            ProjectFile = _folder["tests/Shop.Tests.csproj"],
            OutputFile = _folder["bin/Shop.Tests.llmeval.json"],
            Suites = [Suite("tests/evals/a.eval.yml"), Suite("tests/evals/b.eval.yml"), Suite("app/evals/c.eval.yml", "app/App.csproj")],
        };

        task.Execute().Should().BeTrue();

        JsonElement root = JsonDocument.Parse(File.ReadAllText(task.OutputFile)).RootElement;
        root.GetProperty("formatVersion").GetInt32().Should().Be(1);
        root.GetProperty("project").GetString().Should().Be(task.ProjectFile);
        root.GetProperty("manifests").EnumerateArray().Select(m => m.GetString()).Should().Equal(_folder["tests/obj/manifest.json"], _folder["app/obj/manifest.json"]);
    }

    private TaskItem Suite(string path, string project = "tests/Shop.Tests.csproj")
    {
        // As MSBuild has it: a % is escaped.
        TaskItem item = new(_folder[path].Replace("%", "%25"));
        item.SetMetadata("LlmEvalProject", _folder[project]);
        item.SetMetadata("LlmEvalManifest", Path.Combine(Path.GetDirectoryName(_folder[project])!, "obj", "manifest.json"));
        return item;
    }

    private string Written(params ITaskItem[] suites) => Written(_ => { }, suites);

    private string Written(Action<WriteLlmEvalTestClasses> set, params ITaskItem[] suites)
    {
        WriteLlmEvalTestClasses task = new()
        {
            BuildEngine = new FakeBuildEngine(),
            ProjectFile = _folder["tests/Shop.Tests.csproj"],
            OutputFile = _folder["obj/tests.g.cs"],
            Namespace = "my-tests.LlmEvalTests",
            Suites = suites,
        };
        set(task);
        task.Execute().Should().BeTrue();
        return File.ReadAllText(task.OutputFile);
    }
}
