using System.Diagnostics;
using System.Reflection;

namespace LlmEval.Models;

/// <summary>Says what the user's code threw, and where in it.</summary>
public static class UserFrames
{
    /// <summary>One line: the exception, and the innermost line of its stack that is the user's.</summary>
    /// <param name="exception">What was thrown; what only wraps another is taken off.</param>
    /// <param name="isUsers">Whether an assembly is the user's own.</param>
    /// <param name="isPrivate">Whether its words may quote private data, so that they are left out.</param>
    public static string Describe(Exception exception, Func<Assembly, bool> isUsers, bool isPrivate = false)
    {
        while (exception is AggregateException or TargetInvocationException or TypeInitializationException && exception.InnerException is { } inner) { exception = inner; }

        string said = (isPrivate ? exception.GetType().Name : $"{exception.GetType().Name}: {exception.Message}").ReplaceLineEndings(" ");
        StackFrame? frame = new StackTrace(exception, fNeedFileInfo: true).GetFrames().FirstOrDefault(f => f.GetMethod()?.DeclaringType?.Assembly is { } of && isUsers(of));
        return frame is null ? said : $"{said} ({Place(frame)})";
    }

    /// <summary>As a stack trace has it, which knows the names of asynchronous methods, but with the file's name alone: a path is of this machine.</summary>
    private static string Place(StackFrame frame)
    {
        string text = new StackTrace(frame).ToString().Trim().ReplaceLineEndings(" ");
        int file = text.IndexOf(" in ", StringComparison.Ordinal);
        string method = file < 0 ? text : text[..file];
        return frame.GetFileName() is { } path
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{method} in {Path.GetFileName(path)}:line {frame.GetFileLineNumber()}") : method;
    }
}
