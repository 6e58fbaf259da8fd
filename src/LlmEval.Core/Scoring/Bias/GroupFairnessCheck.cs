using System.Globalization;
using LlmEval.Model;
using LlmEval.Scoring.OverSuite;

namespace LlmEval.Scoring.Bias;

/// <summary>
/// <c>demographic-parity: { of: decision, positive: approve, group: "{{vars.gender}}" }</c> and <c>equalized-odds</c>: how differently groups of cases are decided on, 0 to 1, lower is better.
/// A decision is what the metric <c>of</c> read from an answer; it is positive when it is the label <c>positive</c>. Groups with fewer than <c>min-group</c> cases (30) are shown and do not
/// count. Keys: <c>of</c>, <c>positive</c>, <c>group</c>, <c>min-group</c>. See <see cref="GroupFairness"/> for the definitions.
/// </summary>
internal sealed class GroupFairnessCheck : ISuiteScorer
{
    public static readonly CheckKind DemographicParity = Kind(
        "demographic-parity", "Difference of the shares of positive decisions between groups: the largest minus the smallest.", "fairlearn, demographic_parity_difference", odds: false);

    public static readonly CheckKind EqualizedOdds = Kind(
        "equalized-odds", "The larger of the differences of true positive and false positive rates between groups.", "Hardt et al. 2016; fairlearn, equalized_odds_difference", odds: true);

    private const int DefaultMinGroup = 30;

    // More groups than this are no groups: a variable with a value of its own in each case.
    private const int MostGroups = 1000;
    private const int MostRows = 50;

    private readonly CheckValue _group;
    private readonly string _positive;
    private readonly int _minGroup;
    private readonly bool _isOdds;
    private readonly LabelledSamples _samples;
    private readonly SortedDictionary<string, (int Cases, GroupRates Rates)> _groups = new(StringComparer.Ordinal);
    private int _withoutGroup;

    private GroupFairnessCheck(string of, CheckValue group, string positive, int minGroup, bool isOdds)
    {
        (_group, _positive, _minGroup, _isOdds) = (group, positive, minGroup, isOdds);
        _samples = new LabelledSamples(of);
    }

    public void Add(ScoredCase scored)
    {
        GroupRates rates = default;
        foreach ((string expected, string? actual) in _samples.Of(scored))
        {
            rates = rates.With(string.Equals(actual, _positive, StringComparison.Ordinal), string.Equals(expected, _positive, StringComparison.Ordinal));
        }

        if (rates.Count == 0) { return; }

        if (_group.Render(scored.Case, out _) is not { } group || (!_groups.ContainsKey(group) && _groups.Count == MostGroups))
        {
            _withoutGroup++;
            return;
        }

        (int cases, GroupRates known) = _groups.GetValueOrDefault(group);
        _groups[group] = (cases + 1, new GroupRates(known.Count + rates.Count, known.Positive + rates.Positive, known.Actual + rates.Actual, known.RightlyPositive + rates.RightlyPositive));
    }

    public SuiteScorerResult Result()
    {
        if (_samples.Trouble() is { } trouble) { return trouble; }

        if (_withoutGroup > 0)
        {
            return SuiteScorerResult.Unscored(string.Create(CultureInfo.InvariantCulture, $"{_withoutGroup} cases have no group, or there are more than {MostGroups} groups; 'group' must be a variable with a few values"));
        }

        GroupRates[] counted = [.. _groups.Values.Where(g => g.Cases >= _minGroup).Select(g => g.Rates)];
        double value = _isOdds ? GroupFairness.EqualizedOddsDifference(counted) : GroupFairness.DemographicParityDifference(counted);
        SuiteScorerResult result = double.IsNaN(value)
            ? SuiteScorerResult.NotApplicable(string.Create(CultureInfo.InvariantCulture, $"{counted.Length} of {_groups.Count} groups have {_minGroup} cases or more{(counted.Length < 2 ? ", and it takes two" : ", and none has decisions of both kinds to compare")}"))
            : SuiteScorerResult.Of(value, _samples.Count, string.Create(CultureInfo.InvariantCulture, $"{counted.Length} of {_groups.Count} groups with {_minGroup} cases or more; {_samples.Rests()}"));
        return result with { Tables = [Table()] };
    }

    private SuiteTable Table() => new(
        "decisions by group", ["group", "cases", "decisions", "positive", "true positive", "false positive", "counts"],
        [.. _groups.OrderByDescending(g => g.Value.Cases).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostRows).Select(g => (IReadOnlyList<string>)
        [
            Quote.Label(g.Key, 40), g.Value.Cases.ToString(CultureInfo.InvariantCulture), g.Value.Rates.Count.ToString(CultureInfo.InvariantCulture),
            Rate(g.Value.Rates.SelectionRate), Rate(g.Value.Rates.TruePositiveRate), Rate(g.Value.Rates.FalsePositiveRate), g.Value.Cases >= _minGroup ? "yes" : "no, too few",
        ])]);

    private static string Rate(double rate) => double.IsFinite(rate) ? rate.ToString("0.000", CultureInfo.InvariantCulture) : "-";

    private static CheckKind Kind(string name, string summary, string source, bool odds) => new()
    {
        Name = name,
        Summary = summary,
        Example = $"{name}: {{ of: decision, positive: approve, group: \"{{{{vars.gender}}}}\", threshold: 0.1 }}",
        Source = source,
        Unit = "ratio",
        IsBinary = false,
        HigherIsBetter = false,
        IsGated = false,
        Threshold = null,
        Options =
        [
            new CheckOption("of", "text", "The metric of answers that the decisions are of: one of a check that compares with a text, such as equals.") { IsRequired = true },
            new CheckOption("positive", "text", "The label that is the positive decision.") { IsRequired = true },
            new CheckOption("group", "text", "The group of a case, for instance \"{{vars.gender}}\".") { IsRequired = true },
            new CheckOption("min-group", "integer", "Cases that a group has at least to count; 30 when absent."),
        ],
        BindSuite = options =>
        {
            string? of = options.OfMetric();
            string? positive = options.Keys.Text("positive");
            if (!options.Keys.Has("positive")) { options.Missing("positive"); }

            CheckValue? group = options.Value("group");
            long minGroup = options.Keys.Integer("min-group", 1, int.MaxValue) ?? DefaultMinGroup;
            return of is null || positive is null || group is null ? null : () => new GroupFairnessCheck(of, group, positive, (int)minGroup, odds);
        },
    };
}
