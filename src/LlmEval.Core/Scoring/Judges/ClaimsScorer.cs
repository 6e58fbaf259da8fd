using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

/// <summary>
/// Splits a text into claims and judges each: the score is the share of claims with a verdict that counts 1 (RAGAS, Es and others 2023). A text without claims has nothing to judge. More than
/// <c>max-claims</c> leave the sample unscored, because to judge some of them only would flatter long answers.
/// </summary>
internal sealed class ClaimsScorer : JudgeScorer
{
    /// <summary>For pricing: a claim is a short sentence.</summary>
    private const int LettersOfClaim = 60;

    /// <summary>The question that splits.</summary>
    public static readonly JudgeQuestion Split = new() { Name = "claims", Key = "claims-prompt", Needs = ["text"], Form = JudgeForm.Claims };

    /// <summary>Options of every kind that judges so.</summary>
    public static readonly CheckOption[] More =
    [
        new("claims-prompt", "text", "Name of an LlmPrompt item that splits a text into claims; by default ours."),
        new("max-claims", "integer", "Most claims of one text, 1 to 200; more leave the sample unscored. 30 by default."),
    ];

    private readonly BoundQuestion _split;
    private readonly BoundQuestion _judge;
    private readonly string _good;
    private readonly bool _isOfReference;
    private readonly int _most;
    private readonly Func<ScorerResult>? _ofEmpty;

    private ClaimsScorer(JudgeSetup setup, BoundQuestion split, BoundQuestion judge, string good, bool isOfReference, int most, Func<ScorerResult>? ofEmpty)
        : base(setup) => (_split, _judge, _good, _isOfReference, _most, _ofEmpty) = (split, judge, good, isOfReference, most, ofEmpty);

    protected override ScorerResult? OfEmpty => _ofEmpty?.Invoke() ?? base.OfEmpty;

    /// <summary>A kind that is judged so.</summary>
    /// <param name="judge">What is asked of each claim.</param>
    /// <param name="needs">What it takes; a value is what is split.</param>
    /// <param name="ofEmpty">What an empty answer is; a fail when null.</param>
    public static Func<CheckOptions, IScorer?> Bind(JudgeQuestion judge, JudgeNeeds needs, Func<ScorerResult>? ofEmpty = null) => options =>
    {
        JudgeSetup setup = JudgeSetup.Read(options, needs, JudgeScale.Share);
        int most = (int)(options.Keys.Integer("max-claims", 1, 200) ?? 30);
        BoundQuestion? splitting = BoundQuestion.Bind(Split, options, setup.Judge);
        BoundQuestion? judging = BoundQuestion.Bind(judge, options, setup.Judge);
        setup.ReadLabels(options, splitting, judging);
        string good = judge.Options.First(o => o.Value == 1).Word;
        return splitting is null || judging is null || options.Diagnostics.HasErrors ? null
            : new ClaimsScorer(setup, splitting, judging, good, needs.Value is not null, most, ofEmpty);
    };

    protected override async ValueTask<ScorerResult> JudgeAsync(JudgeMaterial material, int attempt, CancellationToken cancellationToken)
    {
        string? trouble = null;
        if ((_isOfReference ? material.Find(Setup.Needs.Value!, out trouble) : material.Answer) is not { } text) { return ScorerResult.Unscored(trouble!); }

        // What is missing is missed before the first call is paid.
        foreach (string name in _judge.Shows.Where(n => n != "claim"))
        {
            if (material.Find(name, out trouble) is null) { return ScorerResult.Unscored(trouble!); }
        }

        JudgeReply split = await _split.AskAsync(material.With("text", text), attempt, cancellationToken).ConfigureAwait(false);
        if (split.Trouble is { } unsplit) { return ScorerResult.Unscored(unsplit); }

        if (Claims(split.Root) is not { } claims) { return ScorerResult.Unscored($"the judge '{Judge}' gave no list of claims with 'claim' and 'quote'"); }

        string whose = _isOfReference ? "the reference" : "the answer";
        if (claims.Count == 0) { return ScorerResult.NotApplicable($"{whose} makes no claim"); }

        if (claims.Count > _most)
        {
            return ScorerResult.Unscored(FormattableString.Invariant($"{whose} makes {claims.Count} claims, more than 'max-claims' ({_most}); raise it to have them judged"));
        }

        IReadOnlyList<JudgeReply> replies = await AskEachAsync(_judge, claims.Select(c => material.With("claim", c.Text)), attempt, cancellationToken).ConfigureAwait(false);
        if (replies.FirstOrDefault(r => r.Trouble is not null) is { Trouble: { } unjudged }) { return ScorerResult.Unscored(unjudged); }

        List<Evidence> evidence = [];
        for (int i = 0; i < claims.Count; i++)
        {
            (int start, int length) = _isOfReference ? (0, 0) : Place(material.Context, claims[i].Quote);
            evidence.Add(new Evidence(start, length, FormattableString.Invariant($"claim {i + 1}"), $"{replies[i].Verdict!.Word}: {Quote.Short(claims[i].Text)} {replies[i].Reason}"));
        }

        int good = replies.Count(r => r.Verdict!.Value == 1);
        int bad = Enumerable.Range(0, claims.Count).FirstOrDefault(i => replies[i].Verdict!.Value != 1, -1);
        string first = bad < 0 ? string.Empty : $"; {replies[bad].Verdict!.Word}: {Quote.Short(claims[bad].Text)}";
        return ScorerResult.Of((double)good / claims.Count, FormattableString.Invariant($"{good} of {claims.Count} claims are {_good}{first}")) with { Evidence = evidence };
    }

    protected override IEnumerable<ScoringRequest> Demand(JudgeMaterial material)
    {
        string text = _isOfReference ? material.Find(Setup.Needs.Value!, out _) ?? string.Empty : material.Answer;
        int likely = Math.Clamp(text.Length / LettersOfClaim, 1, _most);
        return [.. Draft(_split, material.With("text", text)), .. Draft(_judge, material.With("claim", Typical(text)), _most).Select((r, i) => r with { IsLikely = i < likely })];
    }

    private static List<(string Text, string Quote)>? Claims(JsonElement root)
    {
        if (!root.TryGetProperty("claims", out JsonElement list) || list.ValueKind != JsonValueKind.Array) { return null; }

        List<(string, string)> claims = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (JudgeJson.Text(item, "claim") is not { } claim || string.IsNullOrWhiteSpace(claim) || JudgeJson.Text(item, "quote") is not { } quote) { return null; }

            claims.Add((JudgeData.Unframe(claim.Trim()), quote));
        }

        return claims;
    }
}
