using System.Text;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Scoring.Judges;

/// <summary>The texts that a judge's prompt can show, for one answer.</summary>
internal sealed class JudgeMaterial
{
    private readonly JudgeSetup _setup;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _more;

    /// <summary>Creates it.</summary>
    public JudgeMaterial(JudgeSetup setup, ScoringContext context, string answer)
        : this(setup, context, answer, [])
    {
    }

    private JudgeMaterial(JudgeSetup setup, ScoringContext context, string answer, IReadOnlyList<KeyValuePair<string, string>> more) =>
        (_setup, Context, Answer, _more) = (setup, context, answer, more);

    public ScoringContext Context { get; }

    /// <summary>What is judged.</summary>
    public string Answer { get; }

    /// <summary>This with one more text.</summary>
    public JudgeMaterial With(string name, string text) => new(_setup, Context, Answer, [.. _more, new(name, text)]);

    /// <summary>A text by the name of its placeholder; null, with the cause, when it is not known.</summary>
    public string? Find(string name, out string? trouble)
    {
        trouble = null;
        foreach ((string known, string text) in _more)
        {
            if (known == name) { return text; }
        }

        switch (name)
        {
            case "answer": return Answer;
            case "question": return Question(out trouble);
            case "conversation": return Conversation(out trouble);
            case "context": return Passages(out trouble) is { } passages ? Joined(passages) : null;
            default:
                if (name == _setup.Needs.Value && _setup.Value is { } value) { return value.Render(Context, out trouble); }

                trouble = $"there is no '{name}'";
                return null;
        }
    }

    /// <summary>The passages: those that the check names, else those that came with the answer; null, with the cause, when there is none.</summary>
    public IReadOnlyList<Passage>? Passages(out string? trouble)
    {
        trouble = null;
        if (_setup.Context is { } given)
        {
            return given.Render(Context, out trouble) is { } texts ? [.. texts.Select(t => new Passage(t))] : null;
        }

        if (Context.Answer.Passages.Count > 0) { return Context.Answer.Passages; }

        trouble = "there is no context: the answer came without passages and the check has no 'context'";
        return null;
    }

    private string? Question(out string? trouble)
    {
        trouble = null;
        if (_setup.Question is { } own) { return own.Render(Context, out trouble); }

        for (int i = Context.Input.Count - 1; i >= 0; i--)
        {
            if (Context.Input[i].Role == "user") { return Context.Input[i].Text; }
        }

        // A model that takes the case itself was sent no message: what it was asked is among the case's variables.
        if (Context.Input.Count == 0 && Context.Values.Find("question")?.Text is { Length: > 0 } asked) { return asked; }

        trouble = "the question is not known: nothing says what the model was asked; give the check 'question'";
        return null;
    }

    private string? Conversation(out string? trouble)
    {
        trouble = Context.Input.Count == 0 ? "the conversation is not known: nothing says what the model was sent" : null;
        return trouble is null ? string.Join("\n\n", Context.Input.Select(t => $"{t.Role}: {t.Text}")) : null;
    }

    private static string Joined(IReadOnlyList<Passage> passages)
    {
        if (passages is [{ Id: null } only]) { return only.Text; }

        StringBuilder text = new();
        for (int i = 0; i < passages.Count; i++)
        {
            if (i > 0) { text.Append("\n\n"); }

            text.Append('[').Append(passages[i].Id ?? FormattableString.Invariant($"{i + 1}")).Append("] ").Append(passages[i].Text);
        }

        return text.ToString();
    }
}
