using System.CommandLine;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Reporting;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval report</c>: prints the last report again.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        Command command = new("report", "Print the report of the last evaluation.");
        ProjectOptions project = new();
        project.AddTo(command);
        Option<string> format = new("--format") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        command.Options.Add(format);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Manifest manifest = await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
            string path = Path.Combine(manifest.OutputDirectory, parsed.GetValue(format) == "json" ? JsonReport.Name : TextReport.Name);
            if (!File.Exists(path))
            {
                throw new LlmEvalException(Diagnostics.Usage.At(new Location(path), "There is no report yet. Run 'llmeval run' or 'dotnet build -t:LlmEval' first."));
            }

            Console.Write(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
            return ExitStatus.Success;
        });
        return command;
    }
}
