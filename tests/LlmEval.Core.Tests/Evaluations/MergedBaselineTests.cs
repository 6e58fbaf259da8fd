using LlmEval.Gating.Baselines;
using LlmEval.Model;
using static LlmEval.Core.Tests.GitFolder;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>Two branches that accept, merged by git itself.</summary>
public sealed class MergedBaselineTests : IDisposable
{
    private const string Suite = "evals/greet.eval.yml";
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    private string Baseline => Path.GetRelativePath(_project.Folder, _project.BaselinePath);

    /// <summary>Main has thirty accepted cases; two branches edit a case each and accept.</summary>
    private async Task<(int Status, string Output)> MergeAsync(string left, string right, string? attributes = null)
    {
        _project.Write(Suite, "prompt: greet\nmodels: [m]\nscore:\n  - contains: Hello\ncases:\n"
            + string.Concat(Enumerable.Range(10, 30).Select(i => $"  - {{ id: c{i}, vars: {{ name: N{i} }} }}\n\n\n\n")));
        _project.Write(".gitignore", "obj/\nhome/\ncalls.log\n");
        if (attributes is not null) { _project.Write(".gitattributes", attributes + "\n"); }

        Must(_project.Folder, "init", "-q", "-b", "main");
        await AcceptAsync("first");
        Must(_project.Folder, "checkout", "-q", "-b", "other");
        _project.Replace(Suite, $"name: {right} ", "name: Right ");
        await AcceptAsync("right");
        Must(_project.Folder, "checkout", "-q", "main");
        _project.Replace(Suite, $"name: {left} ", "name: Left ");
        await AcceptAsync("left");
        return Git(_project.Folder, "merge", "-q", "--no-edit", "other");
    }

    private async Task AcceptAsync(string message)
    {
        await _project.RunAsync();
        (await _project.AcceptAsync(message)).IsRefused.Should().BeFalse();
        Must(_project.Folder, "add", "-A");
        Must(_project.Folder, "commit", "-q", "-m", message);
    }

    private Baseline Read() => LlmEval.Gating.Baselines.Baseline.Load(_project.BaselinePath, new DiagnosticBag())!;

    private void Resolve(Func<string[], IEnumerable<string>> how) => _project.Write(Baseline, string.Join('\n', how(_project.Read(Baseline).Split('\n'))));

    private static IEnumerable<string> WithoutMarkers(string[] lines) => lines.Where(l => !(l.StartsWith("<<<<<<<", StringComparison.Ordinal) || l.StartsWith("=======", StringComparison.Ordinal) || l.StartsWith(">>>>>>>", StringComparison.Ordinal)));

    [Fact]
    public async Task Accepts_of_different_cases_conflict_and_both_kept_by_hand_are_known_as_merged()
    {
        (int status, string output) = await MergeAsync("N10", "N39");

        status.Should().NotBe(0, "two accepts follow the same one, so that git cannot put them in order: {0}", output);
        EvaluationResult conflict = await _project.BuildAsync();
        conflict.Diagnostics.Should().Contain(d => d.Code == "LLM1024" && d.Message.Contains("merge conflicts"));

        Resolve(WithoutMarkers);
        Read().Integrity.Should().Be(BaselineIntegrity.Merged);
        EvaluationResult merged = await _project.BuildAsync();
        Diagnostic told = merged.Diagnostics.Single(d => d.Code == "LLM2028");
        (told.Severity, told.Location.File).Should().Be((Severity.Warning, _project.BaselinePath));
        told.Message.Should().Contain("merged from two").And.Contain("Run the gate once on main");

        await _project.RunAsync();
        (await _project.AcceptAsync("merged")).Written.Should().ContainSingle("its cases are right one by one, but its record is not");
        Read().Integrity.Should().Be(BaselineIntegrity.AsAccepted);
        (await _project.BuildAsync()).Diagnostics.Should().NotContain(d => d.Code == "LLM2028");
    }

    [Fact]
    public async Task One_accept_kept_with_the_cases_of_both_is_not_what_was_accepted()
    {
        await MergeAsync("N10", "N39");

        bool theirs = false;
        Resolve(lines => WithoutMarkers([.. lines.Where(l =>
        {
            theirs = l.StartsWith("=======", StringComparison.Ordinal) || (theirs && !l.StartsWith(">>>>>>>", StringComparison.Ordinal));
            return !theirs;
        })]));

        Read().Integrity.Should().Be(BaselineIntegrity.Edited);
        (await _project.BuildAsync()).Diagnostics.Should().Contain(d => d.Code == "LLM2028" && d.Message.Contains("is not what was accepted on"));
    }

    [Fact]
    public async Task A_union_merge_is_known_as_merged_and_one_of_the_same_case_cannot_be_read()
    {
        (int status, string output) = await MergeAsync("N10", "N39", "*.baseline.jsonl merge=union");

        status.Should().Be(0, output);
        Read().Integrity.Should().Be(BaselineIntegrity.Merged);
    }

    [Fact]
    public async Task A_union_merge_of_the_same_case_has_it_twice()
    {
        await MergeAsync("N10", "N10", "*.baseline.jsonl merge=union");
        DiagnosticBag found = new();

        LlmEval.Gating.Baselines.Baseline.Load(_project.BaselinePath, found).Should().BeNull();

        found.Items.Should().ContainSingle().Which.Message.Should().Contain("there twice");
    }

    [Fact]
    public async Task Without_merging_by_lines_the_file_stays_the_accept_of_one_side()
    {
        (int status, string output) = await MergeAsync("N10", "N39", "*.baseline.jsonl -merge");

        status.Should().NotBe(0, output);
        Read().Integrity.Should().Be(BaselineIntegrity.AsAccepted, "git keeps ours whole and says that there is a conflict");
        Read().Entries[^1].Reason.Should().Be("left");
    }

    [Fact]
    public async Task A_renamed_suite_says_what_its_baseline_becomes_and_that_is_no_edit()
    {
        await _project.RunAsync();
        await _project.AcceptAsync("first");
        _project.Replace(Suite, "prompt: greet", "name: welcome\nprompt: greet");

        EvaluationResult lost = await _project.BuildAsync();
        lost.Diagnostics.Should().Contain(d => d.Code == "LLM2004" && d.Message.Contains("rename the file to welcome.m.baseline.jsonl and write \"suite\":\"welcome\" in its first line"));

        File.Move(_project.BaselinePath, _project.BaselinePath.Replace("greet.m", "welcome.m", StringComparison.Ordinal));
        string renamed = Baseline.Replace("greet.m", "welcome.m", StringComparison.Ordinal);
        _project.Replace(renamed, "\"suite\":\"greet\"", "\"suite\":\"welcome\"");
        EvaluationResult found = await _project.BuildAsync();
        found.Diagnostics.Should().NotContain(d => d.Code == "LLM2004" || d.Code == "LLM2028");
        found.Outcomes.Single().IsUnchanged.Should().BeTrue();
    }
}
