using System.Diagnostics;

namespace LlmEval.Cli.Tests;

/// <summary>Runs git in a folder, as a person would.</summary>
internal static class Git
{
    public static string Run(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", "-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, output + errors.Result);
        return output.Trim();
    }
}
