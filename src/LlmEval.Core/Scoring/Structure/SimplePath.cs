using System.Globalization;
using System.Text.Json;

namespace LlmEval.Scoring.Structure;

/// <summary>
/// A JSON path of names and places only, such as <c>$.order.items[0].id</c>: nearly all that suites use. It selects one value or none and
/// needs no tree beside the parsed answer. The general evaluator gives the same.
/// </summary>
internal sealed class SimplePath
{
    private readonly IReadOnlyList<(string? Name, int Index)> _steps;

    private SimplePath(IReadOnlyList<(string? Name, int Index)> steps) => _steps = steps;

    /// <summary>Reads a path; null when it is not that simple.</summary>
    public static SimplePath? Parse(string path)
    {
        if (!path.StartsWith('$')) { return null; }

        List<(string?, int)> steps = [];
        ReadOnlySpan<char> rest = path.AsSpan(1);
        while (!rest.IsEmpty)
        {
            if (rest[0] == '.')
            {
                int length = rest[1..].IndexOfAny('.', '[');
                ReadOnlySpan<char> name = length < 0 ? rest[1..] : rest.Slice(1, length);
                if (name.IsEmpty || !IsName(name)) { return null; }

                steps.Add((name.ToString(), 0));
                rest = rest[(name.Length + 1)..];
            }
            else
            {
                int close = rest.IndexOf(']');
                if (rest[0] != '[' || close < 0 || !int.TryParse(rest[1..close], NumberStyles.None, CultureInfo.InvariantCulture, out int index)) { return null; }

                steps.Add((null, index));
                rest = rest[(close + 1)..];
            }
        }

        return new SimplePath(steps);
    }

    /// <summary>What it selects; null when that is nothing.</summary>
    public JsonElement? Select(JsonElement element)
    {
        foreach ((string? name, int index) in _steps)
        {
            if (name is not null)
            {
                // Of two properties with one name this finds the last.
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) { return null; }
            }
            else
            {
                if (element.ValueKind != JsonValueKind.Array || index >= element.GetArrayLength()) { return null; }

                element = element[index];
            }
        }

        return element;
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '-')) { return false; }
        }

        return true;
    }
}
