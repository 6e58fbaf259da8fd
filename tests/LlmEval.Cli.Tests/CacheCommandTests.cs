namespace LlmEval.Cli.Tests;

/// <summary><c>llmeval cache</c>.</summary>
public sealed class CacheCommandTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Statistics_count_what_was_drawn()
    {
        (await _project.RunAsync("cache", "stats")).Output.Should().Contain("0 answers");

        await _project.ProjectAsync("run");

        CommandResult result = await _project.RunAsync("cache", "stats");
        result.Status.Should().Be(0);
        result.Output.Should().Contain("12 answers in 1 segment,").And.Contain("scripted:sha256:");
    }

    [Fact]
    public async Task Verifying_finds_a_flipped_byte_and_the_next_run_asks_only_what_it_cost()
    {
        await _project.ProjectAsync("run");
        (await _project.RunAsync("cache", "verify")).Should().BeEquivalentTo(new { Status = 0, Output = "12 answers in 1 segment are intact; 0 problems\n" });
        string segment = Directory.EnumerateFiles(_project.Cache, "*", SearchOption.AllDirectories).OrderByDescending(f => new FileInfo(f).Length).First();
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(segment, bytes);

        CommandResult result = await _project.RunAsync("cache", "verify");

        result.Status.Should().Be(1);
        result.Output.Should().Contain(segment).And.Contain("11 answers in 1 segment are intact; 1 problem");
        CommandResult run = await _project.ProjectAsync("run");
        run.Status.Should().Be(0);
        run.Errors.Should().Contain("warning LLM3008");
        _project.Asked.Should().Be(ProjectFolder.Cases + 1);
    }
}
