using System.Text;
using System.Text.Json;
using LlmEval.Assemblies;
using LlmEval.Documents;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.JsonSchemaNet;

public sealed class PluginTests
{
    [Fact]
    public async Task The_assembly_loads_as_a_plug_in_with_what_it_needs_and_reads_the_schemas_of_checks()
    {
        string home = Directory.CreateTempSubdirectory("llmeval-jsn-").FullName;
        try
        {
            DiagnosticBag found = new();
            ManifestItem item = new()
            {
                Name = "schemas", Path = typeof(JsonSchemaNetPlugin).Assembly.Location, Location = new Location("app.csproj"), Metadata = new Dictionary<string, string>(),
            };
            ModelContext context = new() { ProjectDirectory = home, Home = home, OutputDirectory = home };
            await using EvaluatorSet set = await EvaluatorSet.LoadAsync(
                [item], CheckRegistry.BuiltIn, new AssemblyEvaluatorLoader(), context, found, TestContext.Current.CancellationToken);

            found.Items.Should().BeEmpty();
            IJsonSchemaEngine engine = set.Plugins.OfType<IJsonSchemaEngine>().Should().ContainSingle().Subject;
            engine.Name.Should().StartWith("JsonSchema.Net 7.3.4");
            LocatedNode schema = LocatedJson.Parse(Encoding.UTF8.GetBytes("""{"properties":{"a":{}},"unevaluatedProperties":false}"""), "s.json", found)!;
            IJsonSchema parsed = engine.Parse(schema, found)!;
            found.Items.Should().BeEmpty();
            parsed.Validate(JsonElement.Parse("""{"b":1}"""), CancellationToken.None).Should().NotBeEmpty();
        }
        finally { Directory.Delete(home, recursive: true); }
    }
}
