using System.Reflection;
using System.Xml.Linq;
using LlmEval.Engine;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Cli.Tests;

/// <summary>The pages on which Visual Studio shows metadata of items (build/rules) know the metadata that the engine knows.</summary>
public sealed class RuleFileTests
{
    private static readonly XNamespace s_rules = "http://schemas.microsoft.com/build/2009/properties";

    public static TheoryData<string> Rules => ["LlmModel", "LlmPrompt", "LlmEvalSuite", "LlmBaseline", "LlmEvaluator"];

    [Fact]
    public void The_page_of_models_has_the_metadata_of_all_providers_and_no_other() =>
        Properties("LlmModel").Should().BeEquivalentTo(Providers().SelectMany(p => p.KnownMetadata).Concat(ModelMetadata.Names)
            .Except(["Visible", "LinkBase", "Link"]).Distinct(StringComparer.OrdinalIgnoreCase));

    [Fact]
    public async Task The_page_of_checks_has_the_metadata_that_their_loader_knows()
    {
        DiagnosticBag found = new();
        ManifestItem item = new() { Name = "checks", Path = "checks.dll", Location = new Location("app.csproj", 1), Metadata = new Dictionary<string, string> { ["nokey"] = "x" } };
        ModelContext context = new() { ProjectDirectory = Path.GetTempPath(), Home = Path.GetTempPath(), OutputDirectory = Path.GetTempPath(), Report = _ => { } };

        await EvalEngine.Evaluators.LoadAsync(item, context, found, TestContext.Current.CancellationToken);

        Properties("LlmEvaluator").Except(["FullPath"]).Should().BeEquivalentTo(
            found.Items.Should().ContainSingle().Which.Message.Split("Known: ")[1].TrimEnd('.').Split(", "));
    }

    [Fact]
    public void The_page_of_baselines_has_what_the_engine_reads() => Properties("LlmBaseline").Should().Equal("FullPath", "Suite", "Model", "Answers");

    [Theory]
    [MemberData(nameof(Rules))]
    public void Each_property_of_a_page_is_named_once_described_and_in_a_category_of_the_page(string rule)
    {
        XElement page = Page(rule);
        string[] categories = [.. page.Descendants(s_rules + "Category").Select(c => c.Attribute("Name")!.Value)];

        Properties(rule).Should().OnlyHaveUniqueItems();
        foreach (XElement property in page.Elements().Where(IsProperty))
        {
            property.Attribute("Description")!.Value.Should().EndWith(".");
            property.Attribute("DisplayName")!.Value.Should().NotBeEmpty();
            categories.Should().Contain(property.Attribute("Category")!.Value);
        }
    }

    [Fact]
    public void Each_item_type_has_a_page_and_a_name()
    {
        XElement types = XElement.Load(File("ProjectItemsSchema"));

        types.Elements(s_rules + "ItemType").Select(t => t.Attribute("Name")!.Value).Should().BeEquivalentTo(Rules.Select(r => r.Data).Except(["LlmModel"]), "a model is no file");
        types.Elements(s_rules + "FileExtension").Select(e => e.Attribute("ContentType")!.Value).Distinct()
            .Should().BeSubsetOf(types.Elements(s_rules + "ContentType").Select(c => c.Attribute("Name")!.Value));
    }

    private static string[] Properties(string rule) => [.. Page(rule).Elements().Where(IsProperty).Select(p => p.Attribute("Name")!.Value)];

    private static bool IsProperty(XElement element) => element.Name.LocalName.EndsWith("Property", StringComparison.Ordinal);

    private static XElement Page(string rule) => XElement.Load(File(rule));

    private static string File(string rule) => Path.Combine(
        typeof(RuleFileTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!, "build", "rules", rule + ".xaml");

    private static IEnumerable<IModelProvider> Providers() =>
        typeof(EvalEngine).Assembly.GetReferencedAssemblies().Where(n => n.Name!.StartsWith("LlmEval.", StringComparison.Ordinal)).Select(Assembly.Load)
            .SelectMany(a => a.GetExportedTypes()).Where(t => t.IsAssignableTo(typeof(IModelProvider)) && !t.IsAbstract)
            .Select(t => (IModelProvider)Activator.CreateInstance(t, t.GetConstructors().MinBy(c => c.GetParameters().Length)!.GetParameters().Select(p => p.HasDefaultValue ? p.DefaultValue : null).ToArray())!);
}
