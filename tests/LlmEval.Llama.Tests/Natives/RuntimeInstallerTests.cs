using LlmEval.Llama.Natives;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Llama.Tests.Natives;

public sealed class RuntimeInstallerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_processes_at_once_both_end_with_the_same_working_library()
    {
        using SecondProcess one = SecondProcess.Start("install", _folder.Path);
        using SecondProcess two = SecondProcess.Start("install", _folder.Path);

        string[] libraries = await Task.WhenAll(one.LineAsync("installed"), two.LineAsync("installed"));

        libraries[0].Should().Be(libraries[1]);
        await one.FinishAsync();
        await two.FinishAsync();
        Directory.GetFileSystemEntries(_folder["runtimes"]).Should().ContainSingle("nothing half done is left");
    }

    [Fact]
    public async Task What_is_installed_is_not_fetched_again()
    {
        await InstallAsync(new GoodSource());
        _said.Clear();

        await InstallAsync(new FailingSource("must not be asked"));

        _said.Should().BeEmpty();
    }

    [Fact]
    public async Task The_next_source_serves_when_the_first_does_not()
    {
        NativeRuntime runtime = await InstallAsync(new FailingSource("the registry is away"), new GoodSource());

        runtime.LibraryPath.Should().StartWith(_folder["home"]);
        _said.Should().HaveCount(3);
        _said[^1].Should().StartWith("Installed llama.cpp");
    }

    [Fact]
    public async Task When_none_serves_one_error_says_every_reason_and_the_ways_by_hand()
    {
        Diagnostic diagnostic = await Tests.DiagnosticOf(() => InstallAsync(new FailingSource("the registry is away"), new FailingSource("no network")));

        diagnostic.Code.Should().Be(Diagnostics.NoNativeLibrary.Code);
        diagnostic.Message.Should().Contain("the registry is away").And.Contain("no network")
            .And.Contain("llmeval runtime install").And.Contain("LLamaSharp.Backend.Cpu").And.Contain("LlmEvalLlamaPath");
        Directory.GetFileSystemEntries(_folder[Path.Combine("home", "runtimes")]).Should().BeEmpty();
    }

    [Fact]
    public async Task What_does_not_work_is_never_put_in_place()
    {
        Diagnostic diagnostic = await Tests.DiagnosticOf(() => InstallAsync(new BrokenSource()));

        diagnostic.Message.Should().Contain("does not work here").And.Contain("cannot be loaded");
        Directory.GetFileSystemEntries(_folder[Path.Combine("home", "runtimes")]).Should().BeEmpty();
    }

    [Theory]
    [InlineData(RuntimeFlavor.Vulkan)]
    [InlineData(RuntimeFlavor.Cuda)]
    public async Task A_library_for_gpus_that_sees_none_is_not_installed_and_the_message_says_what_it_needs(RuntimeFlavor flavor)
    {
        Diagnostic diagnostic = await Tests.DiagnosticOf(() =>
            RuntimeInstaller.InstallAsync(flavor, Context(), [new GoodSource(), new FailingSource("the next one")], Tests.Token));

        diagnostic.Message.Should().Contain("sees no GPU").And.Contain("a driver of tests").And.Contain("the next one");
        Directory.GetFileSystemEntries(_folder[Path.Combine("home", "runtimes")]).Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_does_not_fetch_a_library_for_gpus_again_that_did_not_work()
    {
        (await RuntimeInstaller.TryInstallForGpuAsync(Context(), [new FailingSource("no network")], Tests.Token)).Should().BeNull();
        _said.Clear();

        (await RuntimeInstaller.TryInstallForGpuAsync(Context(), [new FailingSource("must not be asked")], Tests.Token)).Should().BeNull();

        _said.Should().ContainSingle().Which.Should().Contain("failed before").And.Contain("llmeval runtime install --vulkan");
    }

    [Fact]
    public async Task A_run_that_may_not_install_says_how_to_do_it_by_hand()
    {
        ModelContext context = Tests.Context(_folder["home"], _folder["output"], ("LlmEvalRuntimeInstall", "false"));
        Assert.SkipUnless(NativeLibraries.Find(context) is null, "This machine has a library of its own.");

        Diagnostic diagnostic = await Tests.DiagnosticOf(() =>
            new LlamaModelProvider().StartAsync(Tests.Model(Tests.TinyModelIn(_folder)), context, Tests.Token).AsTask());

        diagnostic.Code.Should().Be(Diagnostics.NoNativeLibrary.Code);
        diagnostic.Message.Should().Contain("LlmEvalRuntimeInstall=false").And.Contain("LlmEvalLlamaPath");
        diagnostic.Location.Line.Should().Be(7);
        Directory.Exists(_folder[Path.Combine("home", "runtimes")]).Should().BeFalse();
    }

    [Fact]
    public async Task A_version_of_a_nuget_package_that_no_feed_has_is_a_reason_and_leaves_nothing_behind()
    {
        await File.WriteAllTextAsync(_folder["nuget.config"], "<configuration><packageSources><clear /></packageSources></configuration>", Tests.Token);
        Directory.CreateDirectory(_folder["target"]);
        NuGetRuntimeSource source = new();

        Func<Task> fetch = () => source.FetchAsync(RuntimeFlavor.Cuda, _folder["target"], Context(), Tests.Token);

        (await fetch.Should().ThrowAsync<RuntimeSourceException>()).Which.Message.Should().Contain("LLamaSharp.Backend.Cuda12");
        Directory.GetFileSystemEntries(_folder["output"]).Should().BeEmpty();
    }

    [Theory]
    [InlineData("package/bins/linux-x64/libllama.so", "libllama.so")]
    [InlineData("package/LICENSE", "LICENSE")]
    [InlineData("package/bins/linux-x64/llama-addon.node", null)]
    [InlineData("package/dist/index.js", null)]
    [InlineData("package/package.json", null)]
    public void Only_libraries_and_licence_of_an_npm_package_are_unpacked(string entry, string? expected) =>
        NpmRuntimeSource.Place(entry).Should().Be(expected);

    private Task<NativeRuntime> InstallAsync(params IRuntimeSource[] sources) =>
        RuntimeInstaller.InstallAsync(RuntimeFlavor.Cpu, Context(), sources, Tests.Token);

    private ModelContext Context() => Tests.Context(_folder["home"], _folder["output"]) with { Report = _said.Add };

    private sealed class GoodSource : IRuntimeSource
    {
        public string Describe(RuntimeFlavor flavor) => "tests";

        public string? Needs(RuntimeFlavor flavor) => flavor == RuntimeFlavor.Cpu ? null : "a driver of tests";

        public async Task FetchAsync(RuntimeFlavor flavor, string folder, ModelContext context, CancellationToken cancellationToken)
        {
            NativeRuntime runtime = await Tests.RuntimeAsync();
            foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(runtime.LibraryPath)!)) { File.Copy(file, Path.Combine(folder, Path.GetFileName(file))); }
        }
    }

    private sealed class FailingSource(string why) : IRuntimeSource
    {
        public string Describe(RuntimeFlavor flavor) => "tests";

        public string? Needs(RuntimeFlavor flavor) => flavor == RuntimeFlavor.Cpu ? null : "a driver of tests";

        public Task FetchAsync(RuntimeFlavor flavor, string folder, ModelContext context, CancellationToken cancellationToken) =>
            throw new RuntimeSourceException(why);
    }

    private sealed class BrokenSource : IRuntimeSource
    {
        public string Describe(RuntimeFlavor flavor) => "tests";

        public string? Needs(RuntimeFlavor flavor) => flavor == RuntimeFlavor.Cpu ? null : "a driver of tests";

        public Task FetchAsync(RuntimeFlavor flavor, string folder, ModelContext context, CancellationToken cancellationToken)
        {
            string ending = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
            foreach (string name in (string[])["libllama", "libggml"]) { File.WriteAllText(Path.Combine(folder, name + ending), "no library"); }

            return Task.CompletedTask;
        }
    }
}
