using System.CommandLine;
using LlmEval.Caching;
using LlmEval.Llama.Natives;
using LlmEval.Models;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval runtime</c>: the native libraries of local models.</summary>
internal static class RuntimeCommand
{
    public static Command Create() => new("runtime", "The native libraries of local models.") { Install() };

    private static Command Install()
    {
        Command command = new("install", "Install llama.cpp for this user through npm or NuGet, and try it.");
        Option<bool> vulkan = new("--vulkan") { Description = "For GPUs by Vulkan." };
        Option<bool> cuda = new("--cuda") { Description = "For NVIDIA GPUs by CUDA." };
        Option<bool> cpu = new("--cpu") { Description = "For the processor; the default." };
        command.Options.Add(cpu);
        command.Options.Add(vulkan);
        command.Options.Add(cuda);
        command.Validators.Add(result =>
        {
            if (new[] { cpu, vulkan, cuda }.Count(o => result.GetValue(o)) > 1) { result.AddError("Give one of --cpu, --vulkan and --cuda."); }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            RuntimeFlavor flavor = parsed.GetValue(vulkan) ? RuntimeFlavor.Vulkan : parsed.GetValue(cuda) ? RuntimeFlavor.Cuda : RuntimeFlavor.Cpu;
            string home = HomeLocation.Resolve(Environment.GetEnvironmentVariable);
            NativeRuntime runtime = await RuntimeInstaller.InstallAsync(
                flavor,
                new ModelContext
                {
                    ProjectDirectory = Directory.GetCurrentDirectory(),
                    Home = home,
                    OutputDirectory = Path.Combine(home, "install"),
                    Report = Console.Error.WriteLine,
                },
                cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"installed: {runtime.LibraryPath} ({runtime.Source})");
            return ExitStatus.Success;
        });
        return command;
    }
}
