using System.Globalization;
using System.Text;
using LlmEval.Caching;

namespace LlmEval.Core.Tests.Caching;

/// <summary>What <see cref="WriterProcess"/> runs.</summary>
public sealed class WriterProcessBody
{
    [Fact(Explicit = true)]
    public void Fills_the_cache_that_the_environment_names()
    {
        if (WriterProcess.Order is not [string directory, string first, string count, string acknowledged, string work])
        {
            Assert.Skip("Only another test starts it.");
            return;
        }

        while (work == "compact")
        {
            CacheCompactor.Compact(directory, cancellationToken: TestContext.Current.CancellationToken);
            File.AppendAllText(acknowledged, "0\n");
        }

        using var notes = new FileStream(acknowledged, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using ResponseCache cache = ResponseCache.Open(directory, "0.1.0", _ => { });
        CachePartition partition = cache.Partition(CacheFolder.Model);
        int start = int.Parse(first, CultureInfo.InvariantCulture);
        int end = start + int.Parse(count, CultureInfo.InvariantCulture);
        for (int number = start; number < end; number++)
        {
            partition.Store(CacheFolder.Key(number), work == "write" ? WriterProcess.Answer(number) : WriterProcess.Marked(number, int.Parse(work, CultureInfo.InvariantCulture)));
            notes.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}\n")));
        }
    }
}
