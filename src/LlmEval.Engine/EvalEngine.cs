using LlmEval.Assemblies;
using LlmEval.Endpoints;
using LlmEval.Llama;
using LlmEval.Models;
using LlmEval.Models.Scripted;

namespace LlmEval.Engine;

/// <summary>The engine with every provider that this build of LlmEval brings.</summary>
public static class EvalEngine
{
    /// <summary>The providers.</summary>
    public static ProviderRegistry Providers { get; } = new(new ScriptedModelProvider(), new LlamaModelProvider(),
        new OpenAIModelProvider(), new AzureOpenAIModelProvider(), new AnthropicModelProvider(), new OllamaModelProvider(),
        new HttpModelProvider(), new AssemblyModelProvider());

    /// <summary>Evaluates projects.</summary>
    public static Evaluation Evaluation { get; } = new(Providers);

    /// <summary>Accepts results.</summary>
    public static Accepting Accepting { get; } = new(Evaluation);
}
