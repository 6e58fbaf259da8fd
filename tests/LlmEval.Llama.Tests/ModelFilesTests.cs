using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Running;

namespace LlmEval.Llama.Tests;

/// <summary>What a build watches, and says where it is missing; nothing is started for either.</summary>
public sealed class ModelFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_build_watches_every_file_that_answers_depend_on()
    {
        File.WriteAllText(_folder["turns.jinja"], "{{ messages[0].content }}");
        File.WriteAllText(_folder["yes.gbnf"], "root ::= \"yes\"\n");

        EvaluationResult result = await BuildAsync(("ChatTemplate", "turns.jinja"), ("Grammar", "yes.gbnf"), ("Adapter", "a.gguf=0.5;b.gguf"));

        result.Inputs.Should().Contain([_folder["model.gguf"], _folder["turns.jinja"], _folder["yes.gbnf"], _folder["a.gguf"], _folder["b.gguf"]]);
    }

    [Fact]
    public async Task A_file_with_a_mistake_is_watched_too_so_that_its_mend_is_seen()
    {
        File.WriteAllText(_folder["turns.jinja"], "{% if %}");
        File.WriteAllText(_folder["yes.gbnf"], "root ::= (\n");

        EvaluationResult result = await BuildAsync(("ChatTemplate", "turns.jinja"), ("Grammar", "yes.gbnf"));

        result.HasErrors.Should().BeTrue();
        Sut().Files(Model(("ChatTemplate", "turns.jinja"), ("Grammar", "yes.gbnf")), Context())
            .Should().Equal(_folder["model.gguf"], _folder["yes.gbnf"], _folder["turns.jinja"]);
    }

    [Fact]
    public void A_template_on_the_item_and_a_family_are_no_files() =>
        Sut().Files(Model(("ChatTemplate", "{{ messages[0].content }}")), Context())
            .Concat(Sut().Files(Model(("ChatTemplate", "chatml")), Context()))
            .Should().OnlyContain(f => f == _folder["model.gguf"]);

    [Fact]
    public async Task What_is_missing_is_named()
    {
        (string, string) adapters = ("Adapter", "a.gguf=0.5;b.gguf");
        string both = await MissingAsync(adapters);
        string fetched = await MissingAsync(("Uri", "https://example.org/model.gguf"), ("Sha256", new string('a', 64)), ("Adapter", "a.gguf"));
        File.WriteAllBytes(_folder["model.gguf"], Worker.Probe.TinyModel.Create(new Worker.Probe.TinyModelShape()));
        string adaptersOnly = await MissingAsync(adapters);
        File.Copy(TinyAdapter.In(_folder, TinyAdapter.Create(new Worker.Probe.TinyModelShape())), _folder["a.gguf"]);
        string oneAdapter = await MissingAsync(adapters);

        both.Should().Contain("its file 'model.gguf' and its adapters 'a.gguf', 'b.gguf' are not on this machine");
        fetched.Should().Contain("its file 'model.gguf' and its adapter 'a.gguf' are not").And.Contain("llmeval models pull");
        adaptersOnly.Should().Contain("its adapters 'a.gguf', 'b.gguf' are not on this machine").And.NotContain("model.gguf");
        oneAdapter.Should().Contain("its adapter 'b.gguf' is not on this machine").And.NotContain("a.gguf'");
    }

    private static LlamaModelProvider Sut() => new();

    private static ModelSpec Model(params (string Name, string Value)[] metadata) => Tests.Model("model.gguf", metadata);

    private ModelContext Context() => Tests.Context(_folder["home"], _folder["output"]) with { ProjectDirectory = _folder.Path };

    private async Task<string> MissingAsync(params (string Name, string Value)[] metadata) =>
        (await BuildAsync(metadata)).Diagnostics.Single(d => d.Code == Diagnostics.ModelMissing.Code).Message;

    private Task<EvaluationResult> BuildAsync(params (string Name, string Value)[] metadata)
    {
        File.WriteAllText(_folder["greet.prompt.yml"], "messages:\n  - role: user\n    content: \"{{name}}\"\n");
        File.WriteAllText(_folder["greet.eval.yml"], "prompt: greet\nmodels: [tiny]\nscore:\n  - contains: Hello\ncases:\n  - { id: ann, vars: { name: Ann } }\n");
        string project = _folder["project.csproj"];
        ModelSpec model = Model(metadata);
        Evaluation evaluation = new(new ProviderRegistry(Sut()), environment: name => name == "LLMEVAL_HOME" ? _folder["home"] : null);
        return evaluation.RunAsync(
            new EvaluationRequest
            {
                Mode = EvaluationMode.Cached,
                Manifest = new Manifest
                {
                    Project = project,
                    ProjectDirectory = _folder.Path,
                    ProjectName = "project",
                    OutputDirectory = _folder["output"],
                    Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase),
                    Prompts = [Item("greet", "greet.prompt.yml")],
                    Suites = [Item("greet", "greet.eval.yml")],
                    Baselines = [],
                    Models =
                    [
                        new ManifestItem
                        {
                            Name = model.Name,
                            Location = new Location(project),
                            Metadata = new Dictionary<string, string>(model.Metadata, StringComparer.OrdinalIgnoreCase) { ["Provider"] = "Llama" },
                        },
                    ],
                },
            },
            Tests.Token);
    }

    private ManifestItem Item(string name, string path) => new()
    {
        Name = name, Path = _folder[path], Location = new Location(_folder[path]), Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase),
    };
}
