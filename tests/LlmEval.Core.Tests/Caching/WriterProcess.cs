using System.Diagnostics;
using System.Globalization;
using LlmEval.Caching;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Caching;

/// <summary>
/// A real second process that fills a cache: this test program once more, running only the explicit test below. It notes the number
/// of each answer in a file as soon as Store has returned.
/// </summary>
public sealed class WriterProcess : IDisposable
{
    private const string Variable = "LLMEVAL_TEST_WRITER";

    private readonly Process _process;
    private readonly string _acknowledged = Path.GetTempFileName();

    private WriterProcess(string cache, int first, int count, string work)
    {
        var start = new ProcessStartInfo
        {
            FileName = Path.Combine(AppContext.BaseDirectory, "LlmEval.Core.Tests" + (OperatingSystem.IsWindows() ? ".exe" : string.Empty)),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])["-noLogo", "-explicit", "only", "-class", typeof(WriterProcessBody).FullName!]) { start.ArgumentList.Add(argument); }
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{cache}\n{first}\n{count}\n{_acknowledged}\n{work}");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The answer that the writer gives for a number: from a few bytes to some hundred kilobytes, so that kills can tear it.</summary>
    internal static Answer Answer(int number) =>
        CacheFolder.Answer(number) with { Text = $"{number} " + new string((char)('a' + (number % 26)), number % 3 == 0 ? 300_000 + number : number % 1000) };

    internal static WriterProcess Start(string cache, int first, int count) => new(cache, first, count, "write");

    /// <summary>One of several that answer the same keys differently: each has its mark.</summary>
    internal static WriterProcess StartMarked(string cache, int first, int count, int mark) =>
        new(cache, first, count, string.Create(CultureInfo.InvariantCulture, $"{mark}"));

    /// <summary>One that puts segments together again and again until it is killed.</summary>
    internal static WriterProcess StartCompacting(string cache) => new(cache, 0, 0, "compact");

    /// <summary>The answer of the writer with that mark.</summary>
    internal static Answer Marked(int number, int mark) => CacheFolder.Answer(number) with { Text = string.Create(CultureInfo.InvariantCulture, $"{mark}:{number} ") + new string('m', number % 7 == 0 ? 20_000 : number % 300) };

    internal static string[]? Order => Environment.GetEnvironmentVariable(Variable)?.Split('\n');

    /// <summary>The numbers whose Store has returned.</summary>
    internal int[] Acknowledged()
    {
        using var reader = new StreamReader(new FileStream(_acknowledged, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        // The last piece is empty or a line that the kill tore.
        return [.. reader.ReadToEnd().Split('\n').SkipLast(1).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }

    internal async Task WaitForFirst(CancellationToken cancellationToken)
    {
        while (Acknowledged().Length == 0)
        {
            _process.HasExited.Should().BeFalse("the writer has to write something first");
            await Task.Delay(5, cancellationToken);
        }
    }

    internal async Task Kill(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    internal async Task<int> Exit(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(); }
        _process.Dispose();
        File.Delete(_acknowledged);
    }
}
