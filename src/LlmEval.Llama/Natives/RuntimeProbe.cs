using System.Diagnostics;
using System.Text.Json;
using LlmEval.Llama.Workers;
using LlmEval.Worker.Protocol;

namespace LlmEval.Llama.Natives;

/// <summary>Tries a native library in a process of its own, which may crash.</summary>
internal static class RuntimeProbe
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    /// <summary>Tries it.</summary>
    /// <param name="files">The library.</param>
    /// <param name="gpu">Whether it must see a GPU and write its token there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What came out; a crash is a result too.</returns>
    public static async Task<ProbeResult> RunAsync(NativeFiles files, bool gpu, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("llmeval-probe-").FullName;
        try
        {
            string request = Path.Combine(folder, "request.json");
            string answer = Path.Combine(folder, "result.json");
            await File.WriteAllBytesAsync(request, JsonSerializer.SerializeToUtf8Bytes(files, MessageContext.Default.NativeFiles), cancellationToken).ConfigureAwait(false);
            ProcessStartInfo start = gpu ? DotnetHost.Worker("--probe", request, answer, "gpu") : DotnetHost.Worker("--probe", request, answer);
            ChildResult result = await RunAsync(start, cancellationToken).ConfigureAwait(false);
            if (!File.Exists(answer))
            {
                return new ProbeResult { Reason = $"'{files.Llama}' crashed the process that tried it (exit code {result.ExitCode}): {result.LastWords()}" };
            }

            byte[] bytes = await File.ReadAllBytesAsync(answer, cancellationToken).ConfigureAwait(false);
            return JsonSerializer.Deserialize(bytes, MessageContext.Default.ProbeResult) ?? new ProbeResult { Reason = "the probe said nothing" };
        }
        catch (TimeoutException e)
        {
            return new ProbeResult { Reason = $"'{files.Llama}' hangs: {e.Message}" };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Standard input stays open while the probe runs: its end would mean that this process is gone.</summary>
    private static Task<ChildResult> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(start, s_limit, cancellationToken);
}
