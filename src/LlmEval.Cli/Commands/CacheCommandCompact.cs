using System.CommandLine;
using System.Globalization;
using LlmEval.Caching;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval cache compact</c>: few segments of many.</summary>
internal static class CacheCommandCompact
{
    public static Command Create()
    {
        Command command = new("compact", "Put the segments together that nobody uses. A run does so by itself when there are many small ones.");
        CacheFolder folder = new();
        folder.AddTo(command, changes: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = await folder.PathAsync(parsed, cancellationToken).ConfigureAwait(false);
            return await Task.Run(() => Compact(path, folder.IsDryRun(parsed), cancellationToken), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static int Compact(string folder, bool dryRun, CancellationToken cancellationToken)
    {
        CompactionResult result = CacheCompactor.Compact(folder, dryRun, cancellationToken: cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Output.Count(result.SegmentsBefore, "segment")} {(dryRun ? "would become" : "became")} {result.SegmentsAfter}; {Amounts.Bytes(result.BytesBefore)}{(dryRun ? string.Empty : $" became {Amounts.Bytes(result.BytesAfter)}")}{InUse(result.InUse)}"));
        return ExitStatus.Success;
    }

    /// <summary>What is said of segments that were left alone.</summary>
    public static string InUse(int segments) => segments == 0 ? string.Empty
        : $"; {Output.Count(segments, "segment")} left alone (in use, or of another machine and younger than a day)";
}
