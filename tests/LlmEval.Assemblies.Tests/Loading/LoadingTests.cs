namespace LlmEval.Assemblies.Tests.Loading;

public sealed class LoadingTests
{
    [Fact]
    public async Task The_code_gets_its_own_version_of_what_the_engine_uses_too()
    {
        using UserCode code = new();
        code.Compile("[assembly: System.Reflection.AssemblyVersion(\"99.0.0.0\")] namespace YamlDotNet; public static class Own { public static string Say() => \"fine, mine\"; }", "YamlDotNet");
        code.Compile("public class Rag { [EvalTarget] public string Ask(EvalCase c) => YamlDotNet.Own.Say() + typeof(YamlDotNet.Own).Assembly.GetName().Version; }", references: "YamlDotNet");

        await code.EvaluateAsync();

        code.Result.Should().Contain("fine, mine99.0.0.0");
    }

    [Fact]
    public async Task What_the_code_does_not_bring_is_missing_even_where_the_engine_has_it()
    {
        using UserCode code = new();
        code.Compile("namespace CsvHelper; public static class Own { public static string Say() => \"fine\"; }", "CsvHelper");
        code.Compile("public class Rag { [EvalTarget] public string Ask(EvalCase c) => Say(); static string Say() => CsvHelper.Own.Say(); }", references: "CsvHelper");
        File.Delete(Path.Combine(code.Bin, "CsvHelper.dll"));

        await code.EvaluateAsync();

        code.Result.Should().Contain("The assembly 'CsvHelper' is not beside 'Handbook.dll'");
    }

    [Fact]
    public async Task Code_that_is_built_against_a_newer_contract_is_told_so()
    {
        using UserCode code = new();
        string core = Path.Combine(code.Folder, "newer", "LlmEval.Core.dll");
        code.Write("newer/Core.cs", "[assembly: System.Reflection.AssemblyVersion(\"99.1.0.0\")] namespace LlmEval.Models { public class Newer { } }");
        code.Write("src/Handbook.cs", "public class Rag : LlmEval.Models.Newer { }");
        Compiler.Run(Path.Combine(code.Folder, "newer"), core, ["Core.cs"], []);
        Compiler.Run(Path.Combine(code.Folder, "src"), code.Entry, ["Handbook.cs"], [core]);

        (await code.MistakeAsync()).Should().Match("*LLM3002: 'Handbook.dll' of the model 'code' is built against LlmEval.Core 99.1.0, which is newer than the * of this engine. Update the package LlmEval*");
    }

    [Fact]
    public async Task The_assembly_can_be_built_again_while_it_runs_and_finds_its_files_beside_it()
    {
        using UserCode code = new UserCode().Write("bin/content/note.txt", "fine note").WithRag("""
            [EvalTarget] public string Ask(EvalCase c)
            {
                string own = System.IO.Path.GetDirectoryName(typeof(Rag).Assembly.Location)!;
                string original = System.IO.Path.GetFullPath(System.IO.Path.Combine(own, "..", "..", "..", "..", "..", "bin", "Handbook.dll"));
                System.IO.File.WriteAllBytes(original, System.IO.File.ReadAllBytes(original));
                return System.IO.File.ReadAllText(System.IO.Path.Combine(own, "content", "note.txt"));
            }
            """);

        await code.EvaluateAsync();

        code.Result.Should().Contain("fine note");
        File.ReadAllText(Path.Combine(code.Bin, "content", "note.txt")).Should().Be("fine note", "removing the copy removes no original");
    }

    [Fact]
    public async Task The_framework_of_web_applications_is_found()
    {
        string shared = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", ".."));
        string? web = Directory.Exists(Path.Combine(shared, "Microsoft.AspNetCore.App"))
            ? Directory.EnumerateDirectories(Path.Combine(shared, "Microsoft.AspNetCore.App"), "10.*").Order(StringComparer.Ordinal).LastOrDefault() : null;
        Assert.SkipWhen(web is null, "This machine has no ASP.NET Core.");
        using UserCode code = new();
        code.Write("src/Handbook.cs", "public class Rag { [LlmEval.Models.EvalTarget] public string Ask() => \"fine \" + new Microsoft.AspNetCore.Http.DefaultHttpContext().Request.Protocol + typeof(Microsoft.AspNetCore.Http.HttpContext).Name; }");
        Compiler.Run(Path.Combine(code.Folder, "src"), code.Entry, ["Handbook.cs"],
            [.. new[] { "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Http.Abstractions", "Microsoft.AspNetCore.Http.Features", "Microsoft.Extensions.Primitives" }.Select(n => Path.Combine(web!, n + ".dll"))]);

        await code.EvaluateAsync();

        code.Result.Should().Contain("HttpContext");
    }

    [Fact]
    public async Task A_file_that_is_no_assembly_is_an_error_at_the_item()
    {
        using UserCode code = new UserCode().Write("bin/Handbook.dll", "no assembly");

        (await code.MistakeAsync()).Should().StartWith(code.Spec.Location.File).And.Contain("LLM3002: 'Handbook.dll' of the model 'code' cannot be loaded");
    }

    [Fact]
    public async Task A_damaged_list_of_dependencies_is_an_error_at_the_item()
    {
        using UserCode code = new UserCode().WithRag("[EvalTarget] public string Ask() => \"fine\";").Write("bin/Handbook.deps.json", "{ \"targets\": ");

        (await code.MistakeAsync()).Should().Contain("LLM3002").And.Contain("'Handbook.deps.json' is no list of dependencies");
    }
}
