using System.Text.Json;
using System.Text.RegularExpressions;
using NJsonSchema;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>A schema as <see cref="SchemaCompiler"/> made it for NJsonSchema.</summary>
internal sealed class CompiledSchema(JsonSchema root, IReadOnlyList<SchemaRule> rules) : IJsonSchema
{
    public IReadOnlyList<string> Validate(JsonElement value, CancellationToken cancellationToken)
    {
        try
        {
            SchemaValidation validation = new(root, rules, cancellationToken);
            return SchemaErrors.Texts(validation.Errors(AnswerJson.Convert(value), SchemaCompiler.Root));
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new TimeoutException($"the pattern {Quote.Short(e.Pattern)} of the schema took more than {e.MatchTimeout.TotalSeconds} s on this answer", e);
        }
        catch (InsufficientExecutionStackException e)
        {
            throw new InvalidOperationException("the schema refers to itself too often on this answer", e);
        }
    }
}
