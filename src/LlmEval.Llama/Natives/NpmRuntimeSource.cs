using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using LlmEval.Models;

namespace LlmEval.Llama.Natives;

/// <summary>
/// Plain llama.cpp builds from the npm packages <c>@node-llama-cpp/PLATFORM</c> (MIT), fetched with the user's own npm and its settings. npm
/// compares what it downloads with the registry's integrity value; that value is compared with a pinned one where there is one.
/// </summary>
internal sealed class NpmRuntimeSource : IRuntimeSource
{
    /// <summary>The version of the packages; it carries llama.cpp v0.5.0.</summary>
    public const string Version = "3.22.1";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    /// <summary>Integrity values of <see cref="Version"/> by platform.</summary>
    private static readonly Dictionary<string, string> s_integrity = new(StringComparer.Ordinal)
    {
        ["linux-x64"] = "sha512-5uCCDNqWCNfaAm8aR/Uzxbo4HBpKgNF91kCHPepKhgMgV2OAmatoefbOlMihsqCiH2Od35E/eUHQCFbfRBJuOg==",
        ["linux-arm64"] = "sha512-W+7naKCXX9/eEjjFmRS8vvx91QyLXDbeFxexZc3bh/PtQABZgmRL3C0AtYYXn4YGTj/3Qor4lWZn2tpjZFPLdQ==",
        ["linux-x64-vulkan"] = "sha512-bBxqU+JOcBu1nb5Qj2zcMci+JByT1E8EajHvYodyNfVIPkEhXh+/HMwR1/BT7xP08YK0hks+kM8fglER0P8JEg==",
        ["linux-x64-cuda"] = "sha512-8rQCjyNNLZJUFit+YpjwlC4hwkKgOMIkB2wuycKBf8NU2O3ySKbiWZQ8aw9ku2nUTXjSnUIrE6KB88itduTBuA==",
    };

    /// <inheritdoc/>
    public string Describe(RuntimeFlavor flavor) => $"npm package @node-llama-cpp/{Platform(flavor) ?? NativeFolder.Platform} {Version}";

    /// <inheritdoc/>
    public string? Needs(RuntimeFlavor flavor) => flavor switch
    {
        RuntimeFlavor.Cuda => "an NVIDIA driver for CUDA 13.1 or later (590 or later) and the libraries of CUDA 13, libcudart and libcublas, where the loader finds them; where these are older, Vulkan serves the same GPU",
        RuntimeFlavor.Vulkan => "a GPU driver with Vulkan and the Vulkan loader, libvulkan.so.1 or vulkan-1.dll",
        _ => null,
    };

    /// <inheritdoc/>
    public async Task FetchAsync(RuntimeFlavor flavor, string folder, ModelContext context, CancellationToken cancellationToken)
    {
        string platform = Platform(flavor) ?? throw new RuntimeSourceException($"there is no package for {flavor.ToString().ToLowerInvariant()} on {NativeFolder.Platform}");
        string npm = ChildProcess.OnPath(OperatingSystem.IsWindows() ? "npm.cmd" : "npm") ?? throw new RuntimeSourceException("npm is not on the search path");
        string download = folder + ".download";
        Directory.CreateDirectory(download);
        try
        {
            ChildResult result = await PackAsync(npm, $"@node-llama-cpp/{platform}@{Version}", download, cancellationToken).ConfigureAwait(false);
            if (result.ExitCode != 0) { throw new RuntimeSourceException($"npm failed: {result.LastWords()}"); }

            string archive = Directory.EnumerateFiles(download, "*.tgz").FirstOrDefault() ?? throw new RuntimeSourceException("npm wrote no package");
            string actual = await IntegrityAsync(archive, cancellationToken).ConfigureAwait(false);
            string? expected = s_integrity.GetValueOrDefault(platform) ?? Reported(result.Output);
            if (expected != actual) { throw new RuntimeSourceException($"the package's integrity is {actual}, expected {expected ?? "one that npm reports"}"); }

            await TarUnpacker.UnpackAsync(archive, folder, Place, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or System.ComponentModel.Win32Exception or TimeoutException)
        {
            throw new RuntimeSourceException(e.Message);
        }
        finally
        {
            Directory.Delete(download, recursive: true);
        }
    }

    /// <summary>Libraries of the package go into the folder itself; its addon for Node and its scripts are left out.</summary>
    internal static string? Place(string entry)
    {
        string[] parts = entry.Split('/');
        return parts switch
        {
            ["package", "LICENSE"] => "LICENSE",
            ["package", "bins", _, .. var rest] when rest.Length > 0 && !rest[^1].EndsWith(".node", StringComparison.Ordinal) => string.Join('/', rest),
            _ => null,
        };
    }

    private static string? Platform(RuntimeFlavor flavor)
    {
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        bool mac = OperatingSystem.IsMacOS();
        string system = OperatingSystem.IsWindows() ? "win" : mac ? "mac" : "linux";
        return flavor switch
        {
            RuntimeFlavor.Cpu when mac && architecture == "arm64" => "mac-arm64-metal",
            RuntimeFlavor.Cpu when architecture is "x64" or "arm64" => $"{system}-{architecture}",
            RuntimeFlavor.Vulkan when !mac && architecture == "x64" => $"{system}-x64-vulkan",
            RuntimeFlavor.Cuda when !mac && architecture == "x64" => $"{system}-x64-cuda",
            _ => null,
        };
    }

    private static Task<ChildResult> PackAsync(string npm, string package, string folder, CancellationToken cancellationToken)
    {
        // A batch file is run by the command interpreter.
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe") { ArgumentList = { "/d", "/c", npm } } : new(npm);
        foreach (string argument in (string[])["pack", package, "--json", "--ignore-scripts", "--no-update-notifier", "--no-fund", "--no-audit"]) { start.ArgumentList.Add(argument); }

        start.WorkingDirectory = folder;
        return ChildProcess.RunAsync(start, s_limit, cancellationToken);
    }

    private static async Task<string> IntegrityAsync(string file, CancellationToken cancellationToken)
    {
        FileStream stream = File.OpenRead(file);
        await using (stream.ConfigureAwait(false))
        {
            return "sha512-" + Convert.ToBase64String(await SHA512.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>The integrity value that npm reports, from the registry; null when it reports none.</summary>
    private static string? Reported(string output)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(output);
            return document.RootElement.ValueKind == JsonValueKind.Array && document.RootElement.GetArrayLength() > 0
                && document.RootElement[0].TryGetProperty("integrity", out JsonElement value) ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
