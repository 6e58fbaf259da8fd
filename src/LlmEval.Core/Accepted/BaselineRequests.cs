using LlmEval.Binding;
using LlmEval.Caching;
using LlmEval.Evaluating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Prompts;
using LlmEval.Reporting;
using LlmEval.Running;

namespace LlmEval.Accepted;

/// <summary>
/// The requests that a baseline's answers were given to, made anew from its prompt and its parameters. A case has one only where the key of what is made equals the key in the
/// baseline: then it is the same request, whatever else changed.
/// </summary>
internal sealed class BaselineRequests
{
    private readonly SuiteRun _suite;
    private readonly Baseline _baseline;
    private readonly BaselinePrompt? _prompt;
    private readonly RequestKeys _keys;

    /// <summary>Creates it.</summary>
    /// <param name="suite">The suite and model; it has a baseline.</param>
    /// <param name="prompt">The baseline's prompt; null where it was not found, or the suite has none.</param>
    public BaselineRequests(SuiteRun suite, BaselinePrompt? prompt)
    {
        (_suite, _baseline, _prompt) = (suite, suite.Baseline!, prompt);
        Parameters = _baseline.Inputs.Parameters is { } said && ParametersJson.Read(said) is { } then ? then : suite.Model.Parameters;
        _keys = new RequestKeys(Template.EngineVersion, Parameters, _baseline.ModelIdentity, suite.Model.ReadsCases, _baseline.Origin.Epoch);
    }

    /// <summary>The sampling parameters of the baseline's answers.</summary>
    public ModelParameters Parameters { get; }

    /// <summary>The baseline's request of a present case; null where it cannot be made any more.</summary>
    public BoundCase? Of(BoundCase present)
    {
        int place = _baseline.IndexOf(present.Planned.Case.Id);
        if (place < 0 || _baseline.Cases[place].InputsHash != present.Planned.Case.InputsHash) { return null; }

        Hash128 key = _baseline.Cases[place].RequestKey;
        if (present.Planned.RequestKey(_keys).First128 == key) { return present; }

        return _prompt?.Template is { } template && _suite.Suite.Binding.PlanWith(present.Planned.Case, template) is { } planned && planned.RequestKey(_keys).First128 == key
            ? present with { Planned = planned } : null;
    }

    /// <summary>Whether the present request is the baseline's own, drawn in another period at most: the present answers then say how the baseline's prompt does now.</summary>
    public bool IsPresent(BoundCase present)
    {
        int place = _baseline.IndexOf(present.Planned.Case.Id);
        return place >= 0 && ParametersJson.Line(Parameters) == ParametersJson.Line(_suite.Model.Parameters) && present.Planned.RequestKey(_keys).First128 == _baseline.Cases[place].RequestKey;
    }
}
