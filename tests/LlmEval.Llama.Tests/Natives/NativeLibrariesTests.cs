using LlmEval.Llama.Natives;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Llama.Tests.Natives;

public sealed class NativeLibrariesTests : IDisposable
{
    private static readonly string s_ending = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
    private static readonly string s_prefix = OperatingSystem.IsWindows() ? string.Empty : "lib";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_folder_that_is_set_comes_first()
    {
        Fake("own", "llama", "ggml");
        Fake(Path.Combine("home", "runtimes", $"llama-{NpmRuntimeSource.Version}-{NativeFolder.Platform}-cpu"), "llama", "ggml");

        NativeLibraries.Find(Context((NativeLibraries.PathSetting, "own")))!.LibraryPath.Should().Be(Library("own", "llama"));
    }

    [Fact]
    public void A_folder_that_is_set_and_has_no_library_is_an_error_and_nothing_else_is_tried()
    {
        Fake(Path.Combine("home", "runtimes", $"llama-{NpmRuntimeSource.Version}-{NativeFolder.Platform}-cpu"), "llama", "ggml");
        Directory.CreateDirectory(_folder["own"]);

        Diagnostic diagnostic = FluentActions.Invoking(() => NativeLibraries.Find(Context((NativeLibraries.PathSetting, "own"))))
            .Should().Throw<LlmEvalException>().Which.Diagnostic;

        diagnostic.Code.Should().Be(Diagnostics.WrongNativeLibrary.Code);
        diagnostic.Message.Should().Contain(_folder["own"]).And.Contain(NativeLibraries.PathSetting);
    }

    [Fact]
    public void An_installed_library_is_found()
    {
        string folder = Path.Combine("home", "runtimes", $"llama-{NpmRuntimeSource.Version}-{NativeFolder.Platform}-cpu");
        Fake(folder, "llama.v0.5.0", "ggml.v0.5.0", "ggml-base", "ggml-cpu-haswell", "llama-common");

        NativeRuntime runtime = NativeLibraries.Find(Context())!;

        runtime.LibraryPath.Should().Be(Library(folder, "llama.v0.5.0"));
        runtime.Files.Ggml.Should().Be(Library(folder, "ggml.v0.5.0"));
        runtime.Files.Preload.Should().BeEmpty("backends that are loaded on demand need no help");
    }

    [Fact]
    public void A_package_of_the_project_is_found_in_its_assets_file()
    {
        string variant = Path.Combine("packages", "llamasharp.backend.cpu", "0.28.0", "runtimes", NativeFolder.Platform, "native", "noavx");
        Fake(variant, "llama", "ggml", "ggml-base", "ggml-cpu");
        Fake(Path.Combine("packages", "llamasharp.backend.cpu", "0.28.0", "runtimes", "linux-riscv64", "native"), "llama", "ggml");
        string assets = Assets("LLamaSharp.Backend.Cpu/0.28.0");

        NativeRuntime runtime = NativeLibraries.Find(Context(("ProjectAssetsFile", assets)))!;

        runtime.LibraryPath.Should().Be(Library(variant, "llama"));
        runtime.Files.Preload.Should().Equal(Library(variant, "ggml-base"), Library(variant, "ggml-cpu"));
    }

    [Fact]
    public void A_package_for_a_gpu_takes_its_processor_backend_from_the_other_package()
    {
        string cuda = Path.Combine("packages", "llamasharp.backend.cuda12.linux", "0.28.0", "LLamaSharpRuntimes", NativeFolder.Platform, "native", "cuda12");
        string cpu = Path.Combine("packages", "llamasharp.backend.cpu", "0.28.0", "runtimes", NativeFolder.Platform, "native", "noavx");
        Fake(cuda, "llama", "ggml", "ggml-base", "ggml-cuda");
        Fake(cpu, "llama", "ggml", "ggml-base", "ggml-cpu");
        string assets = Assets("LLamaSharp.Backend.Cpu/0.28.0", "LLamaSharp.Backend.Cuda12.Linux/0.28.0", "LLamaSharp.Backend.Cuda12/0.28.0");

        NativeRuntime gpu = NativeLibraries.Find(Context(("ProjectAssetsFile", assets)), gpu: true)!;
        NativeRuntime plain = NativeLibraries.Find(Context(("ProjectAssetsFile", assets)))!;

        gpu.LibraryPath.Should().Be(Library(cuda, "llama"));
        gpu.Files.Preload.Should().Equal(Library(cuda, "ggml-base"), Library(cpu, "ggml-cpu"), Library(cuda, "ggml-cuda"));
        plain.LibraryPath.Should().Be(Library(cpu, "llama"));
    }

    [Fact]
    public async Task A_package_for_a_gpu_without_the_processors_package_is_told_to_add_it()
    {
        Fake(Path.Combine("packages", "llamasharp.backend.cuda12.linux", "0.28.0", "runtimes", NativeFolder.Platform, "native", "cuda12"), "llama", "ggml", "ggml-base", "ggml-cuda");
        Fake(Path.Combine("packages", "llamasharp.backend.cuda12.windows", "0.28.0", "runtimes", "other-x64", "native", "cuda12"), "llama", "ggml");

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => new LlamaModelProvider().StartAsync(
            Tests.Model(Tests.TinyModelIn(_folder)), Context(("ProjectAssetsFile", Assets("LLamaSharp.Backend.Cuda12/0.28.0", "LLamaSharp.Backend.Cuda12.Linux/0.28.0"))), Tests.Token).AsTask());

        diagnostic.Code.Should().Be(Diagnostics.WrongNativeLibrary.Code);
        diagnostic.Message.Should().Contain("add LLamaSharp.Backend.Cpu of the same version");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{ \"libraries\": { \"LLamaSharp.Backend.Cpu/1.0.0\": {} }, \"packageFolders\": {} }")]
    public void An_assets_file_that_says_nothing_is_passed_over(string text)
    {
        File.WriteAllText(_folder["project.assets.json"], text);

        ProjectPackages.Backends(_folder["project.assets.json"]).Should().BeEmpty();
    }

    [Fact]
    public async Task A_library_that_is_another_is_named_with_what_it_lacks()
    {
        // Two real libraries that have nothing to do with it.
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string real = Directory.GetFiles(runtime).First(f => Path.GetFileName(f).Contains("System.Native.", StringComparison.Ordinal) && f.EndsWith(s_ending, StringComparison.Ordinal));
        Directory.CreateDirectory(_folder["wrong"]);
        File.Copy(real, Library("wrong", "llama"));
        File.Copy(real, Library("wrong", "ggml"));

        Diagnostic diagnostic = await StartAsync("wrong");

        diagnostic.Code.Should().Be(Diagnostics.WrongNativeLibrary.Code);
        diagnostic.Message.Should().Contain(Library("wrong", "ggml")).And.Contain("ggml_backend").And.Contain(NativeLibraries.PathSetting);
        diagnostic.Location.Line.Should().Be(7);
    }

    [Fact]
    public async Task A_library_that_is_none_is_named()
    {
        Fake("wrong", "llama", "ggml");

        Diagnostic diagnostic = await StartAsync("wrong");

        diagnostic.Code.Should().Be(Diagnostics.WrongNativeLibrary.Code);
        diagnostic.Message.Should().Contain(Library("wrong", "ggml")).And.Contain("cannot be loaded");
    }

    private async Task<Diagnostic> StartAsync(string natives) => await Tests.DiagnosticOf(() => new LlamaModelProvider().StartAsync(
        Tests.Model(Tests.TinyModelIn(_folder)), Context((NativeLibraries.PathSetting, natives)), Tests.Token).AsTask());

    private ModelContext Context(params (string Name, string Value)[] settings) =>
        Tests.Context(_folder["home"], _folder["output"], settings) with { ProjectDirectory = _folder.Path };

    private string Library(string folder, string name) => Path.Combine(_folder[folder], s_prefix + name + s_ending);

    private void Fake(string folder, params string[] names)
    {
        Directory.CreateDirectory(_folder[folder]);
        foreach (string name in names) { File.WriteAllText(Library(folder, name), "no library"); }
    }

    private string Assets(params string[] libraries)
    {
        string items = string.Join(", ", libraries.Select(l => $"\"{l}\": {{ \"type\": \"package\", \"path\": \"{l.ToLowerInvariant()}\" }}"));
        string root = _folder["packages"].Replace("\\", "\\\\", StringComparison.Ordinal);
        File.WriteAllText(_folder["project.assets.json"], $"{{ \"version\": 3, \"libraries\": {{ {items} }}, \"packageFolders\": {{ \"{root}\": {{}} }} }}");
        return _folder["project.assets.json"];
    }
}
