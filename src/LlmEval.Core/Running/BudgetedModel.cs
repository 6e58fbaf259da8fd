using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Running;

/// <summary>A model that is asked within a budget, and whose answers are counted.</summary>
public sealed class BudgetedModel : IAnswerSource
{
    private readonly IAnswerSource _model;
    private readonly Budget _budget;
    private readonly ModelPrice? _price;
    private readonly ModelParameters _parameters;
    private readonly Lock _lock = new();
    private Usage _used = Usage.None;

    /// <summary>Creates it.</summary>
    /// <param name="model">Who answers.</param>
    /// <param name="budget">The suite's.</param>
    /// <param name="price">What its answers cost; null when that is not known, which no limit of money allows.</param>
    /// <param name="parameters">The effective sampling parameters: the longest answer, and the schema of answers.</param>
    public BudgetedModel(IAnswerSource model, Budget budget, ModelPrice? price, ModelParameters parameters) =>
        (_model, _budget, _price, _parameters) = (model, budget, price, parameters);

    /// <summary>What this model's calls used so far.</summary>
    public Usage Used
    {
        get { lock (_lock) { return _used; } }
    }

    /// <inheritdoc/>
    public async ValueTask<SourcedAnswer?> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        // Without a limit nothing is measured beforehand: a million cases have a million prompts.
        Usage most = _budget.IsBounded ? Priced(TokenEstimate.Most(request, _parameters), TokenEstimate.MostAnswer(_parameters)) : Usage.None;
        await _budget.ReserveAsync(most, _price?.Currency ?? ModelPrice.DefaultCurrency, cancellationToken).ConfigureAwait(false);

        // A call that fails may have been charged: its request counts, by the estimate, because nobody says.
        Usage used = _budget.IsBounded ? Priced(TokenEstimate.Expected(request, _parameters), 0) : Usage.None;
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
        long input = answer.InputTokens ?? TokenEstimate.Expected(request, _parameters);
        long output = answer.OutputTokens ?? TokenEstimate.Expected(answer.Text);
        return new Usage(1, input, output, answer.Cost ?? _price?.Of(1, input, output));
    }

    private Usage Priced(long input, long output) => new(1, input, output, _price?.Of(1, input, output));
}
