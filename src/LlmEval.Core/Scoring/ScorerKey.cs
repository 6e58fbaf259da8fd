using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring;

/// <summary>
/// The key of a metric: 32 hexadecimal digits over what decides its scores. The order of keys, the place in the file, quotes and
/// flow or block style do not matter; neither do <c>metric</c>, <c>weight</c>, <c>gate</c> and options that decide no scores. A threshold that is written
/// is the same as the default of that value, and matters only where the score is not binary.
/// </summary>
internal static class ScorerKey
{
    private static readonly HashSet<string> s_aside = new(["metric", "weight", "gate", "threshold"], StringComparer.Ordinal);

    public static string Of(CheckKind kind, bool isNegated, MappingNode options, double threshold, IReadOnlyList<string>? keyed = null)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(isNegated ? CheckRegistry.Not + kind.Name : kind.Name);
            writer.WriteNumberValue(kind.Version);
            if (!kind.IsBinary && !kind.IsOverSuite) { writer.WriteStringValue(threshold.ToString("R", CultureInfo.InvariantCulture)); }

            Write(writer, options.Entries.Where(e => !s_aside.Contains(e.Key.Text) && !kind.Options.Any(o => !o.DecidesScores && o.Key == e.Key.Text)));
            foreach (string text in keyed ?? []) { writer.WriteStringValue(text); }

            if (kind.Origin is { } origin)
            {
                // An object, so that it is never taken for one of the texts before it.
                writer.WriteStartObject();
                writer.WriteString("origin", origin);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan).AsSpan(0, 16));
    }

    /// <summary>
    /// What decides a check's scores beside what is written in the suite; empty for nothing. A case's own checks are in the key of its inputs only as far as they are written there.
    /// </summary>
    public static string Beyond(CheckKind kind, IReadOnlyList<string> keyed) => kind is { Version: 1, Origin: null } && keyed.Count == 0 ? string.Empty
        : Hash128.Of(string.Join('\n', keyed.Select(k => Hash128.Of(k).ToString()).Prepend(FormattableString.Invariant($"{kind.Name} {kind.Version} {kind.Origin}")))).ToString();

    /// <summary>A document's part of a key: 32 hexadecimal digits that layout, comments and the order of keys do not change.</summary>
    public static string OfDocument(LocatedNode document)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer)) { Write(writer, document); }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan).AsSpan(0, 16));
    }

    private static void Write(Utf8JsonWriter writer, IEnumerable<KeyValuePair<ScalarNode, LocatedNode>> entries)
    {
        writer.WriteStartObject();
        foreach ((ScalarNode key, LocatedNode value) in entries.OrderBy(e => e.Key.Text, StringComparer.Ordinal))
        {
            writer.WritePropertyName(key.Text);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, LocatedNode node)
    {
        switch (node)
        {
            case MappingNode mapping: Write(writer, mapping.Entries); break;
            case SequenceNode list:
                writer.WriteStartArray();
                foreach (LocatedNode item in list.Items) { Write(writer, item); }

                writer.WriteEndArray();
                break;
            case ScalarNode { Scalar: ScalarKind.Null }: writer.WriteNullValue(); break;
            case ScalarNode { Scalar: ScalarKind.Boolean } flag: writer.WriteBooleanValue(flag.Text[0] is 't' or 'T'); break;
            case ScalarNode { Scalar: ScalarKind.Integer or ScalarKind.Real } number:
                // Marked as a number without being parsed, so that no digit is lost.
                writer.WriteStartObject();
                writer.WriteString("number", number.Text);
                writer.WriteEndObject();
                break;
            case ScalarNode text: writer.WriteStringValue(text.Text); break;
        }
    }
}
