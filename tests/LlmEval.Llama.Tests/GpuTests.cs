using System.Runtime.InteropServices;
using System.Text.Json;
using LlmEval.Llama.Natives;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests;

/// <summary>Layers on a GPU. Mesa's lavapipe, a Vulkan device made of the processor, serves where there is none.</summary>
public sealed class GpuTests : IDisposable
{
    private const int Tickets = 16;
    private static readonly string s_model = Path.Combine(Tests.Repository, "examples", "TicketTriage", "models", "triage-q8_0.gguf");
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("all", "5 of 5")]
    [InlineData("2", "2 of 5")]
    public async Task Layers_lie_on_a_vulkan_device_and_the_answers_are_those_of_the_processor(string layers, string offloaded)
    {
        string library = await VulkanAsync();
        string[] tickets = Read();
        (string[] expected, _) = await AnswersAsync(await Tests.ContextAsync(_folder), Tests.Model(s_model), tickets);

        (string[] answers, string fingerprint) = await AnswersAsync(Context(library), Tests.Model(s_model, ("GpuLayers", layers)), tickets);

        answers.Should().Equal(expected);
        fingerprint.Should().Contain("Vulkan0").And.Contain($"with {offloaded} layers");
        _said.Should().BeEmpty();
        File.Exists(_folder[Path.Combine("home", "leases", "gpu0.lock")]).Should().BeTrue();
        TestContext.Current.TestOutputHelper?.WriteLine(fingerprint);
    }

    [Fact]
    public async Task Without_a_gpu_one_warning_says_so_and_every_answer_carries_it()
    {
        ModelContext context = await Tests.ContextAsync(_folder) with { Report = _said.Add };

        (_, string fingerprint) = await AnswersAsync(context, Tests.Model(s_model, ("GpuLayers", "3")), Read()[..1]);

        _said.Should().ContainSingle().Which.Should().StartWith("warning: ").And.Contain("No GPU was found for the 3 GPU layers").And.Contain("llmeval runtime install --vulkan");
        fingerprint.Should().Contain("cpu (no GPU for 3 layers)");
        File.Exists(_folder[Path.Combine("home", "leases", "cpu.lock")]).Should().BeTrue();
        File.Exists(_folder[Path.Combine("home", "leases", "gpu0.lock")]).Should().BeFalse();
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("3")]
    [InlineData("Vulkan7")]
    public async Task A_device_that_is_named_and_not_there_is_an_error_with_those_that_are(string device)
    {
        Diagnostic diagnostic = await Tests.DiagnosticOf(() => Tests.ClientAsync(_folder, Tests.Model(s_model, ("Device", device))));

        diagnostic.Code.Should().Be(Diagnostics.BadValue.Code);
        diagnostic.Location.Line.Should().Be(7);
        diagnostic.Message.Should().Contain($"'{device}'").And.Contain("CPU");
    }

    /// <summary>The files of real packages lie as LLamaSharp's do: each GPU in a folder, its processor's backend in another package.</summary>
    [Theory]
    [InlineData("runtimes", 0)]
    [InlineData("LLamaSharpRuntimes", 0)]
    [InlineData("runtimes", 5)]
    public async Task Packages_of_the_project_in_llamasharps_layout_serve_both_processor_and_gpu(string layout, int layers)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "The files are taken from a build for Linux on x64.");
        string vulkan = await VulkanAsync();
        string gpu = Package("llamasharp.backend.vulkan.linux", layout, "vulkan"), cpu = Package("llamasharp.backend.cpu", layout, "noavx");
        foreach (string file in Directory.EnumerateFiles(vulkan, "*.so").Where(f => !Path.GetFileName(f).StartsWith("libggml-cpu", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(gpu, Path.GetFileName(file)));
            if (!file.EndsWith("libggml-vulkan.so", StringComparison.Ordinal)) { File.Copy(file, Path.Combine(cpu, Path.GetFileName(file))); }
        }

        File.Copy(Path.Combine(vulkan, "libggml-cpu-x64.so"), Path.Combine(cpu, "libggml-cpu.so"));
        string assets = _folder["project.assets.json"];
        await File.WriteAllTextAsync(assets, $$$"""
            { "version": 3, "packageFolders": { "{{{_folder["packages"]}}}": {} }, "libraries": {
              "LLamaSharp.Backend.Cpu/0.28.0": { "path": "llamasharp.backend.cpu/0.28.0" },
              "LLamaSharp.Backend.Vulkan/0.28.0": { "path": "llamasharp.backend.vulkan/0.28.0" },
              "LLamaSharp.Backend.Vulkan.Linux/0.28.0": { "path": "llamasharp.backend.vulkan.linux/0.28.0" } } }
            """, Tests.Token);
        ModelContext context = Tests.Context(_folder["home"], _folder["output"], ("ProjectAssetsFile", assets)) with { ProjectDirectory = _folder.Path, Report = _said.Add };

        (string[] answers, string fingerprint) = await AnswersAsync(context, Tests.Model(s_model, ("GpuLayers", FormattableString.Invariant($"{layers}"))), Read()[..1]);

        answers.Should().ContainSingle().Which.Should().NotBeEmpty();
        fingerprint.Should().Contain(layers == 0 ? "; cpu;" : "Vulkan0");
        _said.Should().BeEmpty();
    }

    private string Package(string name, string layout, string variant)
    {
        string folder = _folder[Path.Combine("packages", name, "0.28.0", layout, NativeFolder.Platform, "native", variant)];
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>The folder of a library that sees a Vulkan device; the test is skipped where there is none.</summary>
    private static async Task<string> VulkanAsync()
    {
        Assert.SkipUnless(NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "vulkan-1" : "libvulkan.so.1", out _), "There is no Vulkan loader on this machine (on Debian: libvulkan1 and mesa-vulkan-drivers).");

        // Devices that are processors are left out by llama.cpp unless they are named.
        if (Environment.GetEnvironmentVariable("GGML_VK_VISIBLE_DEVICES") is null) { Environment.SetEnvironmentVariable("GGML_VK_VISIBLE_DEVICES", "0"); }

        List<string> said = [];
        ModelContext context = Tests.Context(Tests.SharedHome, Path.Combine(Tests.SharedHome, "output")) with { Report = said.Add };
        NativeRuntime? runtime = await RuntimeInstaller.TryInstallForGpuAsync(context, null, Tests.Token);
        Assert.SkipUnless(runtime is not null, string.Join(' ', said));
        return Path.GetDirectoryName(runtime.LibraryPath)!;
    }

    private static string[] Read() => [.. File.ReadLines(Path.Combine(Tests.Repository, "examples", "TicketTriage", "evals", "tickets.jsonl")).Take(Tickets).Select(line =>
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("ticket").GetString()!;
    })];

    private static async Task<(string[] Answers, string Fingerprint)> AnswersAsync(ModelContext context, ModelSpec model, string[] tickets)
    {
        await using LlamaChatClient client = (LlamaChatClient)await new LlamaModelProvider().StartAsync(model, context, Tests.Token);
        ChatResponse[] responses = await Task.WhenAll(tickets.Select(t => client.GetResponseAsync(
            [new ChatMessage(ChatRole.User, t)], new ChatOptions { Temperature = 0, MaxOutputTokens = 64 }, Tests.Token)));
        return ([.. responses.Select(r => r.Text)], (string)responses[0].AdditionalProperties!["system_fingerprint"]!);
    }

    private ModelContext Context(string library) =>
        Tests.Context(_folder["home"], _folder["output"], (NativeLibraries.PathSetting, library)) with { ProjectDirectory = _folder.Path, Report = _said.Add };
}
