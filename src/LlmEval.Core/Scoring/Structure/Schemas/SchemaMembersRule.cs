using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>
/// <c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c>: every pattern that a name matches counts, also beside
/// <c>properties</c>; the patterns have a time limit. NJsonSchema takes one pattern only, and passes over a null where the type allows null.
/// </summary>
/// <param name="named">The schemas of members by their names.</param>
/// <param name="patterns">The patterns with their schemas.</param>
/// <param name="others">The schema of all other members, or null for any.</param>
/// <param name="isClosed">Whether there may be no other members.</param>
internal sealed class SchemaMembersRule(
    IReadOnlyDictionary<string, string> named, IReadOnlyList<(Regex Pattern, string Schema)> patterns, string? others, bool isClosed) : SchemaRule
{
    public override SchemaViolation? Check(JToken value, SchemaValidation validation)
    {
        foreach (JProperty member in (value as JObject)?.Properties() ?? [])
        {
            bool isKnown = named.TryGetValue(member.Name, out string? own);
            if (isKnown && validation.First(member.Value, own!) is { } wrong) { return wrong; }

            foreach ((Regex pattern, string schema) in patterns)
            {
                validation.Step();
                if (!pattern.IsMatch(member.Name)) { continue; }

                isKnown = true;
                if (validation.First(member.Value, schema) is { } matched) { return matched; }
            }

            if (isKnown) { continue; }

            if (isClosed) { return new SchemaViolation($"must not have a member {Quote.Short(member.Name)}", value); }

            if (others is not null && validation.First(member.Value, others) is { } other) { return other; }
        }

        return null;
    }
}
