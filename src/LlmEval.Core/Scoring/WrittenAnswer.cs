using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Suites;

namespace LlmEval.Scoring;

/// <summary>
/// An answer that stands in a file, with what belongs to it: <c>{ "id"?, "vars"?, "expected"?, "answer", "passages"?, "input"? }</c>. <c>passages</c> are texts or
/// objects with <c>text</c>, <c>id</c> and <c>source</c>; <c>input</c> is what the user asked, or a list of messages with <c>role</c> and <c>content</c>.
/// </summary>
/// <param name="Case">Its variables and expected values, as a case.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Input">What the model had been sent.</param>
public sealed record WrittenAnswer(EvalCase Case, Answer Answer, IReadOnlyList<ChatTurn> Input)
{
    /// <summary>Reads one; a row with mistakes, which are reported, is good for nothing but finding more of them.</summary>
    /// <param name="keys">The row's keys; the caller may take more, and ends with <see cref="MappingReader.Done"/>.</param>
    /// <param name="what">What the row is, for messages: <c>a labelled answer</c>.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static WrittenAnswer Read(MappingReader keys, string what, DiagnosticBag diagnostics)
    {
        string? answer = keys.Text("answer", required: true);
        EvalCase values = new()
        {
            Id = keys.Text("id") ?? $"line {keys.Location.Line}",
            Location = keys.Location,
            Vars = keys.Node("vars") is { } given ? Vars(given, what, diagnostics) ?? CaseValue.Empty : CaseValue.Empty,
            Expected = keys.Node("expected") is { } expected ? CaseValue.From(expected, diagnostics) : null,
            InputsHash = default,
        };
        return new WrittenAnswer(values, new Answer { Text = answer ?? string.Empty, Passages = Passages(keys, diagnostics) }, Messages(keys, what, diagnostics));
    }

    private static CaseValue? Vars(LocatedNode node, string what, DiagnosticBag diagnostics)
    {
        if (node is MappingNode) { return CaseValue.From(node, diagnostics); }

        diagnostics.Add(Diagnostics.BadValue, node.Location, $"'vars' of {what} must be an object, not {node.Kind}.");
        return null;
    }

    private static List<Passage> Passages(MappingReader keys, DiagnosticBag diagnostics)
    {
        List<Passage> passages = [];
        foreach (LocatedNode item in keys.List("passages") ?? [])
        {
            switch (item)
            {
                case ScalarNode { Scalar: ScalarKind.Text } text:
                    passages.Add(new Passage(text.Text));
                    break;
                case MappingNode mapping:
                    MappingReader passage = MappingReader.Open(mapping, "a passage", diagnostics)!;
                    if (passage.Text("text", required: true) is { } body) { passages.Add(new Passage(body, passage.Text("id"), passage.Text("source"))); }

                    passage.Done();
                    break;
                default:
                    diagnostics.Add(Diagnostics.BadValue, item.Location, $"A passage must be a text or an object with 'text', not {item.Kind}.");
                    break;
            }
        }

        return passages;
    }

    private static List<ChatTurn> Messages(MappingReader keys, string what, DiagnosticBag diagnostics)
    {
        switch (keys.Node("input"))
        {
            case null: return [];
            case ScalarNode { Scalar: ScalarKind.Text } text: return [new ChatTurn("user", text.Text)];
            case SequenceNode list:
                List<ChatTurn> turns = [];
                foreach (LocatedNode item in list.Items)
                {
                    if (MappingReader.Open(item, "a message of 'input'", diagnostics) is not { } message) { continue; }

                    (string? role, string? content) = (message.Choice("role", "system", "user", "assistant", "tool"), message.Text("content", required: true));
                    if (!message.Has("role")) { diagnostics.Add(Diagnostics.MissingKey, item.Location, "A message of 'input' needs the key 'role'."); }

                    if (role is not null && content is not null) { turns.Add(new ChatTurn(role, content)); }

                    message.Done();
                }

                return turns;
            case var other:
                diagnostics.Add(Diagnostics.BadValue, other.Location, $"'input' of {what} must be a text or a list of messages, not {other.Kind}.");
                return [];
        }
    }
}
