using LlmEval.Endpoints.Secrets;
using LlmEval.Endpoints.Servers;

namespace LlmEval.Endpoints.Tests.Servers;

public sealed class ServerLogTests
{
    [Fact]
    public void A_full_disk_costs_the_file_and_not_the_run()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no device that is always full.");
        string folder = Directory.CreateTempSubdirectory("llmeval-log-").FullName;
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder, "server-a.log"), "/dev/full");
            using ServerLog log = ServerLog.Open(folder, "a", new Redactor(null));

            log.Write("first");
            log.Write("second");

            log.LastLines().Should().Be("first | second");
            log.Close(keep: false);
        }
        finally { Directory.Delete(folder, recursive: true); }
    }
}
