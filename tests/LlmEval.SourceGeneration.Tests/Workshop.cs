extern alias generator;

using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace LlmEval.SourceGeneration.Tests;

/// <summary>A project as the compiler sees it: prompts, code, settings.</summary>
internal sealed class Workshop
{
    private static readonly MetadataReference[] s_framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(f => Path.GetFileName(f).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(f) is "netstandard.dll")
            .Select(f => MetadataReference.CreateFromFile(f)),
    ];

    private readonly List<PromptText> _prompts = [];
    private readonly Dictionary<string, string> _properties = new() { ["build_property.RootNamespace"] = "Shop", ["build_property.ProjectDir"] = "/shop/" };
    private readonly List<MetadataReference> _references = [.. s_framework];
    private LanguageVersion _language = LanguageVersion.Latest;
    private string _code = string.Empty;

    /// <summary>The files as they are given to the compiler.</summary>
    public IReadOnlyList<PromptText> Texts => _prompts;

    /// <summary>A prompt <c>/shop/prompts/NAME.prompt.yml</c>.</summary>
    public Workshop WithPrompt(string text, string name = "triage", string? itemName = null) => WithText(new PromptText($"/shop/prompts/{name}.prompt.yml", text, itemName));

    /// <summary>A prompt of one message.</summary>
    public Workshop WithMessage(string content, string name = "triage") =>
        WithPrompt($"messages:\n  - role: user\n    content: {System.Text.Json.JsonSerializer.Serialize(content)}\n", name);

    public Workshop WithText(PromptText text)
    {
        _prompts.Add(text);
        return this;
    }

    /// <summary>Code of the user's.</summary>
    public Workshop WithCode(string code)
    {
        _code = code;
        return this;
    }

    public Workshop WithProperty(string name, string value)
    {
        _properties["build_property." + name] = value;
        return this;
    }

    public Workshop WithLanguage(LanguageVersion version)
    {
        _language = version;
        return this;
    }

    /// <summary>A project that references <c>Microsoft.Extensions.AI.Abstractions</c>.</summary>
    public Workshop WithChat()
    {
        _references.Add(MetadataReference.CreateFromFile(typeof(Microsoft.Extensions.AI.ChatMessage).Assembly.Location));
        return this;
    }

    public CSharpParseOptions ParseOptions => new(_language, DocumentationMode.Diagnose);

    public CSharpCompilation Compilation() => CSharpCompilation.Create(
        "shop" + Guid.NewGuid().ToString("N"),
        [CSharpSyntaxTree.ParseText(_code, ParseOptions, "/shop/Code.cs", Encoding.UTF8)],
        _references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, generalDiagnosticOption: ReportDiagnostic.Error, nullableContextOptions: _language >= LanguageVersion.CSharp8 ? NullableContextOptions.Enable : NullableContextOptions.Disable));

    public CSharpGeneratorDriver Driver(bool trackSteps = false) => CSharpGeneratorDriver.Create(
        [new generator::LlmEval.SourceGeneration.PromptGenerator().AsSourceGenerator()],
        _prompts,
        ParseOptions,
        new PromptOptions(_properties),
        new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: trackSteps));

    /// <summary>What the generator says and what it makes.</summary>
    public GeneratorDriverRunResult Generate() => Driver().RunGenerators(Compilation(), TestContext.Current.CancellationToken).GetRunResult();

    /// <summary>Everything that the compiler says, warnings included: each is an error here.</summary>
    public IReadOnlyList<Diagnostic> Compile()
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compilation(), out Compilation all, out var said, TestContext.Current.CancellationToken);
        return [.. said, .. all.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity > DiagnosticSeverity.Hidden)];
    }

    /// <summary>The compiled project.</summary>
    public Assembly Load()
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compilation(), out Compilation all, out var said, TestContext.Current.CancellationToken);
        said.Should().BeEmpty();
        using MemoryStream stream = new();
        var result = all.Emit(stream, cancellationToken: TestContext.Current.CancellationToken);
        result.Diagnostics.Where(d => d.Severity > DiagnosticSeverity.Hidden).Should().BeEmpty();
        return Assembly.Load(stream.ToArray());
    }
}
