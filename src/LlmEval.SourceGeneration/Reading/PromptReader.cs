using System.Text;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;
using Microsoft.CodeAnalysis;
using CompilerText = Microsoft.CodeAnalysis.Text.SourceText;
using Diagnostic = LlmEval.Model.Diagnostic;

namespace LlmEval.SourceGeneration.Reading;

/// <summary>Reads prompts with the engine's own reader.</summary>
internal static class PromptReader
{
    /// <summary>Reads one. A mistake is told in the engine's words; what it only warns of is left to the engine.</summary>
    public static PromptModel Read(PromptInput input, CancellationToken cancellationToken)
    {
        DiagnosticBag diagnostics = new();
        string? text = Text(input, diagnostics, cancellationToken);
        PromptTemplate? prompt = text is null ? null : PromptFile.Parse(text, input.Path, input.Name, diagnostics);
        if (prompt is null)
        {
            return new PromptModel(input.Name, input.Path, null, null, SamplingModel.None, EquatableArray<MessageModel>.Empty, new(diagnostics.Items.Where(d => d.IsError).Select(d => new Problem(d))));
        }

        return new PromptModel(
            prompt.Name,
            prompt.Path,
            prompt.Description ?? prompt.DisplayName,
            prompt.Model,
            Sampling(prompt.Parameters),
            new(prompt.Messages.Select(m => new MessageModel(Role(m.Role), new(m.Content.Parts.Select(p => new Piece(p.Variable?.Path ?? p.Literal, p.Variable is not null)))))),
            EquatableArray<Problem>.Empty);
    }

    private static SamplingModel Sampling(ModelParameters said)
    {
        (string? schema, string? name) = said.JsonSchema is { } json ? Schema(json) : default;
        return new SamplingModel(said.Temperature, said.TopP, said.TopK, said.MaxTokens, said.Seed, new(said.Stop ?? []), said.ResponseFormat, schema, name);
    }

    // GitHub Models has the schema as OpenAI's request has it, { name, strict, schema }; the engine understands both as well.
    private static (string Schema, string? Name) Schema(string json)
    {
        DiagnosticBag none = new();
        return LocatedJson.Parse(Encoding.UTF8.GetBytes(json), string.Empty, none) is MappingNode given && given["type"] is null
            && given["schema"] is MappingNode schema && given["name"] is ScalarNode { Scalar: ScalarKind.Text } name
            ? (CaseValue.From(schema, none)!.ToJson(), name.Text) : (json, null);
    }

    private static string? Text(PromptInput input, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        if (input.File.GetText(cancellationToken) is not { } text)
        {
            SourceText.Unreadable(input.Path, new FileNotFoundException(), diagnostics);
            return null;
        }

        // What is not UTF-8 the compiler reads in another encoding; a prompt is UTF-8 or nothing.
        return text.Encoding is null or UTF8Encoding ? text.ToString() : SourceText.Decode(Bytes(text), input.Path, diagnostics);
    }

    private static byte[] Bytes(CompilerText text) => [.. text.Encoding!.GetPreamble(), .. text.Encoding.GetBytes(text.ToString())];

    private static string Role(MessageRole role) => role switch
    {
        MessageRole.System => "system",
        MessageRole.Assistant => "assistant",
        _ => "user",
    };
}
