using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Evaluating;

/// <summary>Collects who gave the answers of a suite and model; of weights that are known by their hash there is nothing to collect.</summary>
internal sealed class AnswerOrigins(string? epoch, bool isPinned)
{
    private readonly SortedSet<string> _models = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _fingerprints = new(StringComparer.Ordinal);
    private bool _anySample;
    private bool _anyStored;

    /// <summary>Takes in a sample, drawn or cached.</summary>
    public void Add(Sample sample)
    {
        if (isPinned) { return; }

        lock (_models)
        {
            _anySample = true;
            foreach (Answer answer in sample.Answers)
            {
                Add(_models, answer.ResponseModel);
                Add(_fingerprints, answer.Fingerprint);
            }
        }
    }

    /// <summary>Takes in that a case's scores are the baseline's, whose answers are not here.</summary>
    public void AddStored()
    {
        lock (_models) { _anyStored = true; }
    }

    /// <summary>What is known; the baseline's where its scores are judged.</summary>
    public BaselineOrigin With(Baseline? baseline)
    {
        lock (_models)
        {
            BaselineOrigin before = baseline is not null && (_anyStored || !_anySample) ? baseline.Origin : BaselineOrigin.Unknown;
            return new BaselineOrigin
            {
                Epoch = epoch,
                ResponseModels = [.. _models.Union(before.ResponseModels).Order(StringComparer.Ordinal).Take(BaselineOrigin.Most)],
                Fingerprints = [.. _fingerprints.Union(before.Fingerprints).Order(StringComparer.Ordinal).Take(BaselineOrigin.Most)],
            };
        }
    }

    private static void Add(SortedSet<string> names, string? name)
    {
        // The ordinally first ones, whatever the order in which answers came: the same answers give the same baseline.
        if (name is not null && names.Add(name) && names.Count > BaselineOrigin.Most) { names.Remove(names.Max!); }
    }
}
