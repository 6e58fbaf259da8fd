using System.Globalization;
using System.Text.Json;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LlmEval.MSBuild.Tests;

public sealed class WriteLlmEvalManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeBuildEngine _engine = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_project_and_its_settings_are_told_with_full_paths()
    {
        JsonElement root = Manifest(t =>
        {
            t.ContinuousIntegration = true;
            t.Settings = [Item("LlmEvalFilter", ("Value", "tag:pr")), Item("LlmEvalCacheDirectory", ("Value", "../cache"), ("IsPath", "true")), Item("LlmEvalLlamaPath", ("Value", ""), ("IsPath", "true"))];
        });

        root.GetProperty("formatVersion").GetInt32().Should().Be(1);
        root.GetProperty("project").GetString().Should().Be(_folder["shop/shop.csproj"]);
        root.GetProperty("projectDirectory").GetString().Should().Be(_folder["shop"]);
        root.GetProperty("projectName").GetString().Should().Be("shop");
        root.GetProperty("isContinuousIntegration").GetBoolean().Should().BeTrue();
        JsonElement settings = root.GetProperty("settings");
        settings.GetProperty("LlmEvalFilter").GetString().Should().Be("tag:pr");
        settings.GetProperty("LlmEvalCacheDirectory").GetString().Should().Be(_folder["cache"]);
        settings.GetProperty("LlmEvalLlamaPath").GetString().Should().BeEmpty();
    }

    [Theory]
    [InlineData("prompts/triage.prompt.yml", "triage")]
    [InlineData("prompts/triage.v2.prompt.yaml", "triage.v2")]
    [InlineData("triage.prompty", "triage")]
    [InlineData("triage.yml", "triage")]
    public void A_prompt_is_named_after_its_file(string file, string name)
    {
        JsonElement prompt = Manifest(t => t.Prompts = [Item(file)]).GetProperty("prompts")[0];

        prompt.GetProperty("name").GetString().Should().Be(name);
        prompt.GetProperty("path").GetString().Should().Be(_folder["shop/" + file]);
    }

    [Fact]
    public void A_prompt_may_be_given_a_name()
    {
        Manifest(t => t.Prompts = [Item("a.prompt.yml", ("Name", "greeting"))]).GetProperty("prompts")[0].GetProperty("name").GetString().Should().Be("greeting");
    }

    [Fact]
    public void A_file_listed_twice_is_one_item_with_the_later_metadata()
    {
        JsonElement prompts = Manifest(t => t.Prompts = [Item("a.prompt.yml", ("Name", "a"), ("Note", "x")), Item("./a.prompt.yml", ("Name", "b"))]).GetProperty("prompts");

        prompts.GetArrayLength().Should().Be(1);
        prompts[0].GetProperty("name").GetString().Should().Be("b");
        prompts[0].GetProperty("metadata").GetProperty("Note").GetString().Should().Be("x");
    }

    [Fact]
    public void A_model_keeps_its_metadata_with_full_paths_and_without_those_of_the_ide()
    {
        JsonElement model = Manifest(t => t.Models = [Item("tiny", ("Provider", "Llama"), ("Path", "models/tiny.gguf"), ("GpuLayers", "99"), ("Empty", ""), ("Visible", "false"))]).GetProperty("models")[0];

        model.GetProperty("name").GetString().Should().Be("tiny");
        model.GetProperty("provider").GetString().Should().Be("Llama");
        model.GetProperty("metadata").EnumerateObject().Select(p => $"{p.Name}={p.Value}").Should()
            .Equal("GpuLayers=99", $"Path={_folder["shop/models/tiny.gguf"]}", "Provider=Llama");
    }

    [Fact]
    public void Two_models_of_one_name_stay_two_for_the_engine_to_refuse()
    {
        Manifest(t => t.Models = [Item("tiny"), Item("tiny")]).GetProperty("models").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public void The_order_of_items_does_not_matter()
    {
        string first = Text(t => t.Suites = [Item("b.eval.yml"), Item("a.eval.yml")]);
        string second = Text(t => t.Suites = [Item("a.eval.yml"), Item("b.eval.yml")]);

        second.Should().Be(first);
    }

    [Fact]
    public void Odd_characters_survive()
    {
        const string Odd = "a \"b\" \\ \t \n é 😀 \u0001";

        Manifest(t => t.Models = [Item("tiny", ("Note", Odd))]).GetProperty("models")[0].GetProperty("metadata").GetProperty("Note").GetString().Should().Be(Odd);
    }

    [Fact]
    public void What_has_not_changed_is_not_written()
    {
        Text(_ => { });
        DateTime old = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_folder["out/manifest.json"], old);
        File.SetLastWriteTimeUtc(_folder["out/inputs.cache"], old);

        Text(_ => { });
        File.GetLastWriteTimeUtc(_folder["out/manifest.json"]).Should().Be(old);
        File.GetLastWriteTimeUtc(_folder["out/inputs.cache"]).Should().Be(old);

        Text(t => t.Settings = [Item("LlmEvalFilter", ("Value", "x"))]);
        File.GetLastWriteTimeUtc(_folder["out/manifest.json"]).Should().BeAfter(old);
        File.GetLastWriteTimeUtc(_folder["out/inputs.cache"]).Should().Be(old);
    }

    [Fact]
    public void A_manifest_that_only_lost_its_end_is_written()
    {
        string whole = Text(_ => { });
        File.WriteAllText(_folder["out/manifest.json"], whole[..^10]);

        Text(_ => { }).Should().Be(whole);
    }

    [Theory]
    [InlineData("Cached", "Run", true)]
    [InlineData("Run", "Cached", false)]
    [InlineData("Run", "Validate", true)]
    [InlineData("Accept", "Cached", true)]
    [InlineData("Cached", "Cached", false)]
    [InlineData("", "Cached", true)]
    public void A_result_of_another_mode_loses_its_stamp_but_for_a_plain_build_after_a_run(string ran, string asked, bool lost)
    {
        _folder.Write("out/mode.txt", ran);
        _folder.Write("out/inputs.list", string.Empty);
        string stamp = _folder.Write("out/complete.stamp", string.Empty);

        Text(t => t.Mode = asked);

        File.Exists(stamp).Should().Be(!lost);
    }

    [Theory]
    [InlineData("same", false)]
    [InlineData("longer", true)]
    [InlineData("older", true)]
    [InlineData("gone", true)]
    [InlineData("no list", true)]
    [InlineData("an old list", true)]
    public void A_result_loses_its_stamp_when_an_input_is_another_file(string change, bool lost)
    {
        string input = _folder.Write("evals/tickets.jsonl", "{}");
        FileInfo was = new(input);
        string list = _folder.Write("out/inputs.list", change == "an old list" ? input + "\n" : $"{input}\t{was.Length}\t{was.LastWriteTimeUtc.Ticks}\n");
        _folder.Write("out/mode.txt", "Cached");
        string stamp = _folder.Write("out/complete.stamp", string.Empty);
        switch (change)
        {
            case "longer":
                DateTime time = was.LastWriteTimeUtc;
                File.AppendAllText(input, " ");
                File.SetLastWriteTimeUtc(input, time);
                break;
            case "older": File.SetLastWriteTimeUtc(input, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc)); break;
            case "gone": File.Delete(input); break;
            case "no list": File.Delete(list); break;
        }

        Text(t => t.Mode = "Cached");

        File.Exists(stamp).Should().Be(!lost);
    }

    [Theory]
    [InlineData("same", false)]
    [InlineData("a new file", true)]
    [InlineData("gone", true)]
    public void A_result_loses_its_stamp_when_a_folder_of_inputs_holds_other_files(string change, bool lost)
    {
        string folder = Path.GetDirectoryName(_folder.Write("data/index/a.txt", "a"))!;
        DateTime time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        Directory.SetLastWriteTimeUtc(folder, time);
        _folder.Write("out/inputs.list", string.Create(CultureInfo.InvariantCulture, $"{folder}\tfolder\t{time.Ticks}\n"));
        _folder.Write("out/mode.txt", "Cached");
        string stamp = _folder.Write("out/complete.stamp", string.Empty);
        switch (change)
        {
            case "a new file": _folder.Write("data/index/b.txt", "b"); break;
            case "gone": Directory.Delete(folder, recursive: true); break;
        }

        Text(t => t.Mode = "Cached");

        File.Exists(stamp).Should().Be(!lost);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, false)]
    public void A_result_loses_its_stamp_when_its_answers_are_too_old(int hours, bool lost)
    {
        _folder.Write("out/inputs.list", string.Create(CultureInfo.InvariantCulture, $"\texpires\t{DateTime.UtcNow.AddHours(hours).Ticks}\n"));
        _folder.Write("out/mode.txt", "Cached");
        string stamp = _folder.Write("out/complete.stamp", string.Empty);

        Text(t => t.Mode = "Cached");

        File.Exists(stamp).Should().Be(!lost);
    }

    [Fact]
    public void Another_engine_and_a_new_file_of_defaults_run_again()
    {
        Text(_ => { });
        string was = File.ReadAllText(_folder["out/inputs.cache"]);

        Text(t => t.EngineAssembly = "/other/llmeval.dll");
        File.ReadAllText(_folder["out/inputs.cache"]).Should().NotBe(was);
        Text(t => t.DefaultsFiles = [Item("evals/defaults.eval.yml")]);
        File.ReadAllText(_folder["out/inputs.cache"]).Should().NotBe(was).And.Contain("defaults.eval.yml");
    }

    [Fact]
    public void A_mode_is_read_without_case_and_an_unknown_one_is_refused()
    {
        WriteLlmEvalManifest task = Sut(t => t.Mode = "run");
        task.Execute().Should().BeTrue();
        task.EffectiveMode.Should().Be("Run");

        Sut(t => t.Mode = "Always").Execute().Should().BeFalse();
        BuildErrorEventArgs error = _engine.Errors.Should().ContainSingle().Subject;
        error.Code.Should().Be("LLM1003");
        error.Message.Should().Contain("'Always'").And.Contain("Cached");
        error.File.Should().Be(_folder["shop/shop.csproj"]);
    }

    [Fact]
    public void An_output_that_cannot_be_written_is_told()
    {
        _folder.Write("out", "a file where the folder should be");

        Sut(_ => { }).Execute().Should().BeFalse();

        _engine.Errors.Should().ContainSingle().Which.Code.Should().Be("LLM3007");
    }

    private JsonElement Manifest(Action<WriteLlmEvalManifest> change)
    {
        using JsonDocument document = JsonDocument.Parse(Text(change));
        return document.RootElement.Clone();
    }

    private string Text(Action<WriteLlmEvalManifest> change)
    {
        Sut(change).Execute().Should().BeTrue();
        return File.ReadAllText(_folder["out/manifest.json"]);
    }

    private WriteLlmEvalManifest Sut(Action<WriteLlmEvalManifest> change)
    {
        var task = new WriteLlmEvalManifest
        {
            BuildEngine = _engine,
            ProjectFile = _folder["shop/shop.csproj"],
            OutputDirectory = _folder["out"],
            Mode = "Cached",
            EngineAssembly = "/tools/llmeval.dll",
        };
        change(task);
        return task;
    }

    private static TaskItem Item(string name, params (string Name, string Value)[] metadata) =>
        new(name, metadata.ToDictionary(m => m.Name, m => m.Value));
}
