using System.Diagnostics;

namespace LlmEval.Core.Tests;

/// <summary>Runs git in a folder, as a person would.</summary>
internal static class GitFolder
{
    /// <summary>Runs it and gives its status and what it said.</summary>
    public static (int Status, string Output) Git(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "core.autocrlf=false", "-c", "init.defaultBranch=main", "-C", folder, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>Runs it; it must do.</summary>
    public static string Must(string folder, params string[] arguments)
    {
        (int status, string output) = Git(folder, arguments);
        status.Should().Be(0, output);
        return output.Trim();
    }
}
