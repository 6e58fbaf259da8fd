using System.Text;

namespace LlmEval.Build.Tests.Sandbox;

/// <summary>A project in a sandbox: a folder, filled by fluent calls; the project file is written when the first build starts.</summary>
internal sealed class SandboxProject(string directory, string name)
{
    private readonly StringBuilder _properties = new();
    private readonly StringBuilder _items = new();
    private string _sdk = "Microsoft.NET.Sdk";
    private string _program = "System.Console.WriteLine(\"sandbox\");\n";
    private string _package = """<PackageReference Include="LlmEval" Version="{0}"><IncludeAssets>runtime; build; native; contentfiles; analyzers; buildtransitive</IncludeAssets><PrivateAssets>all</PrivateAssets></PackageReference>""";
    private string _frameworks = "<TargetFramework>net10.0</TargetFramework>";

    /// <summary>The folder.</summary>
    public string Directory { get; } = directory;

    /// <summary>The name, also of the project file and the assembly.</summary>
    public string Name { get; } = name;

    /// <summary>Full path of the project file.</summary>
    public string File => Path.Combine(Directory, Name + ".csproj");

    /// <summary>Where an evaluation of one target framework writes.</summary>
    public string LlmEvalDirectory => Path.Combine(Directory, "obj", "Debug", _frameworks.Contains("Frameworks") ? "llmeval" : "net10.0/llmeval");

    /// <summary>Another SDK: <c>Microsoft.NET.Sdk.Web</c>, <c>Microsoft.NET.Sdk.Worker</c>.</summary>
    public SandboxProject WithSdk(string sdk)
    {
        _sdk = sdk;
        return this;
    }

    /// <summary>A library instead of a console application.</summary>
    public SandboxProject AsLibrary()
    {
        _program = "public sealed class Something;\n";
        return WithProperty("OutputType", "Library");
    }

    /// <summary>A test project of xunit.v3 that references LlmEval.XunitV3 and no other package of ours.</summary>
    public SandboxProject AsTests()
    {
        _package = """
            <PackageReference Include="LlmEval.XunitV3" Version="{0}" />
                <PackageReference Include="xunit.v3" Version="3.2.2" />
                <PackageReference Include="xunit.runner.visualstudio" Version="3.1.5" />
                <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.11.0" />
            """;
        _program = "public static class Nothing;\n";
        return WithProperty("ImplicitUsings", "enable").WithProperty("Nullable", "enable");
    }

    /// <summary>Two target frameworks that need nothing but the SDK.</summary>
    public SandboxProject WithTwoTargetFrameworks()
    {
        _frameworks = "<TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks><EnableWindowsTargeting>true</EnableWindowsTargeting><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>";
        return this;
    }

    /// <summary>One target framework other than the usual.</summary>
    public SandboxProject WithTargetFramework(string framework)
    {
        _frameworks = $"<TargetFramework>{framework}</TargetFramework>";
        return this;
    }

    /// <summary>A property of the project.</summary>
    public SandboxProject WithProperty(string property, string value)
    {
        _properties.Append($"    <{property}>{value}</{property}>\n");
        return this;
    }

    /// <summary>An item, as XML.</summary>
    public SandboxProject WithItem(string xml)
    {
        _items.Append("    ").Append(xml).Append('\n');
        return this;
    }

    /// <summary>A reference to another project of the sandbox.</summary>
    public SandboxProject WithReference(SandboxProject other) => WithItem($"""<ProjectReference Include="{other.File}" />""");

    /// <summary>A suite <c>evals/NAME.eval.yml</c>.</summary>
    public SandboxProject WithSuite(string text, string suite = "triage") => WithFile($"evals/{suite}.eval.yml", text);

    /// <summary>A prompt <c>prompts/NAME.prompt.yml</c>.</summary>
    public SandboxProject WithPrompt(string text, string prompt = "triage") => WithFile($"prompts/{prompt}.prompt.yml", text);

    /// <summary>A model item that answers from a script: YAML rules, see the provider <c>Scripted</c>.</summary>
    public SandboxProject WithScriptedModel(string rules, string model = "scripted", string metadata = "") =>
        WithFile($"models/{model}.yml", rules).WithItem($"""<LlmModel Include="{model}" Provider="Scripted" Path="models/{model}.yml" {metadata} />""");

    /// <summary>Writes a file of the project, relative to its folder; also between builds.</summary>
    public SandboxProject WithFile(string path, string text)
    {
        string full = Path.Combine(Directory, path);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, text);
        return this;
    }

    /// <summary>Takes back every item, property and file but what was restored and compiled.</summary>
    public SandboxProject Reset()
    {
        _items.Clear();
        _properties.Clear();
        foreach (string folder in System.IO.Directory.EnumerateDirectories(Directory).Where(f => Path.GetFileName(f) is not ("obj" or "bin"))) { System.IO.Directory.Delete(folder, recursive: true); }
        foreach (string file in System.IO.Directory.EnumerateFiles(Directory).Where(f => f != File)) { System.IO.File.Delete(file); }
        if (System.IO.Directory.Exists(LlmEvalDirectory)) { System.IO.Directory.Delete(LlmEvalDirectory, recursive: true); }
        return this;
    }

    /// <summary>Writes the project file as it is now, the package as <c>dotnet add package</c> writes it; called by the sandbox before each build.</summary>
    public void Write(string packageVersion)
    {
        string text = $"""
            <Project Sdk="{_sdk}">
              <PropertyGroup>
                {_frameworks}
            {_properties}  </PropertyGroup>
              <ItemGroup>
                {string.Format(System.Globalization.CultureInfo.InvariantCulture, _package, packageVersion)}
            {_items}  </ItemGroup>
            </Project>

            """;
        if (!System.IO.File.Exists(File) || System.IO.File.ReadAllText(File) != text) { System.IO.File.WriteAllText(File, text); }
        if (!System.IO.Directory.EnumerateFiles(Directory, "*.cs").Any()) { WithFile("Program.cs", _program); }
    }
}
