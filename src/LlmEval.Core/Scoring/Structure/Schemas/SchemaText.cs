using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>JSON values as texts: to compare and to show.</summary>
internal static class SchemaText
{
    private const int LongestNumber = 80;

    /// <summary>The same text for equal values and for no others: members sorted, numbers by value.</summary>
    public static string Key(JToken value)
    {
        StringBuilder text = new();
        Append(text, value);
        return text.ToString();
    }

    /// <summary>A value in a message.</summary>
    public static string Shown(JToken value) => value switch
    {
        JObject map => $"a mapping of {map.Count}",
        JArray list => $"a list of {list.Count}",
        JValue { Type: JTokenType.String } text => Quote.Short(text.Value<string>()!),
        JValue { Type: JTokenType.Null } => "null",
        _ => Quote.Label(AnswerJson.RawOf(value), LongestNumber),
    };

    private static void Append(StringBuilder text, JToken value)
    {
        switch (value)
        {
            case JObject map:
                text.Append('{');
                foreach (JProperty member in map.Properties().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    text.Append(JsonConvert.ToString(member.Name)).Append(':');
                    Append(text, member.Value);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JArray list:
                text.Append('[');
                foreach (JToken item in list)
                {
                    Append(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                JValue scalar = (JValue)value;
                text.Append(scalar.Type switch
                {
                    JTokenType.String => JsonConvert.ToString(scalar.Value<string>()),
                    JTokenType.Integer or JTokenType.Float => Number(scalar),
                    JTokenType.Boolean => scalar.Value<bool>() ? "true" : "false",
                    _ => "null",
                });
                break;
        }
    }

    // By value: digits beyond those of a double count as long as a decimal can hold them.
    private static string Number(JValue value)
    {
        string raw = AnswerJson.RawOf(value);
        return decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact) && exact != 0
            ? exact.ToString("G29", CultureInfo.InvariantCulture)
            : value.Value<double>() is var real && real == 0 ? "0" : real.ToString("R", CultureInfo.InvariantCulture);
    }
}
