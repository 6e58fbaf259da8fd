using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>
/// One validation: NJsonSchema's, with the rules beside it, and bounded in depth and time. Schemas may combine so that the work
/// doubles with each level, and NJsonSchema itself has no limit.
/// </summary>
internal sealed class SchemaValidation(JsonSchema root, IReadOnlyList<SchemaRule> rules, CancellationToken cancellationToken) : JsonSchemaValidator(s_settings)
{
    /// <summary>The member of a compiled schema that names its rules by number.</summary>
    public const string RulesKey = "x-rules";

    private const int MaxSteps = 5_000_000;

    // Formats are rules of ours.
    private static readonly JsonSchemaValidatorSettings s_settings = new() { FormatValidators = [] };

    private int _steps;

    /// <summary>What is wrong with a value.</summary>
    public ICollection<ValidationError> Errors(JToken value, string schema) => Validate(value, root.Definitions[schema]);

    /// <summary>The first thing that is wrong with a value, or null.</summary>
    public SchemaViolation? First(JToken value, string schema) => Errors(value, schema).FirstOrDefault() is { } error ? SchemaErrors.Leaves(error).First() : null;

    /// <summary>Counts a piece of work.</summary>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    /// <exception cref="InvalidOperationException">It is too much.</exception>
    public void Step()
    {
        if ((++_steps & 255) == 0) { cancellationToken.ThrowIfCancellationRequested(); }

        if (_steps > MaxSteps) { throw new InvalidOperationException("the schema takes too much work on this answer"); }
    }

    protected override ICollection<ValidationError> Validate(JToken token, JsonSchema schema, SchemaType schemaType, string propertyName, string propertyPath)
    {
        Step();
        RuntimeHelpers.EnsureSufficientExecutionStack();
        List<ValidationError> errors = [.. base.Validate(token, schema, schemaType, propertyName, propertyPath).Select(e => SchemaErrors.With(e, token))];
        if (schema.ExtensionData is null || !schema.ExtensionData.TryGetValue(RulesKey, out object? numbers)) { return errors; }

        foreach (int number in ((string)numbers).Split(',').Select(int.Parse))
        {
            if (rules[number].Check(token, this) is { } wrong) { errors.Add(new SchemaErrors.OfRule(wrong, schema)); }
        }

        return errors;
    }
}
