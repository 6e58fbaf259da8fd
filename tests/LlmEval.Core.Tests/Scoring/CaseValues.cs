using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Scoring;

/// <summary>Values of a case, for tests of checks alone.</summary>
internal sealed class CaseValues(params (string Name, CaseValue Value)[] values) : ITemplateValues
{
    public string Description => "the case 'one'";

    public Location Location => new(Bench.File, 20, 3);

    public CaseValue? Find(string path) => values.FirstOrDefault(v => v.Name == path).Value;

    public static CaseValues Of((string Name, string? Value)[] values) =>
        new([.. values.Select(v => (v.Name, v.Value is null ? CaseValue.Null : CaseValue.OfText(v.Value)))]);
}
