namespace LlmEval.SourceGeneration.Reading;

/// <summary>What a prompt's file says, compared by value.</summary>
/// <param name="Name">Name of the prompt in its project.</param>
/// <param name="Path">Full path of its file.</param>
/// <param name="Description">What it is for, or null.</param>
/// <param name="Model">Name of the model that it asks for, or null.</param>
/// <param name="Sampling">What it says about sampling.</param>
/// <param name="Messages">Its messages; none when there are problems.</param>
/// <param name="Problems">The mistakes that keep it from being used.</param>
internal sealed record PromptModel(
    string Name, string Path, string? Description, string? Model, SamplingModel Sampling, EquatableArray<MessageModel> Messages, EquatableArray<Problem> Problems);

/// <summary>A message.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Pieces">Texts and placeholders in their order.</param>
internal sealed record MessageModel(string Role, EquatableArray<Piece> Pieces);

/// <summary>A piece of a message.</summary>
/// <param name="Text">The text, or the path of the placeholder.</param>
/// <param name="IsVariable">Whether it is a placeholder.</param>
internal sealed record Piece(string Text, bool IsVariable);

/// <summary>What a prompt says about sampling and format; null means that it says nothing. The schema is the bare one, also where the file wraps it with a name.</summary>
internal sealed record SamplingModel(
    double? Temperature, double? TopP, int? TopK, int? MaxTokens, long? Seed, EquatableArray<string> Stop, string? ResponseFormat, string? JsonSchema, string? SchemaName)
{
    /// <summary>Nothing said.</summary>
    public static readonly SamplingModel None = new(null, null, null, null, null, EquatableArray<string>.Empty, null, null, null);
}
