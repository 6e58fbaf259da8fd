using System.CommandLine;
using System.Globalization;
using LlmEval.Caching;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval cache import</c>: takes in what was exported elsewhere.</summary>
internal static class CacheCommandImport
{
    public static Command Create()
    {
        Command command = new("import", "Take in the answers of an export, or of another cache's folder; what is there already stays.");
        Argument<string> source = new("source") { Description = "The folder or ZIP file." };
        CacheFolder folder = new();
        folder.AddTo(command, changes: true);
        command.Arguments.Add(source);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = await folder.PathAsync(parsed, cancellationToken).ConfigureAwait(false);
            string from = GivenPath.Full(parsed.GetRequiredValue(source), "The source");
            return await Task.Run(() => Import(path, from, folder.IsDryRun(parsed), cancellationToken), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static int Import(string folder, string source, bool dryRun, CancellationToken cancellationToken)
    {
        TransferResult result = CacheImporter.Import(folder, source, dryRun, cancellationToken: cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Output.Count(result.Entries, "answer")} ({Amounts.Bytes(result.Bytes)}) {(dryRun ? "would be imported" : "imported")} into {folder}; {result.Known} known already"));
        return ExitStatus.Success;
    }
}
