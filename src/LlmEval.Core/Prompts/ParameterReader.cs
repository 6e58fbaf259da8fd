using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Prompts;

/// <summary>Reads sampling parameters, which prompts spell in camel case and suites with hyphens.</summary>
internal static class ParameterReader
{
    /// <summary>As GitHub Models' prompt files have them: <c>maxTokens</c>, <c>topP</c> ...</summary>
    public static ModelParameters Camel(LocatedNode node, DiagnosticBag diagnostics) =>
        Read(node, "'modelParameters'", "maxTokens", "topP", "topK", diagnostics);

    /// <summary>As suites have them: <c>max-tokens</c>, <c>top-p</c> ...</summary>
    public static ModelParameters Kebab(LocatedNode node, DiagnosticBag diagnostics) =>
        Read(node, "'parameters'", "max-tokens", "top-p", "top-k", diagnostics);

    private static ModelParameters Read(LocatedNode node, string what, string maxTokens, string topP, string topK, DiagnosticBag diagnostics)
    {
        if (MappingReader.Open(node, what, diagnostics) is not { } reader) { return ModelParameters.Empty; }

        ModelParameters parameters = new()
        {
            Temperature = reader.Number("temperature", 0),
            TopP = reader.Number(topP, 0, 1),
            TopK = (int?)reader.Integer(topK, 1, int.MaxValue),
            MaxTokens = (int?)reader.Integer(maxTokens, 1, int.MaxValue),
            Seed = reader.Integer("seed", 0, int.MaxValue),
            Stop = reader.Texts("stop"),
            Logprobs = reader.Flag("logprobs"),
        };
        if (parameters.TopP == 0)
        {
            diagnostics.Add(Diagnostics.BadValue, reader.Node(topP)!.Location, $"'{topP}' of {what} must be above 0. For the likeliest token alone set 'temperature' to 0.");
        }

        if (parameters.Stop?.Any(s => s.Length == 0) == true)
        {
            diagnostics.Add(Diagnostics.BadValue, reader.Node("stop")!.Location, $"'stop' of {what} holds an empty text, which would end every answer at once. Remove it.");
        }

        reader.Done();
        return parameters;
    }
}
