using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.Scoring.Structure;

/// <summary>The <c>schema</c> of a check: a file beside the suite, or a schema written in its place.</summary>
internal static class SchemaSource
{
    /// <summary>The key, for the table of kinds.</summary>
    public static readonly CheckOption Option = new("schema", "any", "JSON schema: a file (JSON or YAML) beside the suite, or the schema itself; none by default.");

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>Takes <c>schema</c>; null when it is absent or wrong (reported). What it says becomes part of the metric's key, the file's path does not.</summary>
    public static IJsonSchema? Take(CheckOptions options)
    {
        if (!options.Keys.Has("schema")) { return null; }

        options.AddToKey(options.SchemaEngine.Name);
        if (options.Keys.Node("schema") is MappingNode inline) { return options.SchemaEngine.Parse(inline, options.Diagnostics); }

        if (options.File("schema") is not { } file)
        {
            if (!options.Diagnostics.HasErrors)
            {
                options.Diagnostics.Add(Diagnostics.FileNotFound, options.Keys.Node("schema")!.Location, "There is no project around this check in which to look for the file. Write the schema in its place.");
            }

            return null;
        }

        options.LeaveOutOfKey("schema");

        string extension = Path.GetExtension(file);
        LocatedNode? document = extension.Equals(".yml", StringComparison.OrdinalIgnoreCase) || extension.Equals(".yaml", StringComparison.OrdinalIgnoreCase)
            ? YamlReader.Read(file, options.Diagnostics) : LocatedJson.Read(file, options.Diagnostics);
        if (document is null) { return null; }

        options.AddToKey(ScorerKey.OfDocument(document));
        return options.SchemaEngine.Parse(document, options.Diagnostics);
    }

    /// <summary>What is wrong with a value, in one line, or null.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="context">Whose clock the limit goes by.</param>
    /// <param name="unscored">Why it cannot be judged, or null.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static string? Wrong(IJsonSchema schema, JsonElement value, ScoringContext context, out string? unscored, CancellationToken cancellationToken)
    {
        unscored = null;
        using CancellationTokenSource limit = new(s_limit, context.Time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            IReadOnlyList<string> wrong = schema.Validate(value, both.Token);
            return wrong.Count == 0 ? null : string.Join("; ", wrong);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            unscored = FormattableString.Invariant($"the schema took more than {s_limit.TotalSeconds} s on this answer");
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            unscored = Quote.Line(e.Message);
        }

        return null;
    }
}
