using LlmEval.Model;

namespace LlmEval.Comparing;

/// <summary>A side of a comparison as somebody typed it.</summary>
/// <param name="Kind">What it names.</param>
/// <param name="Value">The name, revision or path; empty where the kind needs none.</param>
/// <param name="Text">As it was typed.</param>
public sealed record Operand(OperandKind Kind, string Value, string Text)
{
    /// <summary>What may be typed, in a sentence.</summary>
    public const string Grammar = "a result or baseline file, now, baseline, baseline:REVISION, model:NAME, prompt:NAME or rev:REVISION";

    private static readonly (string Prefix, OperandKind Kind)[] s_prefixes =
        [("model:", OperandKind.Model), ("prompt:", OperandKind.Prompt), ("rev:", OperandKind.Revision), ("baseline:", OperandKind.Baseline)];

    /// <summary>Whether it needs a project; a file says itself what it is of.</summary>
    public bool NeedsProject => Kind != OperandKind.File;

    /// <summary>Reads it. A word or a prefix wins over a file of that name; <c>./now</c> is the file.</summary>
    /// <exception cref="LlmEvalException">LLM3016: it is none.</exception>
    public static Operand Parse(string text)
    {
        if (text == "now") { return new Operand(OperandKind.Now, string.Empty, text); }

        if (text == "baseline") { return new Operand(OperandKind.Baseline, string.Empty, text); }

        foreach ((string prefix, OperandKind kind) in s_prefixes)
        {
            if (!text.StartsWith(prefix, StringComparison.Ordinal)) { continue; }

            return text.Length > prefix.Length ? new Operand(kind, text[prefix.Length..], text)
                : throw new LlmEvalException(Diagnostics.Usage.At(Location.None, $"'{text}' lacks its name. Give {Grammar}."));
        }

        return string.IsNullOrWhiteSpace(text) ? throw new LlmEvalException(Diagnostics.Usage.At(Location.None, $"A side of the comparison is empty. Give {Grammar}."))
            : new Operand(OperandKind.File, text, text);
    }
}
