namespace LlmEval.Assemblies.Tests.Evaluations;

/// <summary>Replaces the process's console, which every other test shares: runs while none of them does.</summary>
[Collection(nameof(ConsoleTests))]
[CollectionDefinition(nameof(ConsoleTests), DisableParallelization = true)]
public sealed class ConsoleTests
{
    [Fact]
    public async Task What_the_code_writes_to_the_console_is_in_a_log_and_not_on_the_console()
    {
        using UserCode code = new UserCode().WithRag("""
            [EvalTarget] public async Task<string> Ask(EvalCase c)
            {
                Console.WriteLine($"##llmeval progress of {c.Id}");
                await Task.Run(() => Console.Error.Write("from a task"));
                return "fine";
            }
            """);
        using StringWriter caught = new();
        await EvaluateWithConsoleAsync(code, caught);

        caught.ToString().Should().NotContain("progress of");
        File.ReadAllText(Path.Combine(code.Output, "code", "code.log")).Should().Contain("##llmeval progress of a").And.Contain("from a task");
    }

    [Fact]
    public async Task A_host_that_silences_its_console_still_has_the_log()
    {
        using UserCode code = new UserCode().WithRag("""
            [EvalTarget] public string Ask(EvalCase c)
            {
                Console.Write($"said of {c.Id}");
                return "fine";
            }
            """);
        await EvaluateWithConsoleAsync(code, TextWriter.Null);

        File.ReadAllText(Path.Combine(code.Output, "code", "code.log")).Should().Contain("said of a");
    }

    private static async Task EvaluateWithConsoleAsync(UserCode code, TextWriter output)
    {
        TextWriter console = Console.Out;
        Console.SetOut(output);
        try { await code.EvaluateAsync(); }
        finally { Console.SetOut(console); }
    }
}
