using System.Text.Json;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>A schema that was read. Safe to use from several threads.</summary>
public interface IJsonSchema
{
    /// <summary>Validates a value.</summary>
    /// <param name="value">The value, at most 64 levels deep.</param>
    /// <param name="cancellationToken">Cancelled when it takes too long; long work looks at it.</param>
    /// <returns>What is wrong with it, a sentence each that names the place as a JSON path; empty when it is valid.</returns>
    /// <exception cref="Exception">It could not be judged; the answer is then unscored, with the message as the cause.</exception>
    IReadOnlyList<string> Validate(JsonElement value, CancellationToken cancellationToken);
}
