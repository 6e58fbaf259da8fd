using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Running;

/// <summary>A model that is asked within a budget, and whose answers are counted.</summary>
public sealed class BudgetedModel : IAnswerSource
{
    private readonly IAnswerSource _model;
    private readonly Budget _budget;
    private readonly ModelPrice? _price;
    private readonly int _mostAnswer;
    private readonly Lock _lock = new();
    private Usage _used = Usage.None;

    /// <summary>Creates it.</summary>
    /// <param name="model">Who answers.</param>
    /// <param name="budget">The suite's.</param>
    /// <param name="price">What its answers cost; null when that is not known, which no limit of money allows.</param>
    /// <param name="maxTokens">Longest answer; null to assume one.</param>
    public BudgetedModel(IAnswerSource model, Budget budget, ModelPrice? price, int? maxTokens) =>
        (_model, _budget, _price, _mostAnswer) = (model, budget, price, maxTokens ?? TokenEstimate.AssumedAnswer);

    /// <summary>What this model's calls used so far.</summary>
    public Usage Used
    {
        get { lock (_lock) { return _used; } }
    }

    /// <inheritdoc/>
    public async ValueTask<SourcedAnswer?> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        // Without a limit nothing is measured beforehand: a million cases have a million prompts.
        Usage most = _budget.IsBounded ? Priced(TokenEstimate.Most(request), _mostAnswer) : Usage.None;
        await _budget.ReserveAsync(most, _price?.Currency ?? ModelPrice.DefaultCurrency, cancellationToken).ConfigureAwait(false);

        // A call that fails may have been charged: its request counts, by the estimate, because nobody says.
        Usage used = _budget.IsBounded ? Priced(TokenEstimate.Expected(request), 0) : Usage.None;
        try
        {
            SourcedAnswer? told = await _model.AskAsync(request, cancellationToken).ConfigureAwait(false);
            if (told is { } answer) { used = Of(request, answer.Answer); }

            return told;
        }
        finally
        {
            _budget.Settle(most, used);
            lock (_lock) { _used += used; }
        }
    }

    private Usage Of(ModelRequest request, Answer answer)
    {
        long input = answer.InputTokens ?? TokenEstimate.Expected(request);
        long output = answer.OutputTokens ?? TokenEstimate.Expected(answer.Text);
        return new Usage(1, input, output, answer.Cost ?? _price?.Of(1, input, output));
    }

    private Usage Priced(long input, long output) => new(1, input, output, _price?.Of(1, input, output));
}
