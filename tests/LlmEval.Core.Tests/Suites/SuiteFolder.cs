using LlmEval.Core.Tests.Documents;
using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Suites;

/// <summary>A project with suites, and what was found in them.</summary>
internal sealed class SuiteFolder : IDisposable
{
    private readonly ProjectFolder _folder = new();

    public DiagnosticBag Found { get; } = new();

    public string Root => _folder.Root;

    public void Dispose() => _folder.Dispose();

    public string Write(string name, string text) => _folder.Write(name, text);

    public string Write(string name, byte[] bytes) => _folder.Write(name, bytes);

    public string Full(string name) => _folder.Full(name);

    public EvalSuite? Load(string name) => SuiteFile.Load(Full(name), Root, Found);

    /// <summary>Loads a suite of that text.</summary>
    public EvalSuite? Suite(string text)
    {
        Write("evals/s.eval.yml", text);
        return Load("evals/s.eval.yml");
    }

    /// <summary>The cases of a suite whose data are one file.</summary>
    public EvalCase[] Rows(string file, string text, string options = "")
    {
        Write($"evals/{file}", text);
        return [.. Suite($"data: {{file: {file}{options}}}")!.ReadCases(Found)];
    }
}
