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
        TextWriter console = Console.Out;
        using StringWriter caught = new();
        Console.SetOut(caught);
        try { await code.EvaluateAsync(); }
        finally { Console.SetOut(console); }

        caught.ToString().Should().NotContain("progress of");
        File.ReadAllText(Path.Combine(code.Output, "code", "code.log")).Should().Contain("##llmeval progress of a").And.Contain("from a task");
    }
}
