using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>
/// A hash of what a <c>gate:</c> says, so that a verdict can tell that it was changed: of its keys and values, in whatever order, spelling of numbers and layout; <c>regression: default</c> is the same as none.
/// </summary>
internal static class GateKey
{
    /// <summary>The hash; of an absent gate too.</summary>
    public static string Of(MappingNode? gate)
    {
        CanonicalJson json = new();
        Write(json, gate is null ? null : gate with { Entries = [.. gate.Entries.Where(e => e is not { Key.Text: "regression", Value: ScalarNode { Text: "default" } })] });
        return json.Hash().ToString();
    }

    private static void Write(CanonicalJson json, LocatedNode? node)
    {
        switch (node)
        {
            case null: json.Raw("{}"); break;
            case MappingNode mapping:
                json.Raw("{");
                foreach ((ScalarNode key, LocatedNode value) in mapping.Entries.OrderBy(e => e.Key.Text, StringComparer.Ordinal))
                {
                    json.Text(key.Text).Raw(":");
                    Write(json, value);
                    json.Raw(",");
                }

                json.Raw("}");
                break;
            case SequenceNode list:
                json.Raw("[");
                foreach (LocatedNode item in list.Items)
                {
                    Write(json, item);
                    json.Raw(",");
                }

                json.Raw("]");
                break;
            case ScalarNode { Scalar: ScalarKind.Integer or ScalarKind.Real } number when CoreSchema.TryReal(number.Text, out double value):
                json.Raw(value.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
                break;
            case ScalarNode scalar: json.Text(scalar.Text); break;
        }
    }
}
