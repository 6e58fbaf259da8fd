using System.Collections.Concurrent;
using System.Reflection;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Scoring.Judges;

/// <summary>Our own prompts of judges: the files of <c>Prompts/</c>, which are part of the assembly.</summary>
internal static class JudgePrompts
{
    private static readonly ConcurrentDictionary<string, PromptTemplate> s_read = new(StringComparer.Ordinal);

    /// <summary>One by its name.</summary>
    public static PromptTemplate Of(string name) => s_read.GetOrAdd(name, Read);

    private static PromptTemplate Read(string name)
    {
        string file = $"{name}.prompt.yml";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"LlmEval.Judges.{file}")
            ?? throw new InvalidOperationException($"The judge's prompt '{name}' is not in the assembly.");
        using StreamReader reader = new(stream);
        DiagnosticBag mistakes = new();
        return PromptFile.Parse(reader.ReadToEnd(), file, name, mistakes)
            ?? throw new InvalidOperationException($"The judge's prompt '{name}' cannot be read: {mistakes.Items[0].Message}");
    }
}
