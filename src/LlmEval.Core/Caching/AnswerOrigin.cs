namespace LlmEval.Caching;

/// <summary>For which case an answer was drawn, and what its key was made of: noted with it to explain a miss later, never part of a key.</summary>
public sealed record AnswerOrigin
{
    /// <summary>Name of the project.</summary>
    public required string Project { get; init; }

    /// <summary>Name of the suite.</summary>
    public required string Suite { get; init; }

    /// <summary>Id of the case.</summary>
    public required string Case { get; init; }

    /// <summary>Number of the sample, from 0.</summary>
    public required int Sample { get; init; }

    /// <summary>Hash of the messages, 16 hexadecimal digits.</summary>
    public required string Messages { get; init; }

    /// <summary>The sampling parameters that were said, by name; a long text as its hash.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Version of the template engine.</summary>
    public required string Engine { get; init; }
}
