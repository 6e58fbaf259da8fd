using System.Text;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Running;

/// <summary>How many tokens a request may be, known without the model's tokenizer.</summary>
internal static class TokenEstimate
{
    /// <summary>Longest answer to reckon with where no <c>max-tokens</c> is said.</summary>
    public const int AssumedAnswer = 4096;

    /// <summary>Tokens that templates put around a message, at most.</summary>
    private const int Frame = 16;

    /// <summary>ASCII characters of a token on the average, of English text in tokenizers of 100,000 tokens and more.</summary>
    private const double CharactersPerToken = 4;

    /// <summary>Never fewer than the request is: a token of a text is at least a byte of it.</summary>
    public static long Most(ModelRequest request, ModelParameters parameters) =>
        (long)Sum(request, parameters, static t => Encoding.UTF8.GetByteCount(t)) + ((long)Frame * (request.Messages.Count + request.Tools.Count + 1));

    /// <summary>About as many as the request is.</summary>
    public static long Expected(ModelRequest request, ModelParameters parameters) =>
        (long)Math.Ceiling(Sum(request, parameters, Tokens)) + (4 * request.Messages.Count);

    /// <summary>About as many as a text is.</summary>
    public static long Expected(string text) => (long)Math.Ceiling(Tokens(text));

    /// <summary>The longest answer to reckon with.</summary>
    public static int MostAnswer(ModelParameters parameters) => parameters.MaxTokens ?? AssumedAnswer;

    /// <summary>A letter beyond ASCII is about a token: so it is in Chinese and Japanese, and it is more than in accented Latin.</summary>
    private static double Tokens(string text)
    {
        int ascii = Ascii.IsValid(text) ? text.Length : text.Count(char.IsAscii);
        return (ascii / CharactersPerToken) + (text.Length - ascii);
    }

    private static double Sum(ModelRequest request, ModelParameters parameters, Func<string, double> measure)
    {
        // Vendors put the schema of the answer into the prompt, and charge for it.
        double sum = parameters.JsonSchema is { } schema ? measure(schema) : 0;
        foreach (ChatTurn message in request.Messages)
        {
            sum += measure(message.Text);
            foreach (ToolCall call in message.ToolCalls ?? []) { sum += measure(call.Name) + measure(call.Arguments); }
        }

        foreach (ToolDefinition tool in request.Tools) { sum += measure(tool.Name) + measure(tool.Description ?? string.Empty) + measure(tool.Schema); }

        // Without messages the model builds them from the case, by a prompt of its own that is not known here.
        if (request.Messages.Count == 0) { sum += measure(request.Case.Vars.ToJson()); }

        return sum;
    }
}
