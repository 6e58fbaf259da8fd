using System.CommandLine;
using System.Globalization;
using LlmEval.Caching;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval cache</c>: what the response cache holds, and whether all of it can be read; the other subcommands have files of their own.</summary>
internal static class CacheCommand
{
    /// <summary>Status of <c>verify</c> when records were lost beyond the torn end that a kill leaves.</summary>
    private const int Damaged = 1;

    public static Command Create() => new("cache", "Look at the response cache, tidy it up, carry it elsewhere.")
    {
        Stats(),
        Verify(),
        CacheCommandCompact.Create(),
        CacheCommandPrune.Create(),
        CacheCommandPurge.Create(),
        CacheCommandExport.Create(),
        CacheCommandImport.Create(),
    };

    private static Command Stats()
    {
        Command command = new("stats", "Say what the cache holds, model by model.");
        CacheFolder folder = new();
        folder.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = await folder.PathAsync(parsed, cancellationToken).ConfigureAwait(false);
            return await Task.Run(() => PrintStats(path, cancellationToken), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static Command Verify()
    {
        Command command = new("verify", "Read every record and say what is damaged. Changes nothing.");
        CacheFolder folder = new();
        folder.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = await folder.PathAsync(parsed, cancellationToken).ConfigureAwait(false);
            return await Task.Run(() => PrintProblems(path, cancellationToken), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static int PrintStats(string folder, CancellationToken cancellationToken)
    {
        CacheStatistics statistics = CacheStatistics.Read(folder, cancellationToken);
        Console.WriteLine(statistics.Directory);
        foreach (PartitionStatistics partition in statistics.Partitions)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{partition.Model ?? Path.GetFileName(partition.Directory)}: {partition.Entries} answers in {Output.Count(partition.Segments, "segment")}, {partition.Bytes} bytes, {partition.Duplicates} twice, {partition.DamagedBytes} bytes damaged, {partition.Oldest:yyyy-MM-dd} to {partition.Newest:yyyy-MM-dd}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{statistics.Partitions.Sum(p => (long)p.Entries)} answers, {statistics.Partitions.Sum(p => p.Bytes)} bytes in all"));
        return ExitStatus.Success;
    }

    private static int PrintProblems(string folder, CancellationToken cancellationToken)
    {
        CacheVerification verification = CacheVerifier.Verify(folder, cancellationToken);
        foreach (CacheProblem problem in verification.Problems)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{problem.Path}: {problem.Length} bytes at {problem.Offset}: {problem.Message}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{verification.Records} answers in {Output.Count(verification.Segments, "segment")} are intact; {Output.Count(verification.Problems.Count, "problem")}"));
        return verification.IsDamaged ? Damaged : ExitStatus.Success;
    }
}
