using System.CommandLine;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Reporting.Aieval;
using LlmEval.Reporting.Formats;
using LlmEval.Reporting.Html;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval report</c>: prints the last report again, or writes it in the form of another tool.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        Command command = new("report", "Print the report of the last evaluation.");
        ProjectOptions project = new();
        project.AddTo(command);
        Option<string> format = new("--format") { Description = $"text, json, html (one file for a browser), {string.Join(", ", ReportFormats.Names)}, or aieval: files for 'dotnet aieval report'.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong(["text", "json", "html", .. ReportFormats.Names, "aieval"]);
        command.Options.Add(format);
        Option<string?> output = new("--output", "-o") { Description = $"File for html, a copy of the page; for {string.Join(", ", ReportFormats.Names)}, which are printed without it; folder for the files of aieval, 'aieval' in the project's output folder by default." };
        command.Options.Add(output);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Manifest manifest = await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
            bool isAieval = parsed.GetValue(format) == "aieval", isHtml = parsed.GetValue(format) == "html";
            if (ReportFormats.Names.Contains(parsed.GetValue(format)!))
            {
                Write(manifest, parsed.GetValue(format)!, parsed.GetValue(output));
                return ExitStatus.Success;
            }

            if (parsed.GetValue(output) is { } folder && !isAieval && !isHtml)
            {
                throw new LlmEvalException(Diagnostics.Usage.At(Location.None, $"--output '{folder}' means nothing without --format aieval, html, {string.Join(", ", ReportFormats.Names.SkipLast(1))} or {ReportFormats.Names[^1]}: other reports are printed. Leave it out, or redirect."));
            }

            if (isAieval)
            {
                string root = parsed.GetValue(output) is { } given ? GivenPath.Full(given, "--output") : Path.Combine(manifest.OutputDirectory, "aieval");
                (int files, string execution) = AievalReport.Write(manifest.OutputDirectory, root);
                Console.WriteLine(FormattableString.Invariant($"{files} results of {execution} in {root}. Look at them: dotnet aieval report -p \"{root}\" -o report.html"));
                return ExitStatus.Success;
            }

            string path = Path.Combine(manifest.OutputDirectory, isHtml ? HtmlReport.Name : parsed.GetValue(format) == "json" ? JsonReport.Name : TextReport.Name);
            if (!File.Exists(path))
            {
                throw new LlmEvalException(Diagnostics.Usage.At(new Location(path), "There is no report yet. Run 'llmeval run' or 'dotnet build -t:LlmEval' first."));
            }

            if (isHtml)
            {
                string page = parsed.GetValue(output) is { } file ? GivenPath.Full(file, "--output") : path;
                if (page != path)
                {
                    byte[] content = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
                    AtomicFile.Write(page, stream => stream.Write(content));
                }

                Console.WriteLine($"{page}: open it in a browser.");
                return ExitStatus.Success;
            }

            Console.Write(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
            return ExitStatus.Success;
        });
        return command;
    }

    private static void Write(Manifest manifest, string format, string? output)
    {
        if (output is not null)
        {
            AtomicFile.Write(GivenPath.Full(output, "--output"), stream => ReportFormats.Write(manifest.OutputDirectory, format, stream));
            return;
        }

        using Stream console = Console.OpenStandardOutput();
        ReportFormats.Write(manifest.OutputDirectory, format, console);
    }
}
