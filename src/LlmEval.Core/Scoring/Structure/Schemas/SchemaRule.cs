using LlmEval.Documents;
using Newtonsoft.Json.Linq;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>What a keyword demands of a value where NJsonSchema has no such keyword, or means something else by it.</summary>
internal abstract class SchemaRule
{
    /// <summary>What is wrong with a value, or null.</summary>
    public abstract SchemaViolation? Check(JToken value, SchemaValidation validation);

    /// <summary>A rule for texts only.</summary>
    internal sealed class OfText(string demand, Func<string, bool> holds) : SchemaRule
    {
        public override SchemaViolation? Check(JToken value, SchemaValidation validation) =>
            value.Type == JTokenType.String && !holds(value.Value<string>()!) ? new($"must {demand}, is {SchemaText.Shown(value)}", value) : null;
    }

    /// <summary>One of some values: <c>enum</c>, <c>const</c>.</summary>
    internal sealed class OneOf(IReadOnlyList<CaseValue> values) : SchemaRule
    {
        private readonly HashSet<string> _keys = [.. values.Select(v => SchemaText.Key(AnswerJson.Convert(v.ToJsonElement())))];

        public override SchemaViolation? Check(JToken value, SchemaValidation validation)
        {
            if (_keys.Contains(SchemaText.Key(value))) { return null; }

            string shown = string.Join(", ", values.Take(10).Select(v => Quote.Line(v.ToJson()))) + (values.Count > 10 ? " ..." : string.Empty);
            return new($"must be {(values.Count == 1 ? string.Empty : "one of ")}{shown}, is {SchemaText.Shown(value)}", value);
        }
    }

    /// <summary>A whole number, as drafts since 6 define it: 1.0 is one.</summary>
    internal sealed class Whole : SchemaRule
    {
        public override SchemaViolation? Check(JToken value, SchemaValidation validation) =>
            value.Type == JTokenType.Integer || (value.Type == JTokenType.Float && double.IsInteger(value.Value<double>())) ? null
                : new($"must be a whole number, is {SchemaText.Shown(value)}", value);
    }

    /// <summary>One of several types.</summary>
    internal sealed class OfType(IReadOnlyList<string> types) : SchemaRule
    {
        public override SchemaViolation? Check(JToken value, SchemaValidation validation)
        {
            bool isWhole = value.Type == JTokenType.Integer || (value.Type == JTokenType.Float && double.IsInteger(value.Value<double>()));
            return types.Any(t => t switch
            {
                "string" => value.Type == JTokenType.String,
                "number" => value.Type is JTokenType.Integer or JTokenType.Float,
                "integer" => isWhole,
                "boolean" => value.Type == JTokenType.Boolean,
                "object" => value is JObject,
                "array" => value is JArray,
                _ => value.Type == JTokenType.Null,
            }) ? null : new($"must be of the type {string.Join(" or ", types)}, is {SchemaText.Shown(value)}", value);
        }
    }

    /// <summary><c>required</c>, for mappings only.</summary>
    internal sealed class Required(IReadOnlyList<string> names, string? when = null) : SchemaRule
    {
        public override SchemaViolation? Check(JToken value, SchemaValidation validation)
        {
            if (value is not JObject map || (when is not null && !map.ContainsKey(when))) { return null; }

            string[] missing = [.. names.Where(n => !map.ContainsKey(n)).Take(10)];
            return missing.Length == 0 ? null
                : new($"lacks {string.Join(", ", missing.Select(n => $"'{Quote.Line(n)}'"))}{(when is null ? string.Empty : $", which '{Quote.Line(when)}' needs")}", value);
        }
    }

    /// <summary><c>uniqueItems</c>.</summary>
    internal sealed class Unique : SchemaRule
    {
        public override SchemaViolation? Check(JToken value, SchemaValidation validation)
        {
            if (value is not JArray list) { return null; }

            HashSet<string> seen = new(StringComparer.Ordinal);
            foreach (JToken item in list)
            {
                validation.Step();
                if (!seen.Add(SchemaText.Key(item))) { return new($"must not hold {SchemaText.Shown(item)} twice", value); }
            }

            return null;
        }
    }

    /// <summary>At most so many items or members; NJsonSchema takes 0 for no limit.</summary>
    internal sealed class None(bool ofItems) : SchemaRule
    {
        public override SchemaViolation? Check(JToken value, SchemaValidation validation) =>
            (ofItems ? value is JArray { Count: > 0 } : value is JObject { Count: > 0 }) ? new($"must have no {(ofItems ? "items" : "members")}", value) : null;
    }

    /// <summary><c>if</c>, <c>then</c>, <c>else</c>.</summary>
    internal sealed class If(string condition, string? then, string? otherwise) : SchemaRule
    {
        public override SchemaViolation? Check(JToken value, SchemaValidation validation)
        {
            string? branch = validation.Errors(value, condition).Count == 0 ? then : otherwise;
            return branch is null ? null : validation.First(value, branch);
        }
    }

    /// <summary><c>dependentSchemas</c>: a schema for mappings that have a member.</summary>
    internal sealed class When(string name, string schema) : SchemaRule
    {
        public override SchemaViolation? Check(JToken value, SchemaValidation validation) =>
            value is JObject map && map.ContainsKey(name) ? validation.First(value, schema) : null;
    }

    /// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c>.</summary>
    internal sealed class Contains(string schema, long minimum, long maximum) : SchemaRule
    {
        public override SchemaViolation? Check(JToken value, SchemaValidation validation)
        {
            if (value is not JArray list) { return null; }

            long found = list.LongCount(i => validation.Errors(i, schema).Count == 0);
            return found < minimum ? new($"must hold {minimum} or more items that fit 'contains', holds {found}", value)
                : found > maximum ? new($"must hold at most {maximum} items that fit 'contains', holds {found}", value) : null;
        }
    }

    /// <summary><c>propertyNames</c>.</summary>
    internal sealed class Names(string schema) : SchemaRule
    {
        public override SchemaViolation? Check(JToken value, SchemaValidation validation)
        {
            foreach (JProperty member in (value as JObject)?.Properties() ?? [])
            {
                if (validation.Errors(new JValue(member.Name), schema).Count > 0) { return new($"must not have a member of the name {Quote.Short(member.Name)}", value); }
            }

            return null;
        }
    }
}
