using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Suites;
using LlmEval.Suites.Variants;

namespace LlmEval.Running;

/// <summary>Renders the prompt and the turns of a case.</summary>
public static class CasePlanner
{
    /// <summary>Plans a case.</summary>
    /// <param name="testCase">The case.</param>
    /// <param name="prompt">The suite's prompt, or null when the turns are everything.</param>
    /// <param name="readsCases">Whether the models take the case itself, so that nothing need be rendered.</param>
    /// <param name="diagnostics">Where missing values go.</param>
    /// <returns>The planned case, or null when it has mistakes.</returns>
    public static PlannedCase? Plan(EvalCase testCase, PromptTemplate? prompt, bool readsCases, DiagnosticBag diagnostics)
    {
        bool complete = true;
        List<ChatTurn> messages = [];
        foreach (PromptMessage message in prompt?.Messages ?? [])
        {
            string? text = message.Content.Render(testCase, diagnostics);
            complete &= text is not null;
            messages.Add(new ChatTurn(Role(message.Role), text ?? string.Empty));
        }

        List<string> turns = [];
        foreach (EvalTurn turn in testCase.Turns)
        {
            string? text = turn.User.Render(testCase, diagnostics);
            complete &= text is not null;
            turns.Add(text ?? string.Empty);
        }

        if (testCase.Variant is { } variant) { Add(variant, messages, turns); }

        PlannedCase planned = new(testCase, messages, turns);
        if (complete && (planned.Calls == 0 || (messages.Count == 0 && turns.Count == 0 && !readsCases)))
        {
            diagnostics.Add(Diagnostics.MissingKey, testCase.Location,
                "Nothing is asked of the model: the prompt must end with a user's message, or the case must have 'turns:'.");
            return null;
        }

        return complete ? planned : null;
    }

    /// <summary>Plans a case of a suite: with its tools and its limit of steps.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="testCase">The case.</param>
    /// <param name="prompt">The suite's prompt, or null when the turns are everything.</param>
    /// <param name="readsCases">Whether the models take the case itself, so that nothing need be rendered.</param>
    /// <param name="diagnostics">Where missing values go.</param>
    /// <returns>The planned case, or null when it has mistakes.</returns>
    public static PlannedCase? Plan(EvalSuite suite, EvalCase testCase, PromptTemplate? prompt, bool readsCases, DiagnosticBag diagnostics) =>
        Plan(testCase, prompt, readsCases, diagnostics) is not { } planned ? null : planned with
        {
            Tools = suite.Tools ?? [],
            MaxSteps = suite.Limits.CaseSteps ?? Math.Max(PlannedCase.DefaultSteps, planned.Calls),
        };

    /// <summary>Puts in what a variant adds to the rendered texts.</summary>
    private static void Add(CaseVariant variant, List<ChatTurn> messages, List<string> turns)
    {
        if (variant.SystemAddition is { } rule)
        {
            int system = messages.FindIndex(m => m.Role == "system");
            if (system < 0) { messages.Insert(0, new ChatTurn("system", rule)); }
            else { messages[system] = messages[system] with { Text = $"{messages[system].Text}\n\n{rule}" }; }
        }

        if (variant.UserAddition is not { } text) { return; }

        int user = messages.FindLastIndex(m => m.Role == "user");
        if (user >= 0) { messages[user] = messages[user] with { Text = $"{messages[user].Text}\n\n{text}" }; }
        else if (turns.Count > 0) { turns[0] = $"{turns[0]}\n\n{text}"; }
        else { turns.Add(text); }
    }

    private static string Role(MessageRole role) => role switch
    {
        MessageRole.System => "system",
        MessageRole.Assistant => "assistant",
        _ => "user",
    };
}
