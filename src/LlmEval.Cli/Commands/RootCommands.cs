using System.CommandLine;

namespace LlmEval.Cli.Commands;

/// <summary>The command line as a whole.</summary>
internal static class RootCommands
{
    public static RootCommand Create() => new("Regression tests for the LLM features of a .NET project.")
    {
        ValidateCommand.Create(),
        PlanCommand.Create(),
        RunCommand.Create(),
        AcceptCommand.Create(),
        ReportCommand.Create(),
        CompareCommand.Create(),
        MatrixCommand.Create(),
        HistoryCommand.Create(),
        VerdictCommand.Create(),
        ChecksCommand.Create(),
        ScoreCommand.Create(),
        CacheCommand.Create(),
        ModelsCommand.Create(),
        RuntimeCommand.Create(),
        BuildCommand.Create(),
    };
}
