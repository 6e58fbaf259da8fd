using System.Text.Json;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring;
using Microsoft.Extensions.AI;

namespace LlmEval.MicrosoftEvaluation;

/// <summary>What was asked and answered, in the form that evaluators take.</summary>
internal static class Conversation
{
    /// <summary>What the model was sent before the answer.</summary>
    public static List<ChatMessage> Messages(ScoringContext context) => [.. context.Input.Select(Message)];

    /// <summary>The answer.</summary>
    public static ChatResponse Response(ScoringContext context)
    {
        Answer answer = context.Answer;
        return new ChatResponse(Message(new ChatTurn("assistant", answer.Text) { ToolCalls = answer.ToolCalls })) { ModelId = answer.ResponseModel };
    }

    /// <summary>The tools that the model could call.</summary>
    public static AITool[] Tools(ScoringContext context) =>
        [.. context.Tools.Select(t => AIFunctionFactory.CreateDeclaration(t.Name, t.Description, JsonElement.Parse(t.Schema)))];

    private static ChatMessage Message(ChatTurn turn)
    {
        if (turn.ToolCallId is { } id) { return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, turn.Text)]); }

        ChatMessage message = new(new ChatRole(turn.Role), turn.Text);
        foreach (ToolCall call in turn.ToolCalls ?? []) { message.Contents.Add(new FunctionCallContent(call.Id, call.Name, Arguments(call))); }

        return message;
    }

    private static Dictionary<string, object?>? Arguments(ToolCall call)
    {
        try { return JsonSerializer.Deserialize<Dictionary<string, object?>>(call.Arguments, AIJsonUtilities.DefaultOptions); }
        catch (JsonException) { return new Dictionary<string, object?> { ["(not JSON)"] = call.Arguments }; }
    }
}
