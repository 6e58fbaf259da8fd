using LlmEval.Core.Tests.Docs;
using LlmEval.Core.Tests.Documents;
using LlmEval.Documents;
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

    /// <summary>Loads a suite; one that is read without a mistake must be valid for editors too.</summary>
    public EvalSuite? Load(string name)
    {
        int before = Found.Count;
        EvalSuite? suite = SuiteFile.Load(Full(name), Root, Found);
        if (suite is not null && Found.Count == before && YamlReader.Read(suite.Path, new DiagnosticBag()) is { } document)
        {
            EditorSchema.Suite.Mistakes(WhatIsRead(document)).Should().BeEmpty(File.ReadAllText(suite.Path));
        }

        return suite;
    }

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

    /// <summary>Checks and gates are bound by later stations, which may refuse them.</summary>
    private static LocatedNode WhatIsRead(LocatedNode node) => node switch
    {
        MappingNode mapping => mapping with
        {
            Entries = [.. mapping.Entries.Where(e => e.Key.Text is not ("gate" or "score" or "score+")).Select(e => KeyValuePair.Create(e.Key, WhatIsRead(e.Value)))],
        },
        SequenceNode list => list with { Items = [.. list.Items.Select(WhatIsRead)] },
        _ => node,
    };
}
