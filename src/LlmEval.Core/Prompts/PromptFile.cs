using System.Text;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Prompts;

/// <summary>
/// Reads prompts in the format of GitHub Models (<c>*.prompt.yml</c>): <c>name</c>, <c>description</c>, <c>model</c>,
/// <c>modelParameters</c>, <c>responseFormat</c>, <c>jsonSchema</c>, <c>messages</c>. Its <c>testData</c> and
/// <c>evaluators</c> are accepted and not run: suites are files of their own.
/// </summary>
public static class PromptFile
{
    private const string What = "a prompt";

    /// <summary>Reads a prompt.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="name">Name of the prompt in its project.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    /// <returns>The prompt, or null when it has mistakes.</returns>
    public static PromptTemplate? Load(string path, string name, DiagnosticBag diagnostics) =>
        SourceText.Read(path, diagnostics) is { } text ? Parse(text, path, name, diagnostics) : null;

    /// <summary>Reads a prompt from text.</summary>
    /// <param name="text">The content of the file.</param>
    /// <param name="path">The file that locations name.</param>
    /// <param name="name">Name of the prompt in its project.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    /// <returns>The prompt, or null when it has mistakes.</returns>
    public static PromptTemplate? Parse(string text, string path, string name, DiagnosticBag diagnostics)
    {
        DiagnosticBag found = new();
        PromptTemplate? prompt = YamlReader.Parse(text, path, found) is { } document && MappingReader.Open(document, What, found) is { } reader
            ? Read(reader, path, name, found) : null;
        diagnostics.AddRange(found.Items);
        return found.HasErrors ? null : prompt;
    }

    private static PromptTemplate Read(MappingReader reader, string path, string name, DiagnosticBag diagnostics)
    {
        LocatedNode? sampling = reader.Node("modelParameters");
        ModelParameters parameters = sampling is null ? ModelParameters.Empty : ParameterReader.Camel(sampling, diagnostics);
        string? format = reader.Choice("responseFormat", "text", "json_object", "json_schema");
        PromptTemplate prompt = new()
        {
            Name = name,
            Path = path,
            Location = reader.Location,
            DisplayName = reader.Text("name"),
            Description = reader.Text("description"),
            Model = reader.Text("model"),
            ModelLocation = reader.Node("model")?.Location ?? reader.Location,
            Parameters = parameters with { ResponseFormat = format, JsonSchema = Schema(reader, format, diagnostics) },
            Messages = Messages(reader, diagnostics),
        };
        foreach (string key in (ReadOnlySpan<string>)["testData", "evaluators"])
        {
            if (reader.Node(key) is { } unused)
            {
                diagnostics.Add(Diagnostics.NotRunHere, unused.Location, $"'{key}' in a prompt file is not run here. Write a suite beside it (evals/{name}.eval.yml) that has 'prompt: {name}'.");
            }
        }

        reader.Done();
        return prompt;
    }

    private static List<PromptMessage> Messages(MappingReader prompt, DiagnosticBag diagnostics)
    {
        List<PromptMessage> messages = [];
        if (!prompt.Has("messages"))
        {
            prompt.Node("messages");
            diagnostics.Add(Diagnostics.MissingKey, prompt.Location, "A prompt needs the key 'messages' (a list of messages with 'role' and 'content').");
            return messages;
        }

        IReadOnlyList<LocatedNode> nodes = prompt.List("messages") ?? [];
        foreach (LocatedNode node in nodes)
        {
            if (Message(node, diagnostics) is { } message) { messages.Add(message); }
        }

        if (nodes.Count == 0 && prompt.Node("messages") is SequenceNode empty)
        {
            diagnostics.Add(Diagnostics.BadValue, empty.Location, "'messages' of a prompt must hold at least one message. Add one with 'role' and 'content'.");
        }

        return messages;
    }

    private static PromptMessage? Message(LocatedNode node, DiagnosticBag diagnostics)
    {
        if (MappingReader.Open(node, "a message", diagnostics) is not { } reader) { return null; }

        bool hasRole = reader.Has("role");
        MessageRole? role = reader.Choice("role", "system", "user", "assistant") switch
        {
            "system" => MessageRole.System,
            "user" => MessageRole.User,
            "assistant" => MessageRole.Assistant,
            _ => null,
        };
        if (!hasRole) { diagnostics.Add(Diagnostics.MissingKey, node.Location, "A message needs the key 'role' ('system', 'user' or 'assistant')."); }

        LocatedNode? content = reader.Node("content");
        Template? template = null;
        switch (content)
        {
            case null or ScalarNode { Scalar: ScalarKind.Null }:
                diagnostics.Add(Diagnostics.MissingKey, content?.Location ?? node.Location, "A message needs the key 'content' (a text).");
                break;
            case ScalarNode scalar when string.IsNullOrWhiteSpace(scalar.Text):
                diagnostics.Add(Diagnostics.BadValue, scalar.Location, "The content of a message is empty. Write the text, or remove the message.");
                break;
            case ScalarNode scalar:
                template = Template.Parse(scalar, diagnostics);
                break;
            default:
                diagnostics.Add(Diagnostics.BadValue, content.Location, $"'content' of a message must be a text, not {content.Kind}. Quote it when it starts with '{{{{'.");
                break;
        }

        reader.Done();
        return role is null || template is null ? null : new PromptMessage(role.Value, template, node.Location);
    }

    // Compact, so that the layout of the schema is no part of a cache key.
    private static string? Schema(MappingReader prompt, string? format, DiagnosticBag diagnostics)
    {
        LocatedNode? node = prompt.Node("jsonSchema");
        if (node is null)
        {
            if (format == "json_schema")
            {
                diagnostics.Add(Diagnostics.MissingKey, prompt.Node("responseFormat")!.Location, "'responseFormat: json_schema' needs the key 'jsonSchema' (the schema as JSON text).");
            }

            return null;
        }

        if (format != "json_schema")
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, "'jsonSchema' is used only with 'responseFormat: json_schema'. Add that, or remove the schema.");
            return null;
        }

        if (node is MappingNode) { return CaseValue.From(node, diagnostics)?.ToJson(); }

        DiagnosticBag found = new();
        LocatedNode? schema = node is ScalarNode scalar ? LocatedJson.Parse(Encoding.UTF8.GetBytes(scalar.Text), node.Location.File, found) : null;
        if (schema is MappingNode && !found.HasErrors) { return CaseValue.From(schema, diagnostics)?.ToJson(); }

        diagnostics.Add(Diagnostics.BadValue, node.Location, "'jsonSchema' of a prompt must be a JSON object as text. Check its quotes, commas and braces.");
        return null;
    }
}
