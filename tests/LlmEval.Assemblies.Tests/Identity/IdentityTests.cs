using LlmEval.Models;
using LlmEval.Reporting;

namespace LlmEval.Assemblies.Tests.Identity;

public sealed class IdentityTests
{
    private const string Source = """
        [assembly: System.Reflection.AssemblyInformationalVersion("VERSION")]
        [assembly: System.Reflection.AssemblyVersion("1.0.BUILD")]
        namespace Handbook;
        file sealed class Hidden { public static readonly int[] Data = [1, 2, 3, 5, 8, 13, 21]; public static long Sum(IEnumerable<int> l) { long s = 0; foreach (int i in l) { s += i; } return s; } }
        public class Rag
        {
            [EvalTarget] public async Task<string> Ask(EvalCase c)
            {
                try { await Task.Yield(); return TEXT + Hidden.Sum(Hidden.Data); }
                catch (FormatException) { return "none"; }
            }
        }
        """;

    [Fact]
    public async Task Another_folder_commit_and_build_number_are_the_same_program()
    {
        using UserCode code = new();
        string first = await KeyAsync(code, sources: "src");

        code.Compile(Filled("1.0.0+9f8e7d6c5b4a39281706f5e4d3c2b1a0ffeeddcc", "77", "\"fine\""), sources: "elsewhere/in/another/folder");
        ModelIdentity? second = await code.IdentifyAsync();

        second!.Key.Should().Be(first).And.StartWith("assembly:sha256:");
        second.IsPinned.Should().BeTrue();
        // Not because nothing differs: the files do.
        byte[] one = File.ReadAllBytes(code.Entry);
        code.Compile(Filled("1.0.0", "1", "\"fine\""));
        File.ReadAllBytes(code.Entry).Should().NotEqual(one);
    }

    [Theory]
    [InlineData("\"fina\"", "a text")]
    [InlineData("c.Id", "an instruction")]
    public async Task Another_program_is_another_identity(string expression, string what)
    {
        using UserCode code = new();
        string first = await KeyAsync(code);

        code.Compile(Filled("1.0.0", "1", expression));

        (await code.IdentifyAsync())!.Key.Should().NotBe(first, "it differs in {0}", what);
    }

    [Theory]
    [InlineData("13, 21", "13, 22")]
    [InlineData("catch (FormatException)", "catch (OverflowException)")]
    [InlineData("long s = 0", "long s = 1")]
    [InlineData("public class Rag", "[Obsolete] public class Rag")]
    public async Task Data_handlers_constants_and_attributes_are_the_program(string old, string changed)
    {
        using UserCode code = new();
        string first = await KeyAsync(code);

        code.Compile(Filled("1.0.0", "1", "\"fine\"").Replace(old, changed, StringComparison.Ordinal));

        (await code.IdentifyAsync())!.Key.Should().NotBe(first);
    }

    [Fact]
    public async Task Dependencies_settings_and_named_inputs_are_part_of_it_and_other_files_are_not()
    {
        using UserCode code = new();
        code.Compile("public static class Index { public const string Version = \"1\"; public static string Read() => \"one\"; }", "Index");
        code.Compile("public class Rag { [EvalTarget] public string Ask() => Index.Read(); }", references: "Index");
        code.Write("data/index/a.txt", "a").With("Inputs", "data/index");
        HashSet<string> keys = [(await code.IdentifyAsync())!.Key];

        code.Write("bin/run.log", "noise").Write("data/other.txt", "noise");
        keys.Add((await code.IdentifyAsync())!.Key).Should().BeFalse("neither is named");

        code.Compile("public static class Index { public const string Version = \"1\"; public static string Read() => \"two\"; }", "Index");
        keys.Add((await code.IdentifyAsync())!.Key).Should().BeTrue("a dependency changed");
        code.Write("bin/appsettings.json", "{}");
        keys.Add((await code.IdentifyAsync())!.Key).Should().BeTrue("settings were added");
        code.Write("data/index/a.txt", "b");
        keys.Add((await code.IdentifyAsync())!.Key).Should().BeTrue("an input changed");
    }

    [Fact]
    public async Task A_build_evaluates_again_when_one_of_its_files_is_another()
    {
        using UserCode code = new UserCode().WithRag("[EvalTarget] public string Ask() => \"fine\";").Write("data/a.txt", "a").With("Inputs", "data");
        code.Compile("public static class Index;", "Index");

        IReadOnlyList<string> inputs = [.. (await code.EvaluateAsync(EvaluationMode.Cached)).Inputs];

        inputs.Should().Contain([code.Entry, Path.Combine(code.Bin, "Index.dll"), Path.Combine(code.Folder, "data", "a.txt")])
            .And.Contain(Path.Combine(code.Folder, "data"), "another file may be put there");
        string list = Path.Combine(code.Folder, "inputs.list"), data = Path.Combine(code.Folder, "data");
        InputListFile.Write(list, inputs, expires: null, began: DateTimeOffset.UtcNow.AddDays(1));
        File.ReadAllLines(list).Should().Contain(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{data}\tfolder\t{Directory.GetLastWriteTimeUtc(data).Ticks}"))
            .And.NotContain(l => l.EndsWith("\t?\t?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_native_library_beside_it_is_the_program_listed_or_not(bool hasList)
    {
        using UserCode code = new UserCode().WithRag("[EvalTarget] public string Ask() => \"fine\";");
        if (hasList)
        {
            code.Write("bin/Handbook.deps.json", """
                {"runtimeTarget":{"name":"x"},"targets":{"x":{"Handbook/1.0.0":{"runtime":{"Handbook.dll":{}}},"Engine/1.0.0":{"native":{"runtimes/x/native/libengine.so":{}}}}},
                 "libraries":{"Handbook/1.0.0":{"type":"project","serviceable":false,"sha512":""},"Engine/1.0.0":{"type":"package","serviceable":false,"sha512":"","path":"engine/1.0.0"}}}
                """);
        }

        HashSet<string> keys = [(await code.IdentifyAsync())!.Key];
        foreach (string file in (string[])["libwords.so", "libwords.so.2", "libwords.dylib", "words.dll"])
        {
            code.Write("bin/" + file, "native");
            keys.Add((await code.IdentifyAsync())!.Key).Should().BeTrue("{0} was added", file);
            code.Write("bin/" + file, "other native");
            keys.Add((await code.IdentifyAsync())!.Key).Should().BeTrue("{0} changed", file);
        }

        code.Write("bin/libengine.so", "the engine's");
        keys.Add((await code.IdentifyAsync())!.Key).Should().Be(!hasList, "a list says whose it is");
    }

    [Fact]
    public async Task Answers_of_an_earlier_program_are_not_those_of_the_new_one()
    {
        using UserCode code = new UserCode().With("Deterministic", "true").WithRag("[EvalTarget] public string Ask() => \"fine\";");
        (await code.EvaluateAsync()).Outcomes[0].SamplesDrawn.Should().Be(2);
        (await code.EvaluateAsync()).Outcomes[0].SamplesDrawn.Should().Be(0);

        code.WithRag("[EvalTarget] public string Ask() => \"fine and new\";");

        (await code.EvaluateAsync()).Outcomes[0].SamplesDrawn.Should().Be(2);
        code.Result.Should().Contain("fine and new");
    }

    private static async Task<string> KeyAsync(UserCode code, string sources = "src") =>
        (await code.Compile(Filled("1.0.0", "1", "\"fine\""), sources: sources).IdentifyAsync())!.Key;

    private static string Filled(string version, string build, string text) => Source
        .Replace("VERSION", version, StringComparison.Ordinal).Replace("BUILD", build, StringComparison.Ordinal).Replace("TEXT", text, StringComparison.Ordinal);
}
