using System.Diagnostics;

namespace LlmEval.Llama.Tests;

/// <summary>The program beside this one, started for tests between processes.</summary>
internal sealed class SecondProcess : IDisposable
{
    private readonly Process _process;

    private SecondProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static SecondProcess Start(params string[] arguments)
    {
        DirectoryInfo here = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(here.Parent!.Parent!.FullName, "LlmEval.Llama.TestProcess", here.Name, "LlmEval.Llama.TestProcess.dll");
        ProcessStartInfo start = new(Workers.DotnetHost.Find()) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false, ArgumentList = { "exec", program } };
        foreach (string argument in arguments) { start.ArgumentList.Add(argument); }

        return new SecondProcess(Process.Start(start)!);
    }

    /// <summary>The first line that begins so, without that beginning.</summary>
    public async Task<string> LineAsync(string beginning)
    {
        while (await _process.StandardOutput.ReadLineAsync(Tests.Token) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal)) { return line[beginning.Length..].Trim(); }
        }

        throw new InvalidOperationException($"The second process ended without '{beginning}'.");
    }

    /// <summary>Ends its standard input, and waits for its end.</summary>
    public async Task FinishAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(Tests.Token);
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(entireProcessTree: true); }

        _process.Dispose();
    }
}
