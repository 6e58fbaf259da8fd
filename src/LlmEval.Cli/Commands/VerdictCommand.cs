using System.CommandLine;
using LlmEval.Comparing.Pooling;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval verdict</c>: several projects judged as one, by their reports.</summary>
internal static class VerdictCommand
{
    public static Command Create()
    {
        Command command = new("verdict", "Judge several projects as one, by the reports of their runs. Starts no model.");
        Argument<string[]> results = new("results") { Description = "report.json of each project's run, or the folders that hold them.", Arity = ArgumentArity.ZeroOrMore };
        Option<string> format = FormatOption.Create("text", "json", "markdown");
        command.Arguments.Add(results);
        command.Options.Add(format);
        command.SetAction(parsed =>
        {
            ProjectReport[] reports = [.. (parsed.GetValue(results) ?? []).Select(r => ProjectReport.Read(GivenPath.Full(r, "A report")))];
            PooledVerdict verdict = PooledVerdict.Of(reports);
            Console.Write(parsed.GetValue(format) switch
            {
                "json" => PooledText.Json(verdict),
                "markdown" => PooledText.Markdown(verdict),
                _ => PooledText.Text(verdict),
            });
            return verdict.ExitStatus;
        });
        return command;
    }
}
