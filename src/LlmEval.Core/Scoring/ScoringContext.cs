using System.Text.Json;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Scoring.Structure;
using LlmEval.Suites;

namespace LlmEval.Scoring;

/// <summary>One answer as the checks see it; shared by all checks of that answer, so that it is parsed once.</summary>
public sealed class ScoringContext
{
    private AnswerJson? _json;
    private IReadOnlyList<ChatTurn>? _input;

    /// <summary>Creates it.</summary>
    /// <param name="sample">The sample; it has answers (no <see cref="Sample.Trouble"/>).</param>
    /// <param name="turn">Which of its turns is judged, from 0.</param>
    /// <param name="values">The case's values, for the templates of checks.</param>
    public ScoringContext(Sample sample, int turn, ITemplateValues values)
    {
        (Sample, Turn, Values) = (sample, turn, values);
        Answer = sample.Turns[turn];
    }

    /// <summary>The whole conversation.</summary>
    public Sample Sample { get; }

    /// <summary>The turn that is judged, from 0.</summary>
    public int Turn { get; }

    /// <summary>The answer that is judged.</summary>
    public Answer Answer { get; }

    /// <summary>The case's values, for the templates of checks.</summary>
    public ITemplateValues Values { get; }

    /// <summary>What the model was sent before this answer: system prompt, user's messages, its own earlier answers; empty where nobody knows.</summary>
    public IReadOnlyList<ChatTurn> Input { get => _input ??= InputOf?.Invoke() ?? []; init => _input = value; }

    /// <summary>The other samples of the case that were drawn together with this one, by number; empty where there are none.</summary>
    public IReadOnlyList<Sample> Siblings { get; init; } = [];

    /// <summary>The tools that the model could call.</summary>
    public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];

    /// <summary>The models that a scorer may ask.</summary>
    public IScoringModels Models { get; init; } = NoScoringModels.Instance;

    /// <summary>What the model under test costs; null where that is not known.</summary>
    public ModelPrice? Price { get; init; }

    /// <summary>The case itself; null where only values are known.</summary>
    public EvalCase? Case => Values as EvalCase;

    /// <summary>
    /// The answer as JSON (RFC 8259, strictly: the whole text, no comments, no trailing commas, no NaN; at most 64 levels deep), or
    /// null when it is not; <see cref="JsonTrouble"/> then says why.
    /// </summary>
    public JsonElement? Json => Parsed.Root;

    /// <summary>Why the answer is not JSON, or null.</summary>
    public string? JsonTrouble => Parsed.Trouble;

    /// <summary>The clock of time limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The same answer with other models to ask.</summary>
    internal ScoringContext With(IScoringModels models) => new(Sample, Turn, Values)
    {
        Time = Time,
        Models = models,
        Scope = Scope,
        Tools = Tools,
        Siblings = Siblings,
        InputOf = () => Input,
        Price = Price,
    };

    /// <summary>What is told when a score lacks an answer of a model; null where nobody listens.</summary>
    internal SampleScope? Scope { get; init; }

    /// <summary>Makes <see cref="Input"/> when a check asks for it.</summary>
    internal Func<IReadOnlyList<ChatTurn>>? InputOf { get; init; }

    internal AnswerJson Parsed => _json ??= AnswerJson.Parse(Answer.Text);
}
