using LlmEval.Llama.Natives;
using LlmEval.Models;
using LlmEval.Worker.Inference;
using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Tests.Templates;

/// <summary>Templates of known families, rendered by us and by llama.cpp's own code for the family.</summary>
public sealed class FamilyTemplateTests
{
    private static readonly SemaphoreSlim s_loading = new(1, 1);
    private static bool s_loaded;

    public static TheoryData<string, string> Families => new()
    {
        { "chatml", "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>' + '\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}" },
        { "llama3", "{% for m in messages %}{{ '<|start_header_id|>' + m.role + '<|end_header_id|>\n\n' + m.content | trim + '<|eot_id|>' }}{% endfor %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}" },
        { "phi3", "{% for m in messages %}{{ '<|' + m.role + '|>\n' + m.content + '<|end|>\n' }}{% endfor %}{{ '<|assistant|>\n' }}" },
        { "gemma", "{% set lead = messages[0].content if messages[0].role == 'system' else '' %}{% for m in messages if m.role != 'system' %}{{ '<start_of_turn>' + ('model' if m.role == 'assistant' else m.role) + '\n' }}{% if loop.first and lead %}{{ lead | trim + '\n\n' }}{% endif %}{{ m.content | trim + '<end_of_turn>\n' }}{% endfor %}{{ '<start_of_turn>model\n' }}" },
        { "zephyr", "{% for m in messages %}{{ '<|' ~ m.role ~ '|>\n' ~ m.content ~ '<|endoftext|>\n' }}{% endfor %}{{ '<|assistant|>\n' }}" },
        { "vicuna", "{% for m in messages %}{% if m.role == 'system' %}{{ m.content + '\n\n' }}{% elif m.role == 'user' %}{{ 'USER: ' + m.content + '\n' }}{% else %}{{ 'ASSISTANT: ' + m.content + '</s>\n' }}{% endif %}{% endfor %}{{ 'ASSISTANT:' }}" },
        { "command-r", "{% macro say(who, words) %}<|START_OF_TURN_TOKEN|><|{{ who }}_TOKEN|>{{ words | trim }}<|END_OF_TURN_TOKEN|>{% endmacro %}{% for m in messages %}{{ say({'system': 'SYSTEM', 'user': 'USER', 'assistant': 'CHATBOT'}[m.role], m.content) }}{% endfor %}{{ '<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>' }}" },
        { "granite", "{% for m in messages %}{{ '<|start_of_role|>' + m.role + '<|end_of_role|>' + m.content + '<|end_of_text|>\n' }}{% endfor %}{{ '<|start_of_role|>assistant<|end_of_role|>' }}" },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public async Task What_we_render_is_what_llama_cpp_renders_for_the_family(string family, string template)
    {
        await LoadAsync();
        PromptRenderer ours = PromptRenderer.Create(new ChatTemplateOptions { OfModel = template });
        PromptRenderer theirs = PromptRenderer.Create(new ChatTemplateOptions { Chosen = family });
        ours.Kind.Should().Be("jinja");
        theirs.Kind.Should().Be("llama.cpp");

        foreach (Turn[] turns in (Turn[][])
        [
            [new("system", "Sort tickets."), new("user", "My mixer — naïve 😀 — smokes.")],
            [new("user", "One {{ two }} {% three %}"), new("assistant", "Four"), new("user", "Five\n\nsix")],
            [new("system", "A"), new("user", "B"), new("assistant", "C"), new("user", "D")],
        ])
        {
            ours.Render(turns).Should().Be(theirs.Render(turns));
        }
    }

    private static async Task LoadAsync()
    {
        await s_loading.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (s_loaded) { return; }

            string home = Path.Combine(Repository(), "artifacts", "tests-home");
            string output = Path.Combine(home, "output");
            Directory.CreateDirectory(output);
            NativeRuntime runtime = await RuntimeInstaller.InstallAsync(
                RuntimeFlavor.Cpu, new ModelContext { ProjectDirectory = output, Home = home, OutputDirectory = output }, TestContext.Current.CancellationToken);
            string folder = Path.GetDirectoryName(runtime.LibraryPath)!;
            NativeEngine.Load(new NativeFiles
            {
                Llama = runtime.LibraryPath,
                Ggml = Directory.EnumerateFiles(folder).Where(f => Path.GetFileName(f) is { } n && (n.StartsWith("libggml.", StringComparison.Ordinal) || n is "ggml.dll")).Order(StringComparer.Ordinal).First(),
                Preload = [],
                BackendFolders = [folder],
            });
            s_loaded = true;
        }
        finally
        {
            s_loading.Release();
        }
    }

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LlmEval.sln"))) { folder = folder.Parent; }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
