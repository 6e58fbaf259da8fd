using System.Diagnostics;

namespace LlmEval.Endpoints.Tests.NodeLlama;

/// <summary>node-llama-cpp from npm, installed once below <c>artifacts/</c>: an engine that is not ours, behind a front of a few lines.</summary>
internal static class NodeLlamaServer
{
    private const string Version = "3.22.1";

    /// <summary>Root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder with the package and the front; null with a reason when they cannot be had here.</summary>
    public static async Task<(string? Folder, string Reason)> InstallAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || System.Runtime.InteropServices.RuntimeInformation.OSArchitecture != System.Runtime.InteropServices.Architecture.X64)
        {
            return (null, "Only the build for Linux x64 is installed.");
        }

        string folder = Path.Combine(Root, "artifacts", "node-llama-cpp-" + Version);
        if (!Directory.Exists(folder))
        {
            string making = Directory.CreateDirectory($"{folder}-{Guid.NewGuid():N}").FullName;
            try
            {
                await File.WriteAllTextAsync(Path.Combine(making, "package.json"), """{"private":true}""", cancellationToken);

                // Optional packages are builds for other machines and for CUDA, most of a gigabyte.
                ProcessStartInfo start = new("npm", ["install", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error",
                    $"node-llama-cpp@{Version}", $"@node-llama-cpp/linux-x64@{Version}"]) { WorkingDirectory = making, RedirectStandardOutput = true, RedirectStandardError = true };
                using Process npm = Process.Start(start)!;
                Task<string> errors = npm.StandardError.ReadToEndAsync(cancellationToken);
                await npm.StandardOutput.ReadToEndAsync(cancellationToken);
                await npm.WaitForExitAsync(cancellationToken);
                if (npm.ExitCode != 0) { return (null, "npm cannot install node-llama-cpp: " + await errors); }

                Directory.Move(making, folder);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return (null, "npm is not installed.");
            }
            finally
            {
                if (Directory.Exists(making)) { Directory.Delete(making, recursive: true); }
            }
        }

        File.Copy(Path.Combine(AppContext.BaseDirectory, "NodeLlama", "front.mjs"), Path.Combine(folder, "front.mjs"), overwrite: true);
        return (folder, string.Empty);
    }

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LlmEval.sln"))) { folder = folder.Parent!; }

        return folder.FullName;
    }
}
