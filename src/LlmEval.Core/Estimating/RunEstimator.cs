using System.Text;
using LlmEval.Binding;
using LlmEval.Caching;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Running;

namespace LlmEval.Estimating;

/// <summary>Reckons what a run will ask for: walks through the cases and looks into the cache; asks no model and touches no network.</summary>
internal sealed class RunEstimator(ModelBinding model, CachePartition partition, RequestKeys keys, int from, int samples)
{
    /// <summary>More steps than this are no estimate: the limit of a case is there to be reached by mistakes only.</summary>
    private const int MostReckoned = 1000;

    private readonly int _mostAnswer = TokenEstimate.MostAnswer(model.Parameters);
    private long _samples, _samplesKnown, _callsKnown, _outputKnown;
    private long _calls, _input, _callsMost, _inputMost;
    private long _freshCalls, _freshInputMost;

    /// <summary>Adds a case.</summary>
    /// <param name="planned">The case.</param>
    /// <param name="isStored">Whether the baseline holds its scores, so that its answers are not needed.</param>
    /// <returns>Its samples, null for one that the cache does not hold whole.</returns>
    public IReadOnlyList<Sample?> Add(PlannedCase planned, bool isStored)
    {
        Sample?[] known = new Sample?[samples];
        for (int i = 0; i < samples; i++)
        {
            _samples++;
            known[i] = isStored ? null : Walk(planned, from + i);
            if (isStored || known[i] is not null) { _samplesKnown++; }
        }

        return known;
    }

    /// <summary>Adds what may be drawn to confirm or clear a suspicion.</summary>
    /// <param name="planned">The case.</param>
    /// <param name="fresh">Samples of it, at most.</param>
    public void AddFresh(PlannedCase planned, int fresh)
    {
        if (fresh == 0) { return; }

        Dialogue talk = new(planned, 0);
        for (int call = 0; call < planned.Calls; call++)
        {
            talk.Open(call);
            _freshCalls += fresh;
            _freshInputMost += fresh * (TokenEstimate.Most(talk.Request(), model.Parameters) + ((long)_mostAnswer * call));
        }

        (long steps, long input) = MostSteps(planned, talk, planned.Calls);
        _freshCalls += fresh * steps;
        _freshInputMost += fresh * input;
    }

    /// <summary>What all cases so far come to.</summary>
    public RunEstimate Result()
    {
        ModelPrice? price = model.Price;
        return new RunEstimate
        {
            Samples = _samples,
            SamplesKnown = _samplesKnown,
            CallsKnown = _callsKnown,
            Answers = new CallEstimate(Of(_calls, _input, Expected), Of(_callsMost, _inputMost, _mostAnswer)),
            Confirmation = new CallEstimate(Usage.None with { Cost = price is null ? null : 0 }, Of(_freshCalls, _freshInputMost, _mostAnswer)),
            Currency = price?.Currency ?? ModelPrice.DefaultCurrency,
            IsPriceUnknown = price is null,
        };

        Usage Of(long calls, long input, double answer)
        {
            long output = (long)Math.Ceiling(calls * answer);
            return new Usage(calls, input, output, price?.Of(calls, input, output));
        }
    }

    /// <summary>Length of an answer: as those that the cache knows, else the longest.</summary>
    private double Expected => _callsKnown > 0 && _outputKnown > 0 ? Math.Min(_mostAnswer, (double)_outputKnown / _callsKnown) : _mostAnswer;

    /// <summary>Goes through a sample as far as the cache knows it; null when calls are missing, which are counted.</summary>
    private Sample? Walk(PlannedCase planned, int number)
    {
        Dialogue talk = new(planned, number);
        int unknown = 0;
        for (int call = 0; call < planned.Calls && talk.Failure is null; call++)
        {
            talk.Open(call);
            if (unknown == 0 && Recall(talk, number)) { continue; }

            // Answers that are not there yet will be in the next requests.
            ModelRequest request = talk.Request();
            _calls++;
            _callsMost++;
            _input += TokenEstimate.Expected(request, model.Parameters) + Before(unknown);
            _inputMost += TokenEstimate.Most(request, model.Parameters) + ((long)_mostAnswer * unknown);
            unknown++;
        }

        if (unknown == 0) { return talk.Sample(); }

        (long steps, long input) = MostSteps(planned, talk, unknown);
        _callsMost += steps;
        _inputMost += input;

        // Tools that a case scripts are there to be called: about once each.
        long expected = Math.Min(steps, planned.Case.Replies?.DistinctBy(r => r.Tool).Count() ?? 0);
        ModelRequest last = talk.Request();
        for (int step = 0; step < expected; step++)
        {
            _calls++;
            _input += TokenEstimate.Expected(last, model.Parameters) + Before(unknown + step);
        }

        return null;
    }

    /// <summary>Hears what the cache knows of a turn; false when it does not know all of it.</summary>
    private bool Recall(Dialogue talk, int number)
    {
        do
        {
            if (partition.Peek(RequestKeys.Sample(keys.Request(talk.Request()), number)) is not { } known) { return false; }

            talk.Hear(known, fromCache: true);
            _callsKnown++;
            _outputKnown += known.OutputTokens ?? TokenEstimate.Expected(known.Text);
        }
        while (talk.IsCalling);

        return true;
    }

    /// <summary>The further requests that a model may make by calling tools up to the limit, one tool a request, and what they read.</summary>
    private (long Steps, long Input) MostSteps(PlannedCase planned, Dialogue talk, int unknown)
    {
        if (planned.Case.Replies is not { } replies) { return (0, 0); }

        long steps = Math.Clamp((long)planned.MaxSteps - talk.Asked - unknown, 0, MostReckoned);
        long reply = replies.Count == 0 ? 0 : replies.Max(r => (long)Encoding.UTF8.GetByteCount(r.Text));
        return (steps, (steps * TokenEstimate.Most(talk.Request(), model.Parameters)) + ((_mostAnswer + reply) * ((steps * unknown) + (steps * (steps - 1) / 2))));
    }

    private long Before(int unknown) => (long)Math.Ceiling(unknown * Expected);
}
