using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.JsonSchemaNet;

/// <summary>
/// A schema that JsonSchema.Net can read. It reads it anew for every value, since its schemas keep what they find out about one evaluation and serve one thread.
/// </summary>
/// <param name="text">The schema as JSON.</param>
/// <param name="draft">Its draft.</param>
/// <param name="root">Its parts.</param>
internal sealed class JsonSchemaNetSchema(string text, SpecVersion draft, SchemaPart root) : IJsonSchema
{
    private const int Most = 5;

    /// <summary>What the deepest work that <see cref="SchemaWork"/> lets through needs, several times; it is only used as far as it is needed.</summary>
    private const int Stack = 512 << 20;

    /// <inheritdoc/>
    public IReadOnlyList<string> Validate(JsonElement value, CancellationToken cancellationToken)
    {
        TaskCompletionSource<IReadOnlyList<string>> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread work = new(() =>
        {
            try
            {
                new SchemaWork(cancellationToken).Check(root, value);
                done.SetResult(Validate(value));
            }
            catch (Exception e) { done.SetException(e); }
        }, Stack) { IsBackground = true, Name = "JSON schema" };
        work.Start();
        try
        {
            // It takes no token: what is left behind ends by itself, since its work is bounded and its patterns have a time limit.
            done.Task.Wait(cancellationToken);
            return done.Task.Result;
        }
        catch (AggregateException e)
        {
            switch (e.InnerException)
            {
                case RegexMatchTimeoutException slow: throw new TimeoutException(FormattableString.Invariant($"a pattern of the schema took more than {slow.MatchTimeout.TotalSeconds} s on this answer"), slow);
                case OperationCanceledException or TimeoutException or InvalidOperationException: ExceptionDispatchInfo.Throw(e.InnerException); throw;
                default: throw new InvalidOperationException($"JsonSchema.Net cannot judge it: {e.InnerException!.Message.ReplaceLineEndings(" ")}", e.InnerException);
            }
        }
    }

    private string[] Validate(JsonElement value)
    {
        EvaluationOptions options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true, EvaluateAs = draft, Culture = CultureInfo.InvariantCulture };
        options.SchemaRegistry.Fetch = static _ => null;
        EvaluationResults results = JsonSchema.FromText(text).Evaluate(JsonNode.Parse(value.GetRawText()), options);
        if (results.IsValid) { return []; }

        string[] wrong =
        [
            .. results.Details.Prepend(results).Where(d => d.HasErrors)
                .SelectMany(d => d.Errors!.Values.Select(e => Line($"{Place(d.InstanceLocation.ToString())}: {e}"))).Distinct(StringComparer.Ordinal).Take(Most),
        ];
        return wrong.Length > 0 ? wrong : ["$: is not valid"];
    }

    /// <summary>A JSON pointer as a JSON path.</summary>
    private static string Place(string pointer)
    {
        StringBuilder path = new("$");
        foreach (string step in pointer.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (step.Length > 0 && step.All(char.IsAsciiDigit)) { path.Append('[').Append(step).Append(']'); }
            else { path.Append('.').Append(step); }
        }

        return path.ToString();
    }

    private static string Line(string text) => (text.Length > 300 ? text[..300] + " ..." : text).ReplaceLineEndings(" ");
}
