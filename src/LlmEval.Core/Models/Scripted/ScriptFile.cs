using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Models.Scripted;

/// <summary>Reads a script: a YAML list or JSON lines of rules, tried in order.</summary>
internal static class ScriptFile
{
    public static IReadOnlyList<ScriptRule> Read(string path, DiagnosticBag diagnostics)
    {
        List<ScriptRule> rules = [];
        foreach (LocatedNode node in Items(path, diagnostics))
        {
            if (Rule(node, diagnostics) is { } rule) { rules.Add(rule); }
        }

        return rules;
    }

    private static IEnumerable<LocatedNode> Items(string path, DiagnosticBag diagnostics) =>
        path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
            ? LocatedJson.ReadLines(path, diagnostics).OfType<LocatedNode>() : YamlReader.ReadItems(path, diagnostics);

    private static ScriptRule? Rule(LocatedNode node, DiagnosticBag diagnostics)
    {
        if (MappingReader.Open(node, "a rule of the script", diagnostics) is not { } map) { return null; }

        ScriptRule rule = new()
        {
            User = map.Text("user"),
            System = map.Text("system"),
            Sample = map.Integer("sample", 0),
            Answer = map.Text("answer") ?? string.Empty,
            Finish = map.Choice("finish", "stop", "length", "content_filter") switch
            {
                "length" => FinishReason.Length,
                "content_filter" => FinishReason.ContentFilter,
                _ => FinishReason.Stop,
            },
            Delay = map.Time("delay") ?? TimeSpan.Zero,
            Latency = map.Time("latency"),
            Fault = map.Choice("fault", "refused", "reset", "hang"),
            Times = map.Integer("times", 1),
            InputTokens = map.Integer("input-tokens", 0),
            OutputTokens = map.Integer("output-tokens", 0),
            ResponseModel = map.Text("response-model"),
            Fingerprint = map.Text("fingerprint"),
        };
        if (!map.Has("answer") && rule.Fault is null)
        {
            diagnostics.Add(Diagnostics.MissingKey, node.Location, "A rule of the script needs the key 'answer' or 'fault'.");
        }

        map.Done();
        return rule;
    }
}
