using LlmEval.Accepted;
using LlmEval.Assemblies;
using LlmEval.Endpoints;
using LlmEval.Llama;
using LlmEval.Models;
using LlmEval.Models.HandedOver;
using LlmEval.Models.Scripted;
using LlmEval.Scoring;

namespace LlmEval.Engine;

/// <summary>The engine with every provider that this build of LlmEval brings.</summary>
public static class EvalEngine
{
    /// <summary>The providers.</summary>
    public static ProviderRegistry Providers { get; } = new(new ScriptedModelProvider(), new LlamaModelProvider(),
        new OpenAIModelProvider(), new AzureOpenAIModelProvider(), new AnthropicModelProvider(), new OllamaModelProvider(),
        new HttpModelProvider(), new AssemblyModelProvider(), new TestModelProvider());

    /// <summary>Loads checks of the user's.</summary>
    public static IEvaluatorLoader Evaluators { get; } = new AssemblyEvaluatorLoader();

    /// <summary>Evaluates projects.</summary>
    public static Evaluation Evaluation { get; } = new(Providers, evaluators: Evaluators);

    /// <summary>Accepts results.</summary>
    public static Accepting Accepting { get; } = new(Evaluation);
}
