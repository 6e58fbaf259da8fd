using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Assemblies.Running;

/// <summary>A case as user's code may see it: what is asked, not what is expected or checked, nor where that could be read.</summary>
internal static class CaseView
{
    private static readonly EvalCase s_none = new() { Id = string.Empty, Location = Location.None, Vars = CaseValue.Empty, InputsHash = default };

    /// <summary>Copies id, variables, tags and turns; an empty case for none.</summary>
    public static EvalCase Of(EvalCase? testCase) => testCase is null ? s_none : s_none with
    {
        Id = testCase.Id,
        HasGivenId = testCase.HasGivenId,
        Vars = testCase.Vars,
        Tags = testCase.Tags,
        Turns = [.. testCase.Turns.Select(t => t with { Location = Location.None, Score = [], Stop = false })],
    };
}
