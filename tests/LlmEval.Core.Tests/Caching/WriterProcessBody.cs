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
        if (WriterProcess.Order is not [string directory, string first, string count, string acknowledged])
        {
            Assert.Skip("Only another test starts it.");
            return;
        }

        using var notes = new FileStream(acknowledged, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using ResponseCache cache = ResponseCache.Open(directory, "0.1.0", _ => { });
        CachePartition partition = cache.Partition(CacheFolder.Model);
        int start = int.Parse(first, CultureInfo.InvariantCulture);
        int end = start + int.Parse(count, CultureInfo.InvariantCulture);
        for (int number = start; number < end; number++)
        {
            partition.Store(CacheFolder.Key(number), WriterProcess.Answer(number));
            notes.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}\n")));
        }
    }
}
