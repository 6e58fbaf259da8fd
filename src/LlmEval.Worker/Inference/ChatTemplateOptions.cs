namespace LlmEval.Worker.Inference;

/// <summary>What a prompt renderer is made of.</summary>
internal sealed record ChatTemplateOptions
{
    /// <summary>The template that the file carries; null when it carries none.</summary>
    public string? OfModel { get; init; }

    /// <summary>What the item says instead: a family's name or a template; null when it says nothing.</summary>
    public string? Chosen { get; init; }

    /// <summary>Text of the token that begins a text (<c>bos_token</c>); null when the vocabulary has none.</summary>
    public string? BeginToken { get; init; }

    /// <summary>Text of the token that ends a text (<c>eos_token</c>); null when the vocabulary has none.</summary>
    public string? EndToken { get; init; }

    /// <summary>What <c>strftime_now</c> takes for now; null means that a template that asks fails.</summary>
    public DateTime? Date { get; init; }
}
