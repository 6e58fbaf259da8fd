using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmEval.Llama.Grammars;

/// <summary>The values of <c>enum</c> and <c>const</c>.</summary>
internal static class SchemaValue
{
    private static readonly JsonSerializerOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The literal that writes a value.</summary>
    public static string Literal(JsonElement value) => GrammarText.Literal(JsonSerializer.Serialize(value, s_compact));

    /// <summary>The literal that writes a string with its quotes.</summary>
    public static string StringLiteral(string text) => GrammarText.Literal(JsonSerializer.Serialize(text, s_compact));

    /// <summary>The kind of a value.</summary>
    public static JsonTypes TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => JsonTypes.Null,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.Array => JsonTypes.Array,
        JsonValueKind.Object => JsonTypes.Object,
        _ => value.TryGetDecimal(out decimal number) && number == Math.Truncate(number) ? JsonTypes.Integer : JsonTypes.Fraction,
    };

    /// <summary>Whether a value is valid by what a schema says beside it.</summary>
    /// <exception cref="SchemaGrammarException">What it says is not worked out beside enum and const.</exception>
    public static bool Fits(JsonElement value, SchemaShape shape)
    {
        if ((TypeOf(value) & shape.Types) == JsonTypes.None) { return false; }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                if (shape.Patterns.Count > 0 || shape.Format is not null) { throw Beside(shape, "pattern or format"); }

                int length = value.GetString()!.EnumerateRunes().Count();
                return length >= shape.LeastLength && (shape.MostLength is null || length <= shape.MostLength);
            case JsonValueKind.Number:
                if (shape.Least is null && shape.Most is null) { return true; }
                if (!value.TryGetDecimal(out decimal number)) { throw Beside(shape, "bounds that cannot be compared with"); }

                return (shape.Least is null || number > shape.Least.Value || (number == shape.Least.Value && !shape.Least.Excluded))
                    && (shape.Most is null || number < shape.Most.Value || (number == shape.Most.Value && !shape.Most.Excluded));
            case JsonValueKind.Array when shape.Arrays.Count > 0 || shape.LeastItems > 0 || shape.MostItems is not null:
                throw Beside(shape, "items");
            case JsonValueKind.Object when shape.Objects.Count > 0 || shape.Required.Count > 0:
                throw Beside(shape, "properties");
            default:
                return true;
        }
    }

    private static SchemaGrammarException Beside(SchemaShape shape, string what) =>
        new(shape.Pointer, $"{what} beside enum or const is not worked out. Keep the values alone.");
}
