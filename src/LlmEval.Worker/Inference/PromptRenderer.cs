using LlmEval.Worker.Protocol;
using LlmEval.Worker.Templates;

namespace LlmEval.Worker.Inference;

/// <summary>
/// Renders a conversation with the model's chat template, as the template is written. Only a template that cannot be rendered so goes to
/// llama.cpp, which recognises families by marks in the text; then what comes out must be what the template's own text would write.
/// </summary>
internal sealed class PromptRenderer
{
    private const string Mend =
        "Set ChatTemplate on the LlmModel item to the family that it follows, for instance chatml, llama3, gemma, phi3 or mistral-v3, or to a .jinja file.";

    private static readonly Turn s_system = new("system", "Alpha."), s_user = new("user", "Bravo."), s_assistant = new("assistant", "Charlie."), s_again = new("user", "Delta.");

    /// <summary>What every template is tried on. Not every model has a system role, and not every one goes on after an answer.</summary>
    private static readonly Turn[][] s_samples = [[s_system, s_user, s_assistant, s_again], [s_user, s_assistant, s_again], [s_system, s_user], [s_user]];

    private readonly ChatTemplateOptions _options;
    private readonly string _text;
    private readonly JinjaTemplate? _jinja;

    private PromptRenderer(ChatTemplateOptions options, string text, JinjaTemplate? jinja, string? note) => (_options, _text, _jinja, Note) = (options, text, jinja, note);

    /// <summary>Who renders: <c>jinja</c> or <c>llama.cpp</c>.</summary>
    public string Kind => _jinja is null ? "llama.cpp" : "jinja";

    /// <summary>Why the template is not rendered as it is written; null when it is, or when a family was chosen by name.</summary>
    public string? Note { get; }

    /// <summary>Chooses and checks the template.</summary>
    /// <exception cref="WorkerFault">There is none, or it would be rendered wrongly.</exception>
    public static PromptRenderer Create(ChatTemplateOptions options)
    {
        if (options.Chosen is null && string.IsNullOrWhiteSpace(options.OfModel))
        {
            throw new WorkerFault(FaultKind.ChatTemplate, $"It carries no chat template. {Mend}");
        }

        string text = options.Chosen ?? options.OfModel!;
        if (!text.Contains('{', StringComparison.Ordinal)) { return Family(options, text, why: null); }

        JinjaException why;
        try
        {
            PromptRenderer renderer = new(options, text, JinjaTemplate.Parse(text), note: null);
            renderer.Try();
            return renderer;
        }
        catch (JinjaException e)
        {
            why = e;
        }

        // What the user wrote is meant, a refusal is the template's own word, and a day is nothing to guess.
        return options.Chosen is not null || why.IsRefusal || why.Reason == JinjaGlobals.NoDate
            ? throw new WorkerFault(FaultKind.ChatTemplate, $"The chat template cannot be rendered: {why.Message}. {Mend}", why.Line)
            : Family(options, text, why);
    }

    /// <summary>The prompt of a conversation, up to where the model's answer begins.</summary>
    /// <exception cref="WorkerFault">The template refuses it, fails, or would leave a turn out.</exception>
    public string Render(IReadOnlyList<Turn> turns)
    {
        if (_jinja is null)
        {
            return FamilyTemplate.Apply(_text, turns) is { } text && HoldsInOrder(text, turns)
                ? text
                : throw new WorkerFault(FaultKind.ChatTemplate, $"The chat template cannot hold this sequence of roles ({Roles(turns)}). {Mend}");
        }

        try
        {
            string prompt = Apply(_jinja, turns);
            return Missing(prompt, turns) is not { } lost ? prompt : throw new WorkerFault(FaultKind.ChatTemplate,
                $"The chat template leaves out the {lost.Role} turn of a conversation ({Roles(turns)}). Put its text into another turn, or {char.ToLowerInvariant(Mend[0])}{Mend[1..]}");
        }
        catch (JinjaException e) when (e.IsRefusal)
        {
            throw new WorkerFault(FaultKind.ChatTemplate,
                $"The chat template refuses a conversation ({Roles(turns)}): {Short(e.Reason)} (line {e.Line} of the template). Write the prompt with the roles that the model knows.", e.Line);
        }
        catch (JinjaException e)
        {
            throw new WorkerFault(FaultKind.ChatTemplate, $"The chat template cannot be rendered for a conversation ({Roles(turns)}): {e.Message}.", e.Line);
        }
    }

    private static PromptRenderer Family(ChatTemplateOptions options, string text, JinjaException? why)
    {
        string also = why is null ? string.Empty : $" (It cannot be rendered as it is written: {why.Message}.)";
        Turn[] sample = s_samples[0];
        string rendered = FamilyTemplate.Apply(text, sample)
            ?? throw new WorkerFault(FaultKind.ChatTemplate, options.Chosen is null
                ? $"Its chat template cannot be rendered: {why?.Message}. llama.cpp does not know it either. {Mend}"
                : $"llama.cpp does not know the ChatTemplate that the item says. {Mend}");
        if (!HoldsInOrder(rendered, sample)) { throw new WorkerFault(FaultKind.ChatTemplate, $"Rendering its chat template loses a turn. {Mend}{also}"); }

        // A family chosen by name is the user's word; a template's text must agree with what comes out.
        if (why is not null && TemplateMarkers.Foreign(text, rendered) is { Count: > 0 } foreign)
        {
            throw new WorkerFault(FaultKind.ChatTemplate,
                $"Its chat template is taken for another family: the rendered prompt has {string.Join(", ", foreign)}, which the template does not write. {Mend}{also}");
        }

        return new PromptRenderer(options, text, jinja: null, why?.Message);
    }

    private static bool HoldsInOrder(string text, IReadOnlyList<Turn> turns)
    {
        int at = 0;
        foreach (Turn turn in turns)
        {
            string content = turn.Content.Trim();
            at = text.IndexOf(content, at, StringComparison.Ordinal);
            if (at < 0) { return false; }

            at += content.Length;
        }

        return true;
    }

    /// <summary>
    /// A turn that does not come out. Order is the template's affair, and earlier answers may come out shorter, because templates take the
    /// thoughts out of them.
    /// </summary>
    private static Turn? Missing(string text, IReadOnlyList<Turn> turns) =>
        turns.FirstOrDefault(t => t.Role != "assistant" && !text.Contains(t.Content.Trim(), StringComparison.Ordinal));

    private static string Roles(IReadOnlyList<Turn> turns) => string.Join(", ", turns.Select(t => t.Role));

    private static string Short(string text) => text.Length > 300 ? text[..300] + "..." : text;

    /// <summary>Tries it on known conversations: one must come out whole, and it must refuse, not fail, where it knows better.</summary>
    private void Try()
    {
        JinjaException? refusal = null;
        int whole = 0;
        foreach (Turn[] sample in s_samples)
        {
            try
            {
                whole += Missing(Apply(_jinja!, sample), sample) is null ? 1 : 0;
            }
            catch (JinjaException e) when (e.IsRefusal)
            {
                refusal ??= e;
            }
        }

        if (whole == 0) { throw refusal ?? new JinjaException(0, "what the user says does not come out of it"); }
    }

    private string Apply(JinjaTemplate jinja, IReadOnlyList<Turn> turns)
    {
        // As Hugging Face passes them: no tools and no documents are none, not undefined.
        Dictionary<string, object?> values = new(StringComparer.Ordinal)
        {
            ["messages"] = new JinjaList(turns.Select(t => (object?)new JinjaMapping { ["role"] = t.Role, ["content"] = t.Content })),
            ["add_generation_prompt"] = true,
            ["tools"] = null,
            ["documents"] = null,
        };
        if (_options.BeginToken is { } begin) { values["bos_token"] = begin; }
        if (_options.EndToken is { } end) { values["eos_token"] = end; }

        return jinja.Render(values, _options.Date);
    }
}
