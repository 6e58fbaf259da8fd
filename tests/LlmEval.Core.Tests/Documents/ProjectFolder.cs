using LlmEval.Model;

namespace LlmEval.Core.Tests.Documents;

/// <summary>A folder of its own for a test, removed at the end.</summary>
internal sealed class ProjectFolder : IDisposable
{
    public ProjectFolder() => Root = Directory.CreateTempSubdirectory("llmeval-").FullName;

    public string Root { get; }

    public string Write(string name, string text)
    {
        string path = Full(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string Write(string name, byte[] bytes)
    {
        string path = Write(name, string.Empty);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string Full(string name) => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

internal static class Found
{
    /// <summary>What was found, as <c>code line:column</c>.</summary>
    public static string[] Places(this DiagnosticBag bag) =>
        [.. bag.Items.Select(d => $"{d.Code} {d.Location.Line}:{d.Location.Column}")];

    /// <summary>What was found, as code and line.</summary>
    public static string[] Lines(this DiagnosticBag bag) => [.. bag.Items.Select(d => $"{d.Code} {d.Location.Line}")];
}
