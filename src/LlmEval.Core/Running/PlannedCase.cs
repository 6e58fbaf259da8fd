using LlmEval.Caching;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Suites;

namespace LlmEval.Running;

/// <summary>A case ready to be asked: all texts rendered.</summary>
/// <param name="Case">The case.</param>
/// <param name="Messages">The prompt's messages; they end with a user's message when the prompt alone is the first turn.</param>
/// <param name="Turns">The user's texts that follow, one model call each.</param>
public sealed record PlannedCase(EvalCase Case, IReadOnlyList<ChatTurn> Messages, IReadOnlyList<string> Turns)
{
    /// <summary>Most requests of one sample where the suite's limits say nothing.</summary>
    public const int DefaultSteps = 12;

    /// <summary>How often a model is asked for one sample; calls of tools that the case scripts come on top, up to <see cref="MaxSteps"/> in all.</summary>
    public int Calls => Turns.Count + FirstTurn;

    /// <summary>
    /// Which answer is the one to the case's first turn: 1 when something is asked before the turns, be it a prompt that ends with a user's
    /// message or, without prompt and turns, the case itself; else 0.
    /// </summary>
    public int FirstTurn => (Messages.Count > 0 ? Messages[^1].Role == "user" : Turns.Count == 0) ? 1 : 0;

    /// <summary>The tools that the model may call.</summary>
    public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];

    /// <summary>Most requests of one sample of a case with <c>replies:</c>, so that a model cannot call for ever.</summary>
    public int MaxSteps { get; init; } = DefaultSteps;

    /// <summary>
    /// The key of what decides the answers: everything but the sample's number and the model's own answers in between. What the case lets its
    /// tools answer counts as one more message, with a role that no message has.
    /// </summary>
    public CacheKey RequestKey(RequestKeys keys) => keys.Request(Request(Turns.Count == 0 && Case.Replies is null ? Messages
        : [.. Messages, .. Turns.Select(t => new ChatTurn("user", t)), .. Case.Replies is null ? [] : (ChatTurn[])[new ChatTurn("replies", Script(Case.Replies))]], 0));

    private string Script(IReadOnlyList<ToolReply> replies)
    {
        CanonicalJson json = new CanonicalJson().Raw(FormattableString.Invariant($"{MaxSteps}"));
        foreach (ToolReply reply in replies)
        {
            json.Raw("[").Text(reply.Tool).Raw(",").Value(reply.When ?? CaseValue.Null, sorted: true).Raw(",").Text(reply.Text).Raw("]");
        }

        return json.ToString();
    }

    /// <summary>A request of this case.</summary>
    /// <param name="messages">The conversation so far.</param>
    /// <param name="sample">The sample's number.</param>
    public ModelRequest Request(IReadOnlyList<ChatTurn> messages, int sample) => Request(messages, sample, null);

    /// <summary>A request of a sample that is being drawn.</summary>
    internal ModelRequest Request(IReadOnlyList<ChatTurn> messages, int sample, SampleBracket? bracket) =>
        new() { Messages = messages, Sample = sample, Case = Case, Tools = Tools, Bracket = bracket };
}
