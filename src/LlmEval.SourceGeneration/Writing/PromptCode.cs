using System.Globalization;
using System.Text;
using LlmEval.SourceGeneration.Naming;
using LlmEval.SourceGeneration.Reading;

namespace LlmEval.SourceGeneration.Writing;

/// <summary>Writes the class of a prompt.</summary>
internal static class PromptCode
{
    private const string List = "global::System.Collections.Generic.IReadOnlyList";

    /// <summary>The code.</summary>
    public static string Write(PromptModel prompt, string type, CodeSettings settings)
    {
        string[] paths = [.. prompt.Messages.SelectMany(m => m.Pieces).Where(p => p.IsVariable).Select(p => p.Text).Distinct(StringComparer.Ordinal)];
        IReadOnlyList<string> names = Identifiers.Parameters(paths);
        StringBuilder code = new();
        Line(code, $"/// <summary>{(prompt.Description is null ? $"The prompt '{CSharp.Xml(prompt.Name)}'." : CSharp.Xml(prompt.Description))}</summary>");
        Line(code, $"/// <remarks>Made of <c>{CSharp.Xml(Path.GetFileName(prompt.Path))}</c>.</remarks>");
        Line(code, CSharp.Generated);
        Line(code, "[global::System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverage]");
        Line(code, $"public static partial class {type}");
        Line(code, "{");
        Constants(code, prompt);
        Render(code, prompt, paths, names);
        if (settings.HasChat)
        {
            RenderChat(code, type, settings, paths, names);
            ChatOptions(code, prompt.Sampling);
        }

        Line(code, "}");
        return CSharp.File(settings, "The prompts of this project.", code.ToString());
    }

    private static void Constants(StringBuilder code, PromptModel prompt)
    {
        SamplingModel said = prompt.Sampling;
        Constant(code, "The name by which suites call it.", "const string Name", CSharp.Literal(prompt.Name));
        Constant(code, "The model that the file names.", "const string Model", Text(prompt.Model));
        Constant(code, "Temperature, 0 or more.", "const double Temperature", Number(said.Temperature));
        Constant(code, "Nucleus sampling, above 0 to 1.", "const double TopP", Number(said.TopP));
        Constant(code, "Number of most likely tokens to choose from.", "const int TopK", Number(said.TopK));
        Constant(code, "Longest answer in tokens.", "const int MaxTokens", Number(said.MaxTokens));
        Constant(code, "Seed of the first sample.", "const long Seed", said.Seed is { } seed ? Number(seed) + "L" : null);
        Constant(code, "<c>text</c>, <c>json_object</c> or <c>json_schema</c>.", "const string ResponseFormat", Text(said.ResponseFormat));
        Constant(code, "The JSON schema of the answer, as text.", "const string JsonSchema", Text(said.JsonSchema));
        if (said.Stop.Count == 0) { return; }

        Line(code, "    /// <summary>Texts that end an answer.</summary>");
        Line(code, $"    public static {List}<string> Stop {{ get; }} = new string[] {{ {string.Join(", ", said.Stop.Select(CSharp.Literal))} }};");
        Line(code, string.Empty);
    }

    private static void Constant(StringBuilder code, string summary, string declaration, string? value)
    {
        if (value is null) { return; }

        Line(code, $"    /// <summary>{summary}</summary>");
        Line(code, $"    public {declaration} = {value};");
        Line(code, string.Empty);
    }

    private static void Render(StringBuilder code, PromptModel prompt, string[] paths, IReadOnlyList<string> names)
    {
        Signature(code, "The messages, with the values put in.", $"{List}<PromptMessage> Render", paths, names);
        Line(code, "    {");
        for (int i = 0; i < paths.Length; i++)
        {
            string name = Identifiers.Escaped(names[i]);
            Line(code, $"        if ({name} is null) {{ throw new global::System.ArgumentNullException({CSharp.Literal(names[i])}, {CSharp.Literal($"The prompt '{prompt.Name}' needs a value for '{paths[i]}'.")}); }}");
            Line(code, string.Empty);
        }

        Line(code, "        return new PromptMessage[]");
        Line(code, "        {");
        foreach (MessageModel message in prompt.Messages)
        {
            string[] pieces = [.. message.Pieces.Select(p => p.IsVariable ? $"{Identifiers.Escaped(names[Array.IndexOf(paths, p.Text)])}.ToString()" : CSharp.Literal(p.Text))];
            string content = pieces.Length == 1 ? pieces[0] : $"string.Concat({(pieces.Length > 4 ? $"new string[] {{ {string.Join(", ", pieces)} }}" : string.Join(", ", pieces))})";
            Line(code, $"            new PromptMessage(\"{message.Role}\", {content}),");
        }

        Line(code, "        };");
        Line(code, "    }");
    }

    private static void RenderChat(StringBuilder code, string type, CodeSettings settings, string[] paths, IReadOnlyList<string> names)
    {
        Line(code, string.Empty);
        Signature(code, "The messages for an <c>IChatClient</c>, with the values put in.", "global::System.Collections.Generic.List<global::Microsoft.Extensions.AI.ChatMessage> RenderChat", paths, names);
        // In full, because a parameter may have the name of either method.
        string prompts = settings.Namespace.Length > 0 ? $"global::{settings.Namespace}.Prompts" : "global::Prompts";
        Line(code, $"        => {prompts}.ToChatMessages({prompts}.{type}.Render({string.Join(", ", names.Select(Identifiers.Escaped))}));");
    }

    private static void ChatOptions(StringBuilder code, SamplingModel said)
    {
        const string ai = "global::Microsoft.Extensions.AI.";
        Line(code, string.Empty);
        Line(code, "    /// <summary>What the file says about sampling and format, new at each call.</summary>");
        Line(code, $"    public static {ai}ChatOptions CreateChatOptions()");
        Line(code, "    {");
        Line(code, $"        var options = new {ai}ChatOptions();");
        void Set(string property, string? value)
        {
            if (value is not null) { Line(code, $"        options.{property} = {value};"); }
        }

        Set("Temperature", said.Temperature is null ? null : "(float)Temperature");
        Set("TopP", said.TopP is null ? null : "(float)TopP");
        Set("TopK", said.TopK is null ? null : "TopK");
        Set("MaxOutputTokens", said.MaxTokens is null ? null : "MaxTokens");
        Set("Seed", said.Seed is null ? null : "Seed");
        Set("StopSequences", said.Stop.Count == 0 ? null : "new global::System.Collections.Generic.List<string>(Stop)");
        Set("ResponseFormat", said.ResponseFormat == "json_object" ? $"{ai}ChatResponseFormat.Json" : null);
        if (said.JsonSchema is not null)
        {
            Line(code, "        using (var schema = global::System.Text.Json.JsonDocument.Parse(JsonSchema))");
            Line(code, "        {");
            Line(code, $"            options.ResponseFormat = {ai}ChatResponseFormat.ForJsonSchema(schema.RootElement.Clone(){(said.SchemaName is { } name ? ", " + CSharp.Literal(name) : string.Empty)});");
            Line(code, "        }");
            Line(code, string.Empty);
        }

        Line(code, "        return options;");
        Line(code, "    }");
    }

    private static void Signature(StringBuilder code, string summary, string declaration, string[] paths, IReadOnlyList<string> names)
    {
        Line(code, $"    /// <summary>{summary}</summary>");
        for (int i = 0; i < paths.Length; i++)
        {
            Line(code, $"    /// <param name=\"{names[i]}\">What stands where the prompt says <c>{{{{{CSharp.Xml(paths[i])}}}}}</c>.</param>");
        }

        Line(code, $"    public static {declaration}({string.Join(", ", names.Select(n => $"PromptValue {Identifiers.Escaped(n)}"))})");
    }

    private static string? Text(string? text) => text is null ? null : CSharp.Literal(text);

    private static string? Number(IFormattable? number) => number?.ToString(number is double ? "R" : null, CultureInfo.InvariantCulture);

    private static void Line(StringBuilder code, string line) => code.Append(line).Append('\n');
}
