using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;

namespace LlmEval.Scoring.Judges;

/// <summary>A question with the prompt that asks it and the model that answers.</summary>
internal sealed class BoundQuestion
{
    /// <summary>Most characters of one request; what is longer is not judged.</summary>
    public const int Longest = 400_000;

    private readonly JudgeQuestion _question;
    private readonly PromptTemplate _prompt;
    private readonly string _model;
    private readonly ModelParameters _parameters;
    private readonly ModelParameters _defaults;

    private BoundQuestion(JudgeQuestion question, PromptTemplate prompt, string model)
    {
        (_question, _prompt, _model) = (question, prompt, model);
        _parameters = prompt.Parameters with { ResponseFormat = "json_schema", JsonSchema = question.Form.Schema(question.Options) };

        // Some services refuse a temperature, or count their thoughts as tokens: what the model's item says wins.
        _defaults = new ModelParameters { Temperature = 0, MaxTokens = question.Form.MaxTokens };
    }

    /// <summary>The names of the texts that the prompt shows.</summary>
    public IEnumerable<string> Shows => _prompt.Variables.Select(v => v.Path).Where(p => p is not ("options" or "format")).Distinct(StringComparer.Ordinal);

    /// <summary>Takes the key that names another prompt, checks that one, and makes all of it part of the metric's key; null when there is a mistake (reported) or no model.</summary>
    public static BoundQuestion? Bind(JudgeQuestion question, CheckOptions options, string? model)
    {
        if (Prompt(question, options) is not { } prompt || model is null) { return null; }

        BoundQuestion bound = new(question, prompt, model);
        options.AddToKey(bound.Key());
        return bound;
    }

    /// <summary>Asks.</summary>
    public async ValueTask<JudgeReply> AskAsync(JudgeMaterial material, int attempt, CancellationToken cancellationToken)
    {
        if (Request(material, attempt, isDraft: false, out string? trouble) is not { } request) { return new JudgeReply { Trouble = trouble }; }

        return Reply(await material.Context.Models.AskAsync(request with { IsUsable = a => Reply(a).Trouble is null }, cancellationToken).ConfigureAwait(false));
    }

    private JudgeReply Reply(Answer answer)
    {
        if (JudgeJson.Read(answer, out string? cause) is not { } root) { return new JudgeReply { Trouble = $"the judge '{_model}' gave no verdict: {cause}" }; }

        JudgeReply reply = new() { Root = root, Reason = Shortened(JudgeJson.Text(root, "reason")) };
        if (_question.Form != JudgeForm.Verdict) { return reply; }

        string? word = JudgeJson.Text(root, "verdict");
        VerdictOption? verdict = _question.Options.FirstOrDefault(o => string.Equals(o.Word, word, StringComparison.Ordinal));
        string known = string.Join(", ", _question.Options.Select(o => $"'{o.Word}'"));
        return verdict is null
            ? reply with { Trouble = $"the judge '{_model}' gave no verdict: {(word is null ? "its JSON has no text 'verdict'" : $"{Quote.Short(word)} is none of {known}")}" }
            : root.TryGetProperty("reason", out JsonElement reason) && reason.ValueKind == JsonValueKind.String ? reply with { Verdict = verdict }
            : reply with { Trouble = $"the judge '{_model}' gave no verdict: its JSON has no text 'reason'" };
    }

    /// <summary>What is asked; null, with the cause, when a text is not known or all is too long. A draft leaves unknown texts empty.</summary>
    public ScoringRequest? Request(JudgeMaterial material, int attempt, bool isDraft, out string? trouble)
    {
        Dictionary<string, CaseValue> texts = new(StringComparer.Ordinal);
        IReadOnlyList<VerdictOption> options = _question.InOrder(material.Context.Sample.Number);
        foreach (string name in _prompt.Variables.Select(v => v.Path).Distinct(StringComparer.Ordinal))
        {
            trouble = null;
            string? text = name switch
            {
                "options" => string.Join('\n', options.Select(o => $"- \"{o.Word}\": {o.Meaning}")),
                "format" => _question.Form.Words(options),
                _ => material.Find(name, out trouble) is { } found ? found.Length > Longest ? found : JudgeData.Frame(name, found) : isDraft ? JudgeData.Frame(name, string.Empty) : null,
            };
            if (text is null) { return null; }

            if (text.Length > Longest)
            {
                trouble = FormattableString.Invariant($"the {name} is too long for a judge: {text.Length} characters, the most is {Longest}");
                return null;
            }

            texts[name] = CaseValue.OfText(text);
        }

        Texts values = new(texts);
        ChatTurn[] messages = [.. _prompt.Messages.Select(m => new ChatTurn(RoleOf(m), m.Content.Render(values, new DiagnosticBag())!))];
        trouble = messages.Sum(m => (long)m.Text.Length) is var length && length > Longest
            ? FormattableString.Invariant($"what the judge would have to read is too long: {length} characters, the most is {Longest}") : null;
        return trouble is not null ? null : new ScoringRequest { Model = _model, Messages = messages, Parameters = _parameters, Defaults = _defaults, Sample = attempt };
    }

    private static PromptTemplate? Prompt(JudgeQuestion question, CheckOptions options)
    {
        if (options.Keys.Node(question.Key) is not { } node) { return JudgePrompts.Of(question.Name); }

        if (options.Keys.Text(question.Key) is not { } name) { return null; }

        if (!options.Scope.Prompts.TryGetValue(name, out PromptTemplate? prompt))
        {
            options.Diagnostics.Add(Diagnostics.UnknownName, node.Location, MappingReader.UnknownWord($"There is no LlmPrompt item '{Quote.Line(name)}' in the project", name, options.Scope.Prompts.Keys));
            return null;
        }

        // One with mistakes of its own is told where it stands.
        if (prompt is null) { return null; }

        bool isRight = true;
        string[] known = [.. question.Needs, .. question.May, .. JudgeQuestion.Common];
        foreach (TemplateVariable variable in prompt.Variables.Where(v => !known.Contains(v.Path, StringComparer.Ordinal)))
        {
            isRight = false;
            options.Diagnostics.Add(Diagnostics.VariableWithoutValue, variable.Location,
                MappingReader.UnknownWord($"The prompt '{name}' asks the judge of {options.What}, which has no '{variable.Path}'", variable.Path, known));
        }

        foreach (string needed in question.Needs.Where(n => !prompt.Variables.Any(v => v.Path == n)))
        {
            isRight = false;
            options.Diagnostics.Add(Diagnostics.BadValue, node.Location, $"The prompt '{name}' lacks the placeholder '{{{{{needed}}}}}', without which {options.What} cannot be judged. Add it to a message.");
        }

        if (prompt.Parameters.JsonSchema is not null || prompt.Parameters.ResponseFormat == "json_object")
        {
            isRight = false;
            options.Diagnostics.Add(Diagnostics.BadValue, prompt.Location, $"The prompt '{name}' asks for a format of its own, but {options.What} sends the schema of its verdict. Remove 'responseFormat' and 'jsonSchema'.");
        }

        return isRight ? prompt : null;
    }

    private string Key() => string.Join('\n',
    [
        FormattableString.Invariant($"judge parser {JudgeForm.ParserVersion}, template {Template.EngineVersion}"),
        .. _prompt.Messages.Select(m => $"{RoleOf(m)}: {JsonSerializer.Serialize(m.Content.Source)}"),
        .. _question.Options.Select(o => $"{o.Word}: {o.Meaning}"),
        _question.Form.Words(_question.Options),
        FormattableString.Invariant($"{_parameters.Temperature} {_parameters.TopP} {_parameters.TopK} {_parameters.MaxTokens} {_parameters.Seed} {JsonSerializer.Serialize(_parameters.Stop)} {_defaults.Temperature} {_defaults.MaxTokens}"),
        _parameters.JsonSchema!,
    ]);

    private static string RoleOf(PromptMessage message) => message.Role switch
    {
        MessageRole.System => "system",
        MessageRole.User => "user",
        _ => "assistant",
    };

    private static string Shortened(string? reason)
    {
        const int Most = 400;
        string line = Quote.Line((reason ?? string.Empty).Trim());
        return line.Length <= Most ? line : line[..(char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest)] + "...";
    }

    private sealed class Texts(Dictionary<string, CaseValue> texts) : ITemplateValues
    {
        public string Description => "the judge's material";

        public Location Location => Location.None;

        public CaseValue? Find(string path) => texts.GetValueOrDefault(path);
    }
}
