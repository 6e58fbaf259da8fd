using System.Reflection;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Suites;
using Microsoft.Extensions.AI;

namespace LlmEval.Assemblies.Targets;

/// <summary>Calls a method that answers.</summary>
internal static class TargetCall
{
    private const string Expected = "It takes any of EvalCase, IReadOnlyList<ChatMessage> and CancellationToken, and returns string, EvalAnswer or ChatResponse, or Task or ValueTask of one of them.";

    private static readonly Type[] s_answers = [typeof(string), typeof(EvalAnswer), typeof(ChatResponse)];

    /// <summary>What is wrong with how it is declared, and what is expected; null when it can be called.</summary>
    public static string? Mistake(MethodInfo method)
    {
        ParameterInfo[] parameters = method.GetParameters();
        ParameterInfo? wrong = Array.Find(parameters, p => Argument(p.ParameterType, null!, [], default) is null);
        if (wrong is not null) { return $"its parameter '{wrong.Name}' is of the type {wrong.ParameterType.Name}. {Expected}"; }

        if (parameters.Select(p => Kind(p.ParameterType)).Distinct().Count() < parameters.Length) { return $"it has two parameters of one kind. {Expected}"; }

        Type returned = method.ReturnType;
        Type answer = returned.IsGenericType && returned.GetGenericTypeDefinition() is { } open && (open == typeof(Task<>) || open == typeof(ValueTask<>))
            ? returned.GetGenericArguments()[0] : returned;
        return s_answers.Contains(answer) ? null : $"it returns {answer.Name}. {Expected}";
    }

    /// <summary>Whether it gets the conversation, so that it can answer more than a first turn.</summary>
    public static bool TakesConversation(MethodInfo method) => method.GetParameters().Any(p => Kind(p.ParameterType) == typeof(ChatMessage));

    /// <summary>Calls it.</summary>
    /// <returns>The answer; null when the method returned null.</returns>
    public static async Task<ChatResponse?> InvokeAsync(
        MethodInfo method, object? instance, EvalCase testCase, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        object?[] arguments = [.. method.GetParameters().Select(p => Argument(p.ParameterType, testCase, messages, cancellationToken))];
        object? returned = method.Invoke(method.IsStatic ? null : instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        return returned switch
        {
            Task<string> text => Response(await text.ConfigureAwait(false)),
            Task<EvalAnswer> answer => Response(await answer.ConfigureAwait(false)),
            Task<ChatResponse> response => await response.ConfigureAwait(false),
            ValueTask<string> text => Response(await text.ConfigureAwait(false)),
            ValueTask<EvalAnswer> answer => Response(await answer.ConfigureAwait(false)),
            ValueTask<ChatResponse> response => await response.ConfigureAwait(false),
            string text => Response(text),
            EvalAnswer answer => Response(answer),
            _ => (ChatResponse?)returned,
        };
    }

    private static Type Kind(Type parameter) => parameter.IsAssignableFrom(typeof(IReadOnlyList<ChatMessage>)) ? typeof(ChatMessage) : parameter;

    private static object? Argument(Type parameter, EvalCase testCase, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken) =>
        parameter == typeof(EvalCase) ? testCase ?? new object()
        : parameter == typeof(CancellationToken) ? cancellationToken
        : parameter != typeof(object) && parameter.IsAssignableFrom(typeof(IReadOnlyList<ChatMessage>)) ? messages
        : null;

    private static ChatResponse? Response(EvalAnswer? answer) => answer?.ToChatResponse();

    private static ChatResponse? Response(string? text) => text is null ? null : Response(new EvalAnswer(text));
}
