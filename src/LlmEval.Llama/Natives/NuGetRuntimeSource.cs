using System.Diagnostics;
using LlmEval.Llama.Workers;
using LlmEval.Models;
using LlmEval.Worker.Protocol;

namespace LlmEval.Llama.Natives;

/// <summary>
/// The <c>LLamaSharp.Backend.*</c> packages (MIT), used as packages of native libraries, restored with the user's own
/// NuGet configuration in a project made for it.
/// </summary>
internal sealed class NuGetRuntimeSource : IRuntimeSource
{
    /// <summary>The version of the packages.</summary>
    public const string Version = "0.28.0";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public string Describe(RuntimeFlavor flavor) => $"NuGet package {Package(flavor)} {Version}";

    /// <inheritdoc/>
    public string? Needs(RuntimeFlavor flavor) => flavor switch
    {
        RuntimeFlavor.Cuda => "an NVIDIA driver for CUDA 12 (525 or later) and the libraries of CUDA 12, libcudart and libcublas, where the loader finds them",
        RuntimeFlavor.Vulkan => "a GPU driver with Vulkan and the Vulkan loader, libvulkan.so.1 or vulkan-1.dll",
        _ => null,
    };

    /// <inheritdoc/>
    public async Task FetchAsync(RuntimeFlavor flavor, string folder, ModelContext context, CancellationToken cancellationToken)
    {
        // Below the project's own output, so that the nuget.config of the project and of the folders above it applies.
        string project = Path.Combine(context.OutputDirectory, $"runtime-restore-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(project);
            await WriteProjectAsync(project, flavor, cancellationToken).ConfigureAwait(false);
            ProcessStartInfo start = new(DotnetHost.Find());
            foreach (string argument in (string[])["restore", Path.Combine(project, "runtime.csproj"), "-nodeReuse:false", "-v:q"]) { start.ArgumentList.Add(argument); }

            start.WorkingDirectory = project;
            ChildResult result = await ChildProcess.RunAsync(start, s_limit, cancellationToken).ConfigureAwait(false);
            if (result.ExitCode != 0) { throw new RuntimeSourceException($"dotnet restore failed: {result.LastWords()}"); }

            NativeFiles files = NativeFolder.Find(ProjectPackages.Backends(Path.Combine(project, "obj", "project.assets.json")), flavor != RuntimeFlavor.Cpu)
                ?? throw new RuntimeSourceException($"the package has no library for {NativeFolder.Platform}");
            foreach (string source in files.BackendFolders.SelectMany(Directory.EnumerateFiles))
            {
                string target = Path.Combine(folder, Path.GetFileName(source));
                if (!File.Exists(target)) { File.Copy(source, target); }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception or TimeoutException)
        {
            throw new RuntimeSourceException(e.Message);
        }
        finally
        {
            if (Directory.Exists(project)) { Directory.Delete(project, recursive: true); }
        }
    }

    private static string Package(RuntimeFlavor flavor) => flavor switch
    {
        RuntimeFlavor.Cuda => "LLamaSharp.Backend.Cuda12",
        RuntimeFlavor.Vulkan => "LLamaSharp.Backend.Vulkan",
        _ => "LLamaSharp.Backend.Cpu",
    };

    private static async Task WriteProjectAsync(string folder, RuntimeFlavor flavor, CancellationToken cancellationToken)
    {
        string[] packages = flavor == RuntimeFlavor.Cpu ? [Package(flavor)] : [Package(flavor), Package(RuntimeFlavor.Cpu)];
        string references = string.Concat(packages.Select(p => $"<PackageReference Include=\"{p}\" Version=\"{Version}\" />"));
        (string Name, string Text)[] files =
        [
            ("runtime.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>{references}</ItemGroup></Project>"),

            // The repository around must not reach in.
            ("Directory.Build.props", "<Project />"),
            ("Directory.Build.targets", "<Project />"),
            ("Directory.Packages.props", "<Project />"),
        ];
        foreach ((string name, string text) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellationToken).ConfigureAwait(false);
        }
    }
}
