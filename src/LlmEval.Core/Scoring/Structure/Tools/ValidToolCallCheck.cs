using System.Collections.Concurrent;
using System.Text;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.Scoring.Structure.Tools;

/// <summary>
/// <c>is-valid-tool-call</c>: the model called a tool, and each of its calls names a tool of the suite and has arguments that are valid by that
/// tool's schema. A check of a turn looks at that turn, any other at the whole conversation. Source: promptfoo's
/// <c>is-valid-openai-tools-call</c>.
/// </summary>
internal sealed class ValidToolCallCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "is-valid-tool-call",
        Summary = "The model called a tool, and each call is valid by the schema of its tool.",
        Example = "is-valid-tool-call",
        Source = "json-schema.org; promptfoo, is-valid-openai-tools-call",
        TimeLimit = null,
        Bind = o => new ValidToolCallCheck(o),
    };

    private readonly ConcurrentDictionary<string, (IJsonSchema? Schema, string? Trouble)> _schemas = new(StringComparer.Ordinal);
    private readonly bool _isNegated;
    private readonly ToolCalls _calls;
    private readonly IJsonSchemaEngine _engine;

    private ValidToolCallCheck(CheckOptions options)
    {
        (_isNegated, _calls, _engine) = (options.IsNegated, new ToolCalls(options.Turn is not null), options.SchemaEngine);
        options.AddToKey(_engine.Name);
    }

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => new(Judge(context, cancellationToken));

    private ScorerResult Judge(ScoringContext context, CancellationToken cancellationToken)
    {
        if (context.Tools.Count == 0) { return ScorerResult.Unscored("the suite has no 'tools:' to hold calls against"); }

        IReadOnlyList<ToolCall> calls = _calls.In(context);
        if (calls.Count == 0) { return ScorerResult.Of(0, _isNegated ? null : "expected a call of a tool, got none"); }

        foreach (ToolCall call in calls)
        {
            string? wrong = Wrong(call, context, out string? unscored, cancellationToken);
            if (unscored is not null) { return ScorerResult.Unscored(unscored); }

            if (wrong is not null) { return ScorerResult.Of(0, _isNegated ? null : $"the call of {Quote.Label(call.Name, ToolCalls.LongestName)} is not valid: {wrong}"); }
        }

        return ScorerResult.Of(1, _isNegated ? $"expected an invalid call, got {ToolCalls.Names(calls)}, all valid" : null);
    }

    private string? Wrong(ToolCall call, ScoringContext context, out string? unscored, CancellationToken cancellationToken)
    {
        unscored = null;
        if (context.Tools.FirstOrDefault(t => t.Name == call.Name) is not { } tool) { return "there is no such tool"; }

        AnswerJson arguments = AnswerJson.Parse(call.Arguments);
        if (arguments.Root is not { } root) { return $"the arguments are not JSON: {Quote.Short(call.Arguments)}"; }

        (IJsonSchema? schema, unscored) = _schemas.GetOrAdd(tool.Schema, Parse, (_engine, tool.Name));
        return schema is null ? null : SchemaSource.Wrong(schema, root, context, out unscored, cancellationToken);
    }

    private static (IJsonSchema? Schema, string? Trouble) Parse(string text, (IJsonSchemaEngine Engine, string Tool) of)
    {
        DiagnosticBag mistakes = new();
        LocatedNode? node = LocatedJson.Parse(Encoding.UTF8.GetBytes(text), of.Tool, mistakes);
        IJsonSchema? schema = node is null ? null : of.Engine.Parse(node, mistakes);
        return schema is null ? (null, $"the schema of the tool {of.Tool} cannot be used: {mistakes.Items[0].Message}") : (schema, null);
    }
}
