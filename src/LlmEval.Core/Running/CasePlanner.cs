using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Suites;

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

    private static string Role(MessageRole role) => role switch
    {
        MessageRole.System => "system",
        MessageRole.Assistant => "assistant",
        _ => "user",
    };
}
