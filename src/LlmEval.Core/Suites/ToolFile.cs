using System.Text.RegularExpressions;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites;

/// <summary>
/// Reads a file of tools (YAML or JSON): a list of <c>{ name, description, parameters }</c>, where <c>parameters</c> is the JSON schema of the
/// arguments. OpenAI's shape, <c>{ type: function, function: { ... } }</c>, is understood too.
/// </summary>
internal static partial class ToolFile
{
    private const string What = "a tool";

    /// <summary>The tools, in the file's order; null after a mistake.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static IReadOnlyList<ToolDefinition>? Read(string path, DiagnosticBag diagnostics)
    {
        DiagnosticBag own = new();
        LocatedNode? document = Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? LocatedJson.Read(path, own) : YamlReader.Read(path, own);
        List<ToolDefinition> tools = [];
        if (document is SequenceNode { Items.Count: > 0 } list)
        {
            foreach (LocatedNode node in list.Items)
            {
                if (Tool(node, own) is not { } tool) { continue; }

                if (tools.Exists(t => t.Name == tool.Name))
                {
                    own.Add(Diagnostics.DuplicateName, node.Location, $"The tool '{tool.Name}' is there twice. Remove one, or rename it.");
                }

                tools.Add(tool);
            }
        }
        else if (document is not null)
        {
            own.Add(Diagnostics.BadValue, document.Location, "A file of tools must be a list of at least one, each with 'name', 'description' and 'parameters'.");
        }

        diagnostics.AddRange(own.Items);
        return own.HasErrors ? null : tools;
    }

    private static ToolDefinition? Tool(LocatedNode node, DiagnosticBag diagnostics)
    {
        if (MappingReader.Open(node, What, diagnostics) is not { } reader) { return null; }

        reader.Choice("type", "function");
        if (reader.Node("function") is { } function)
        {
            reader.Done();
            return MappingReader.Open(function, What, diagnostics) is { } inner ? Function(inner, diagnostics) : null;
        }

        return Function(reader, diagnostics);
    }

    private static ToolDefinition? Function(MappingReader reader, DiagnosticBag diagnostics)
    {
        string? name = reader.Text("name", required: true);
        string? description = reader.Text("description");
        string? schema = Schema(reader.Node("parameters"), diagnostics);
        reader.Done();
        if (name is not null && !Name().IsMatch(name))
        {
            diagnostics.Add(Diagnostics.BadValue, reader.Node("name")!.Location, $"'{name}' cannot be the name of a tool: models take 1 to 64 of the letters a to z, digits, '_' and '-'. Rename it.");
        }

        return name is null || schema is null ? null : new ToolDefinition(name, description, schema);
    }

    /// <summary>The schema as text, in the author's order: it is what the model reads.</summary>
    private static string? Schema(LocatedNode? node, DiagnosticBag diagnostics)
    {
        const string Whole = "'parameters' of a tool";
        if (node is null) { return """{"type":"object","properties":{}}"""; }

        if (MappingReader.Open(node, Whole, diagnostics) is not { } reader) { return null; }

        if (reader.Node("type") is not ScalarNode { Text: "object" })
        {
            diagnostics.Add(Diagnostics.BadValue, (reader.Node("type") ?? node).Location, "'parameters' of a tool is the JSON schema of an object with its arguments, and must say 'type: object'.");
        }

        MappingNode? properties = null;
        if (reader.Node("properties") is { } given)
        {
            properties = given as MappingNode;
            if (properties is null) { diagnostics.Add(Diagnostics.BadValue, given.Location, $"'properties' of {Whole} must be a mapping of arguments to their schemas, not {given.Kind}."); }
        }

        foreach (string needed in reader.Texts("required") ?? [])
        {
            if (properties?[needed] is null)
            {
                diagnostics.Add(Diagnostics.BadValue, reader.Node("required")!.Location, $"'required' of {Whole} names '{needed}', which 'properties' does not have. Add it there, or remove it.");
            }
        }

        return CaseValue.From(node, diagnostics)?.ToJson();
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
