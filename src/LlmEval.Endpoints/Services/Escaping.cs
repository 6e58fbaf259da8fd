namespace LlmEval.Endpoints.Services;

/// <summary>What a value must become where it stands.</summary>
internal enum Escaping
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>Percent-encoded: addresses and forms.</summary>
    Url,

    /// <summary>Inside quotes the text as JSON writes it, outside quotes the whole value as JSON.</summary>
    Json,

    /// <summary>Printable ASCII; all else, and what could pass for a placeholder, percent-encoded.</summary>
    Header,
}
