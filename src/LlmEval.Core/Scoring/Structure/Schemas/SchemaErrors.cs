using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>Errors of NJsonSchema as sentences for people.</summary>
internal static class SchemaErrors
{
    private const int Most = 5;
    private const int LongestPath = 200;

    /// <summary>The first few, a sentence each.</summary>
    public static IReadOnlyList<string> Texts(IEnumerable<ValidationError> errors) =>
        [.. errors.SelectMany(Leaves).Select(v => $"{Place(v.At)} {v.Text}").Distinct(StringComparer.Ordinal).Take(Most)];

    /// <summary>What is wrong, of one error; several where it is one about parts.</summary>
    public static IEnumerable<SchemaViolation> Leaves(ValidationError error) => error is OfRule rule ? [rule.Violation]
        : ((ChildSchemaValidationError)error).Errors.Values.SelectMany(static e => e).SelectMany(Leaves);

    /// <summary>
    /// An error that NJsonSchema has just made of a value, which it does not keep. Where all parts must hold, what is wrong inside says it;
    /// where one of several must, no single one does.
    /// </summary>
    public static ValidationError With(ValidationError error, JToken value) =>
        error is OfRule || (error is ChildSchemaValidationError && error.Kind is not (ValidationErrorKind.NotAnyOf or ValidationErrorKind.NotOneOf))
            ? error : new OfRule(new SchemaViolation(Wrong(error, SchemaText.Shown(value)), value), error.Schema);

    private static string Place(JToken token)
    {
        if (token.Path.Length == 0) { return "$"; }

        string path = Quote.Label(token.Path, LongestPath);
        return path[0] == '[' ? $"${path}" : $"$.{path}";
    }

    private static string Wrong(ValidationError error, string got)
    {
        JsonSchema schema = error.Schema;
        return error.Kind switch
        {
            ValidationErrorKind.StringExpected => $"must be a text, is {got}",
            ValidationErrorKind.NumberExpected => $"must be a number, is {got}",
            ValidationErrorKind.BooleanExpected => $"must be true or false, is {got}",
            ValidationErrorKind.ObjectExpected => $"must be a mapping, is {got}",
            ValidationErrorKind.ArrayExpected => $"must be a list, is {got}",
            ValidationErrorKind.NullExpected => $"must be null, is {got}",
            ValidationErrorKind.NumberTooSmall => FormattableString.Invariant($"must be {(schema.ExclusiveMinimum is null && !schema.IsExclusiveMinimum ? "at least" : "more than")} {schema.ExclusiveMinimum ?? schema.Minimum}, is {got}"),
            ValidationErrorKind.NumberTooBig => FormattableString.Invariant($"must be {(schema.ExclusiveMaximum is null && !schema.IsExclusiveMaximum ? "at most" : "less than")} {schema.ExclusiveMaximum ?? schema.Maximum}, is {got}"),
            ValidationErrorKind.NumberNotMultipleOf => FormattableString.Invariant($"must be a multiple of {schema.MultipleOf}, is {got}"),
            ValidationErrorKind.TooFewItems => $"must have at least {schema.MinItems} items, is {got}",
            ValidationErrorKind.TooManyItems => $"must have at most {schema.MaxItems} items, is {got}",
            ValidationErrorKind.TooManyItemsInTuple => $"must have at most {schema.Items.Count} items, is {got}",
            ValidationErrorKind.TooFewProperties => $"must have at least {schema.MinProperties} members, is {got}",
            ValidationErrorKind.TooManyProperties => $"must have at most {schema.MaxProperties} members, is {got}",
            ValidationErrorKind.NotAnyOf => $"fits none of the {schema.AnyOf.Count} schemas of 'anyOf'",
            ValidationErrorKind.NotOneOf => $"must fit exactly one of the {schema.OneOf.Count} schemas of 'oneOf'",
            ValidationErrorKind.ExcludedSchemaValidates => "is what 'not' or a schema 'false' excludes",
            _ => $"is wrong ({error.Kind})",
        };
    }

    /// <summary>An error with its value.</summary>
    internal sealed class OfRule(SchemaViolation violation, JsonSchema schema) : ValidationError(ValidationErrorKind.Unknown, null, null, violation.At, schema)
    {
        public SchemaViolation Violation => violation;
    }
}
