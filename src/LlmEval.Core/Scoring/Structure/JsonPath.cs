using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;
using Newtonsoft.Json.Linq;

namespace LlmEval.Scoring.Structure;

/// <summary>
/// A JSON path (Goessner 2007, as Newtonsoft.Json reads it) into an answer. One match is that value; several are the list of them, in
/// the order of the answer.
/// </summary>
public sealed class JsonPath
{
    private static readonly JsonSelectSettings s_settings = new() { RegexMatchTimeout = TimeSpan.FromSeconds(1) };
    private readonly string _path;
    private readonly SimplePath? _simple;

    private JsonPath(string path) => (_path, _simple) = (path, SimplePath.Parse(path));

    /// <summary>Reads a path; reports and returns null when it is not one.</summary>
    /// <param name="node">The path.</param>
    /// <param name="what">Whose path it is, for messages.</param>
    /// <param name="diagnostics">Where mistakes go: LLM1003, LLM1021.</param>
    public static JsonPath? Parse(LocatedNode node, string what, DiagnosticBag diagnostics)
    {
        if (node is not ScalarNode { Scalar: ScalarKind.Text } scalar)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, $"'path' of {what} must be a JSON path such as $.category, not {node.Kind}.");
            return null;
        }

        string? trouble = Trouble(scalar.Text);
        if (trouble is null) { return new JsonPath(scalar.Text); }

        diagnostics.Add(Diagnostics.BadPattern, node.Location,
            $"'{Quote.Line(scalar.Text)}' is not a JSON path: {trouble} Write it from the root, such as $.category or $.items[0].name.");
        return null;
    }

    /// <summary>What the path selects in an answer; null when it selects nothing.</summary>
    /// <exception cref="InvalidOperationException">A text in the answer is not valid Unicode.</exception>
    internal JsonElement? Select(AnswerJson answer) => _simple is null ? Walk(answer) : _simple.Select(answer.Root!.Value);

    /// <summary>What the path selects in a document; null when it selects nothing, an element of the kind null when that is what it selects.</summary>
    /// <exception cref="InvalidOperationException">A text in the document is not valid Unicode.</exception>
    public JsonElement? Select(JsonElement root) => _simple is null ? Walk(AnswerJson.Parse(root.GetRawText())) : _simple.Select(root);

    /// <inheritdoc/>
    public override string ToString() => _path;

    /// <summary>The general way: the tree of Newtonsoft.Json.</summary>
    internal JsonElement? Walk(AnswerJson answer)
    {
        JsonElement? first = null;
        List<string>? several = null;
        foreach (JToken token in answer.Tree.SelectTokens(_path, s_settings))
        {
            JsonElement found = AnswerJson.ElementOf(token);
            if (first is null) { first = found; continue; }

            several ??= [first.Value.GetRawText()];
            several.Add(found.GetRawText());
        }

        return several is null ? first : JsonElement.Parse($"[{string.Join(',', several)}]");
    }

    private static string? Trouble(string path)
    {
        if (!path.StartsWith('$')) { return "it does not begin with $."; }

        // Otherwise a property of the name '$a'.
        if (path.Length > 1 && path[1] is not ('.' or '[')) { return "a dot or a bracket must follow the $."; }

        try
        {
            // The path is parsed when the selection is made, not when it is walked.
            _ = new JObject().SelectTokens(path, s_settings);
            return path.Length > 1 && path[^1] == '.' ? "it ends with a dot." : null;
        }
        // Mostly a JsonException, but an index that is too large overflows, and more of that kind.
        catch (Exception e)
        {
            return Quote.Line(e.Message).TrimEnd('.') + ".";
        }
    }
}
