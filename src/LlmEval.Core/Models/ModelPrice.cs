using LlmEval.Model;

namespace LlmEval.Models;

/// <summary>What a model's answers cost, as its item says: no table of ours, because vendors change their prices.</summary>
public sealed record ModelPrice
{
    /// <summary>The currency where none is said.</summary>
    public const string DefaultCurrency = "USD";

    /// <summary>Of a million tokens of requests; 0 or more.</summary>
    public double Input { get; init; }

    /// <summary>Of a million tokens of answers; 0 or more.</summary>
    public double Output { get; init; }

    /// <summary>Of a request, whatever its length; 0 or more.</summary>
    public double Request { get; init; }

    /// <summary>Three capital letters (ISO 4217).</summary>
    public string Currency { get; init; } = DefaultCurrency;

    /// <summary>The price of so many tokens in so many requests.</summary>
    public double Of(long requests, long inputTokens, long outputTokens) =>
        (requests * Request) + (((inputTokens * Input) + (outputTokens * Output)) / 1_000_000);

    /// <summary>The same of means.</summary>
    internal double Of(double requests, double inputTokens, double outputTokens) =>
        (requests * Request) + (((inputTokens * Input) + (outputTokens * Output)) / 1_000_000);

    /// <summary>Hash of the prices; null where everything is free. Prices are in no key of answers, so that a baseline notes at which ones its costs are.</summary>
    internal string? Key => Input == 0 && Output == 0 && Request == 0 ? null
        : Hash128.Of(FormattableString.Invariant($"{Input:R} {Output:R} {Request:R} {Currency}")).ToString()[..16];

    /// <summary>What an answer cost: as the provider told, else by its tokens; null when neither is known.</summary>
    public double? Of(Answer answer) => answer.Cost
        ?? (answer is { InputTokens: { } input, OutputTokens: { } output } ? Of(1, input, output)
            : Input == 0 && Output == 0 ? Request : null);
}
