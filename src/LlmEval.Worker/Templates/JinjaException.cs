using System.Globalization;

namespace LlmEval.Worker.Templates;

/// <summary>A template cannot be parsed or rendered, or refuses a conversation.</summary>
internal sealed class JinjaException : Exception
{
    public JinjaException(int line, string reason, bool refusal = false)
        : base(line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {line} of the template: {reason}") : reason) =>
        (Line, Reason, IsRefusal) = (line, reason, refusal);

    /// <summary>Line of the template, from 1; 0 when no line is known.</summary>
    public int Line { get; }

    /// <summary>The message without the line.</summary>
    public string Reason { get; }

    /// <summary>Whether the template itself refuses, by <c>raise_exception</c>.</summary>
    public bool IsRefusal { get; }
}
