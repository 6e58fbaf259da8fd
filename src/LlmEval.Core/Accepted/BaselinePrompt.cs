using System.Security.Cryptography;
using LlmEval.Documents;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Accepted;

/// <summary>
/// The prompt that a baseline's answers came from: the present file where it has the baseline's hash, else an earlier content of the file that git knows.
/// A hash says that it is the text; that a case's request is the same is proved by its key, see <see cref="BaselineRequests"/>.
/// </summary>
/// <param name="Text">The file's text.</param>
/// <param name="Template">The prompt; null where the text cannot be read any more.</param>
internal sealed record BaselinePrompt(string Text, PromptTemplate? Template)
{
    /// <summary>Finds it; null where the baseline does not say which it was, or its text is not found.</summary>
    /// <param name="inputs">What the baseline says.</param>
    /// <param name="present">The suite's present prompt, or null.</param>
    /// <param name="history">Where earlier contents are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<BaselinePrompt?> FindAsync(BaselineInputs inputs, PromptTemplate? present, GitHistory history, CancellationToken cancellationToken)
    {
        if (inputs.PromptHash is not { } hash) { return null; }

        if (present is not null && SourceText.ReadBytes(present.Path, new DiagnosticBag()) is { } bytes && HashOf(bytes) == hash)
        {
            return SourceText.Decode(bytes, present.Path, new DiagnosticBag()) is { } same ? new BaselinePrompt(same, present) : null;
        }

        if (inputs.PromptFile is not { } file || await history.FindAsync(file, hash, cancellationToken).ConfigureAwait(false) is not { } content) { return null; }

        string name = inputs.Prompt ?? present?.Name ?? string.Empty;
        return SourceText.Decode(content, file, new DiagnosticBag()) is { } text
            ? new BaselinePrompt(text, PromptFile.Parse(text, present?.Path ?? file, name, new DiagnosticBag())) : null;
    }

    /// <summary><c>sha256:</c> and the hash of a content, as <see cref="BaselineInputs.PromptHash"/> has it.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
