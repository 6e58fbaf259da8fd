using System.Diagnostics;
using System.Reflection;

namespace LlmEval.Assemblies.Running;

/// <summary>Says what the user's code threw, and where in it.</summary>
internal static class UserFrames
{
    /// <summary>One line: the exception, and the innermost line of its stack that is in <paramref name="assembly"/>.</summary>
    public static string Describe(Exception exception, Assembly assembly)
    {
        while (exception is AggregateException or TargetInvocationException or TypeInitializationException && exception.InnerException is { } inner) { exception = inner; }

        string said = $"{exception.GetType().Name}: {exception.Message}".ReplaceLineEndings(" ");
        StackFrame? frame = new StackTrace(exception, fNeedFileInfo: true).GetFrames().FirstOrDefault(f => f.GetMethod()?.DeclaringType?.Assembly == assembly);
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
