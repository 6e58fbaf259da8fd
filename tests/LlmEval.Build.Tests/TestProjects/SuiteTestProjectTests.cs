using System.Text.RegularExpressions;
using LlmEval.Build.Tests.Behaviour;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.TestProjects;

public sealed class SuiteTestProjectTests(SuiteTestProject project) : IClassFixture<SuiteTestProject>
{
    private static readonly string[] s_names = [.. Enumerable.Range(1, 12).Select(i => FormattableString.Invariant($"t{i:00}")), "verdict of triage", "left", "right", "later", "verdict of class"];

    [Fact]
    public async Task Both_runners_list_each_case_and_verdict_and_ask_nothing()
    {
        int asked = project.App.Calls().Count;

        CommandResult vstest = await project.VsTestAsync("--list-tests"), platform = await project.PlatformAsync("--list-tests");

        Lines(vstest).Should().Contain(s_names);
        Lines(platform).Should().Contain(s_names);
        project.App.Calls().Should().HaveCount(asked);
    }

    [Fact]
    public async Task A_suite_that_was_accepted_with_a_failure_is_green_ten_times_running_and_red_when_strict()
    {
        int asked = project.App.Calls().Count;
        for (int run = 0; run < 10; run++)
        {
            CommandResult result = await project.ProgramAsync("-trait", "suite=triage");
            result.ExitCode.Should().Be(0, result.Output);
            result.Output.Should().Contain("Total: 13").And.Contain("Skipped: 1");
        }

        (await project.VsTestAsync("--filter", "case=t07")).Output.Should().MatchRegex(@"(?i)known failure since");
        project.App.Calls().Should().HaveCount(asked, "the answers are the baseline's");

        (await project.Sandbox.DotNetAsync("msbuild", "-t:LlmEvalValidate", "-p:LlmEvalCaseTests=Strict")).MustPass();
        CommandResult strict = await project.ProgramAsync("-trait", "case=t07");
        (await project.Sandbox.DotNetAsync("msbuild", "-t:LlmEvalValidate")).MustPass();
        strict.ExitCode.Should().NotBe(0);
        strict.Output.Should().Contain("Failed: 1").And.Contain("LlmEvalCaseTests=Strict");
    }

    [Fact]
    public async Task One_case_by_its_trait_is_one_test_that_asks_for_one_case_and_the_rest_shares_a_batch()
    {
        int before = project.App.Asked();
        CommandResult one = await project.VsTestAsync("--filter", "case=left");
        int afterOne = project.App.Asked();
        one.Output.Should().Contain("Total tests: 1").And.Contain("Passed left");

        CommandResult all = await project.PlatformAsync("--filter-trait", "suite=class");

        all.Output.Should().MatchRegex("total: 4").And.MatchRegex("succeeded: 3").And.MatchRegex("skipped: 1");
        int perCase = afterOne - before;
        perCase.Should().BePositive();
        project.App.Asked().Should().Be(afterOne + perCase, "what the first run was told is in the cache, and skipped cases are not asked");
        (await project.VsTestAsync("--filter", "category=smoke")).Output.Should().Contain("Total tests: 1").And.Contain("Passed right");
    }

    [Fact]
    public async Task A_suite_that_cannot_be_read_is_one_failing_test_at_its_line_while_others_run()
    {
        string suite = project.App.Read("evals/class.eval.yml");
        try
        {
            project.App.WithFile("evals/class.eval.yml", suite.Replace("score:", "score: [", StringComparison.Ordinal));

            CommandResult result = await project.ProgramAsync();

            result.ExitCode.Should().NotBe(0);
            result.Output.Should().Contain("Failed: 1").And.MatchRegex(@"class\.eval\.yml\(\d+,\d+\): error LLM1001").And.Contain("Total: 14", "thirteen tests of the sound suite ran");
        }
        finally
        {
            project.App.WithFile("evals/class.eval.yml", suite);
        }
    }

    [Fact]
    public async Task A_broken_suite_of_the_test_project_is_a_warning_of_its_build_and_a_failing_test()
    {
        project.Tests.WithFile("evals/broken.eval.yml", "score: [\n");
        try
        {
            BuildResult build = (await project.Sandbox.BuildAsync(project.Tests.File)).MustPass();
            
            // Not that of another test, which counts what is asked.
            CommandResult result = await project.ProgramAsync("-trait-", "suite=class");


            build.Warnings.Should().ContainSingle(w => w.Code == "LLM1001").Which.File.Should().EndWith("broken.eval.yml");
            result.ExitCode.Should().NotBe(0);
            result.Output.Should().Contain("Failed: 1").And.MatchRegex(@"broken\.eval\.yml\(\d+,\d+\): error LLM1001").And.Contain("Total: 14", "the thirteen tests of the sound suite ran");
        }
        finally
        {
            File.Delete(Path.Combine(project.Tests.Directory, "evals", "broken.eval.yml"));
            (await project.Sandbox.BuildAsync(project.Tests.File)).MustPass();
        }
    }

    [Fact]
    public async Task Tests_are_the_same_when_texts_change_lines_move_and_the_assembly_lies_elsewhere()
    {
        IReadOnlyDictionary<string, string> before = Ids(await project.ProgramAsync("-list", "full"));
        string suite = project.App.Read("evals/class.eval.yml"), elsewhere = Path.Combine(project.Sandbox.Root, "elsewhere");
        try
        {
            project.App.WithFile("evals/class.eval.yml", "# a line more\n\n" + suite.Replace("ticket: Right", "ticket: Very right", StringComparison.Ordinal));
            foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(project.TestAssembly)!)) { Directory.CreateDirectory(elsewhere); File.Copy(file, Path.Combine(elsewhere, Path.GetFileName(file))); }

            CommandResult result = await project.Sandbox.RunAsync("elsewhere", "exec", "tests.dll", "-noColor", "-list", "full");

            Ids(result).Should().BeEquivalentTo(before).And.HaveCount(s_names.Length);
        }
        finally
        {
            project.App.WithFile("evals/class.eval.yml", suite);
        }
    }

    private static string[] Lines(CommandResult result) => [.. result.Output.Split('\n').Select(l => l.Trim())];

    private static Dictionary<string, string> Ids(CommandResult listed) =>
        Regex.Matches(listed.Output, "Display name: +\"(?<name>[^\"]+)\".*?ID: +(?<id>[0-9a-f]+)", RegexOptions.Singleline, TimeSpan.FromSeconds(5)).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["id"].Value);
}
