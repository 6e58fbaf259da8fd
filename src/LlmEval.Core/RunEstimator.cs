using LlmEval.Caching;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Running;

namespace LlmEval;

/// <summary>Reckons what a run will ask for: walks through the cases and looks into the cache; asks no model and touches no network.</summary>
internal sealed class RunEstimator(ModelBinding model, CachePartition partition, RequestKeys keys, int samples, bool isConfirmed)
{
    /// <summary>Fresh samples of a must-pass case that failed, and of a case that was lost; see <see cref="Gating.Rules"/>.</summary>
    private const int FreshOfMustPass = 3, FreshOfLost = 1;

    private readonly int _mostAnswer = model.Parameters.MaxTokens ?? TokenEstimate.AssumedAnswer;
    private long _samples, _samplesKnown, _callsKnown, _outputKnown;
    private long _calls, _input, _inputMost;
    private long _freshCalls, _freshInput, _freshInputMost;

    /// <summary>Adds a case.</summary>
    /// <param name="planned">The case.</param>
    /// <param name="isStored">Whether the baseline holds its scores, so that its answers are not needed.</param>
    public void Add(PlannedCase planned, bool isStored)
    {
        for (int number = 0; number < samples; number++)
        {
            _samples++;
            if (isStored || Walk(planned, number)) { _samplesKnown++; }
        }

        int fresh = Math.Max(planned.Case.MustPass ? FreshOfMustPass : 0, isConfirmed ? FreshOfLost : 0);
        for (int call = 0; fresh > 0 && call < planned.Calls; call++)
        {
            ModelRequest request = planned.Request(Messages(planned, call, []), 0);
            _freshCalls += fresh;
            _freshInput += fresh * (TokenEstimate.Expected(request) + Before(call));
            _freshInputMost += fresh * (TokenEstimate.Most(request) + ((long)_mostAnswer * call));
        }
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
            Answers = new CallEstimate(Of(_calls, _input, Expected), Of(_calls, _inputMost, _mostAnswer)),
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

    /// <summary>Goes through a sample as far as the cache knows it; false when calls are missing, which are counted.</summary>
    private bool Walk(PlannedCase planned, int number)
    {
        List<Answer> answers = [];
        for (int call = 0; call < planned.Calls; call++)
        {
            ModelRequest request = planned.Request(Messages(planned, call, answers), number);
            if (answers.Count == call && partition.Peek(RequestKeys.Sample(keys.Request(request), number)) is { } known)
            {
                answers.Add(known);
                _callsKnown++;
                _outputKnown += known.OutputTokens ?? TokenEstimate.Expected(known.Text);
                continue;
            }

            // Answers that are not there yet will be in the next requests.
            int unknown = call - answers.Count;
            _calls++;
            _input += TokenEstimate.Expected(request) + Before(unknown);
            _inputMost += TokenEstimate.Most(request) + ((long)_mostAnswer * unknown);
        }

        return answers.Count == planned.Calls;
    }

    private long Before(int unknown) => (long)Math.Ceiling(unknown * Expected);

    private static List<ChatTurn> Messages(PlannedCase planned, int call, List<Answer> answers)
    {
        List<ChatTurn> messages = [.. planned.Messages];
        for (int before = 0; before <= call; before++)
        {
            if (before - planned.FirstTurn >= 0) { messages.Add(new ChatTurn("user", planned.Turns[before - planned.FirstTurn])); }
            if (before < call && before < answers.Count) { messages.Add(Conversation.Said(answers[before])); }
        }

        return messages;
    }
}
