using System.Text;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Running;

/// <summary>How many tokens a request may be, known without the model's tokenizer.</summary>
internal static class TokenEstimate
{
    /// <summary>Longest answer to reckon with where no <c>max-tokens</c> is said.</summary>
    private const int AssumedAnswer = 4096;

    /// <summary>Tokens that templates put around a message, at most.</summary>
    private const int Frame = 16;

    /// <summary>Bytes of a token on the average, of English text in tokenizers of 100,000 tokens and more.</summary>
    private const double BytesPerToken = 4;

    /// <summary>Never fewer than the request is: a token of a text is at least a byte of it.</summary>
    public static long Most(ModelRequest request, ModelParameters parameters) => Bytes(request, parameters) + ((long)Frame * (request.Messages.Count + request.Tools.Count + 1));

    /// <summary>About as many as the request is.</summary>
    public static long Expected(ModelRequest request, ModelParameters parameters) => (long)Math.Ceiling(Bytes(request, parameters) / BytesPerToken) + (4 * request.Messages.Count);

    /// <summary>About as many as a text is.</summary>
    public static long Expected(string text) => (long)Math.Ceiling(Encoding.UTF8.GetByteCount(text) / BytesPerToken);

    /// <summary>The longest answer to reckon with.</summary>
    public static int MostAnswer(ModelParameters parameters) => parameters.MaxTokens ?? AssumedAnswer;

    private static long Bytes(ModelRequest request, ModelParameters parameters)
    {
        // Vendors put the schema of the answer into the prompt, and charge for it.
        long bytes = parameters.JsonSchema is { } schema ? Encoding.UTF8.GetByteCount(schema) : 0;
        foreach (ChatTurn message in request.Messages)
        {
            bytes += Encoding.UTF8.GetByteCount(message.Text);
            foreach (ToolCall call in message.ToolCalls ?? []) { bytes += Encoding.UTF8.GetByteCount(call.Name) + Encoding.UTF8.GetByteCount(call.Arguments); }
        }

        foreach (ToolDefinition tool in request.Tools)
        {
            bytes += Encoding.UTF8.GetByteCount(tool.Name) + Encoding.UTF8.GetByteCount(tool.Description ?? string.Empty) + Encoding.UTF8.GetByteCount(tool.Schema);
        }

        // Without messages the model builds them from the case, by a prompt of its own that is not known here.
        if (request.Messages.Count == 0) { bytes += Encoding.UTF8.GetByteCount(request.Case.Vars.ToJson()); }

        return bytes;
    }
}
