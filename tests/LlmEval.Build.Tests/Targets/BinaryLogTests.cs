using System.IO.Compression;
using System.Text;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Targets;

/// <summary>Binary logs are handed around: they hold the verdict, and no key.</summary>
public sealed class BinaryLogTests
{
    private const string Secret = "sk-planted-5d1f0c7e";

    [Fact]
    public async Task A_binary_log_holds_the_verdict_and_no_secret_of_the_environment()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.WithEnvironment("SHOP_API_KEY", Secret);
        sandbox.App
            .WithSuite("# fake: error LLM2001 1 1 fell-by-much\n")
            .WithItem("""<LlmModel Include="remote" Provider="OpenAI" ApiKeyVariable="SHOP_API_KEY" />""");
        string log = Path.Combine(sandbox.Root, "build.binlog");

        (await sandbox.BuildAsync("-t:LlmEval", "-bl:" + log)).MustFail().EngineStarts.Should().Equal("Run");

        string text = Encoding.UTF8.GetString(Unpack(log));
        text.Should().Contain("SHOP_API_KEY", "the name is no secret").And.NotContain(Secret);
        text.Should().Contain("fell-by-much");
        File.ReadAllText(Path.Combine(sandbox.App.LlmEvalDirectory, "manifest.json")).Should().Contain("SHOP_API_KEY").And.NotContain(Secret);
        Embedded(log).Should().Contain(f => f.EndsWith("verdict.tsv", StringComparison.Ordinal)).And.NotContain(f => f.EndsWith("result.jsonl", StringComparison.Ordinal));
    }

    private static byte[] Unpack(string log)
    {
        using var packed = new GZipStream(File.OpenRead(log), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        packed.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>The names of the embedded files: a zip archive lies somewhere in the log.</summary>
    private static List<string> Embedded(string log)
    {
        byte[] bytes = Unpack(log);
        for (int at = bytes.AsSpan().IndexOf("PK\u0003\u0004"u8); at >= 0;)
        {
            try
            {
                using var archive = new ZipArchive(new MemoryStream(bytes[at..]), ZipArchiveMode.Read);
                return [.. archive.Entries.Select(e => e.FullName)];
            }
            catch (InvalidDataException)
            {
                int next = bytes.AsSpan(at + 1).IndexOf("PK\u0003\u0004"u8);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }

        return [];
    }
}
