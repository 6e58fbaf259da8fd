using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LlmEval.Manifests;

namespace LlmEval.Engine.Tests;

/// <summary>The command in a failure's message, whatever characters an id has: a real shell takes it apart, and what it evaluates is that case and no other.</summary>
public sealed class CaseCommandTests : IDisposable
{
    private static readonly string[] s_ids =
    [
        "plain", "Plain", "a b", "aXb", "a;b", "a,b", "a|b", "a*b", "a$b", "a`b", "a\\b", "a!b", "a%b", "a\"b", "it's", "'quoted'", "''", "$HOME", "`id`", "\\u0041", "A", "a=b", "=", "!=", "*", "?", "ü ☃ 🚀", "a&b<c>(d)", "-x", "#1",
    ];

    private readonly Project _project = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task The_command_of_a_case_evaluates_exactly_that_case()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh.");
        _project.Write("evals/odd.eval.yml", "prompt: triage\nmodels: [scripted]\nscore: [{ contains: x }]\ncases:\n"
            + string.Concat(s_ids.Select((id, i) => FormattableString.Invariant($"  - {{ id: {JsonSerializer.Serialize(id)}, vars: {{ ticket: \"T{i}\" }} }}\n"))));
        SuiteResult suite = await _project.Runner().RunSuiteAsync("odd", cancellationToken: Token);
        suite.Cases.Select(c => c.CaseId).Should().Equal(s_ids, suite.FailureMessage);
        Evaluation evaluation = new(EvalEngine.Providers, environment: _project.Environment);
        Manifest manifest = ManifestFile.Read(_project.ManifestPath);

        foreach (CaseResult item in suite.Cases)
        {
            string filter = await FilterAsync(item.Command!);
            EvaluationResult again = await evaluation.RunAsync(new EvaluationRequest { Manifest = manifest, Mode = EvaluationMode.Cached, Filter = filter }, Token);

            again.Outcomes.SelectMany(o => o.Cases).Select(c => c.Id).Should().Equal([item.CaseId], "{0} is what the shell made of {1}", filter, item.Command);
        }
    }

    /// <summary>The filter as a shell hands it to the program.</summary>
    private static async Task<string> FilterAsync(string command)
    {
        ProcessStartInfo start = new("/bin/sh") { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("llmeval() { [ \"$#\" = 5 ] && printf %s \"$5\"; }\n" + command);
        using Process process = Process.Start(start)!;
        string said = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        process.ExitCode.Should().Be(0, command);
        return said;
    }
}
