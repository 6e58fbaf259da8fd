using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>The <c>regression:</c> of a gate: which metrics are compared with the baseline, and how.</summary>
public sealed record RegressionSettings
{
    /// <summary>What <c>regression: default</c> and an absent <c>regression:</c> mean.</summary>
    public static readonly RegressionSettings Default = new();

    private const string Words = "'default', 'off', 'deterministic', 'sequential'";

    /// <summary>False for <c>regression: off</c>.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>
    /// Names of the compared metrics; null means every gated metric except times, which say more about the machine than about the
    /// answers and are compared only when named.
    /// </summary>
    public IReadOnlyList<string>? Metrics { get; init; }

    /// <summary>The exact rule's allowance.</summary>
    public Allowance Allowance { get; init; } = Allowance.Default;

    /// <summary>
    /// The smallest fall that counts, as a share from 0 to 1: 0.01 is one point of a pass rate or a ratio, and 1% of
    /// the baseline's mean for any other unit.
    /// </summary>
    public double MinEffect { get; init; } = ErrorBudget.Default.MinEffect;

    /// <summary>
    /// Probability that a mean is called fallen when nothing changed, over all metrics and suites of a build; above 0, at most 0.5. Null for the rule's own:
    /// see <see cref="ErrorBudget"/>.
    /// </summary>
    public double? Alpha { get; init; }

    /// <summary>How a fall is told from noise.</summary>
    public RegressionRule Rule { get; init; }

    /// <summary>What the rule may spend on false alarms.</summary>
    internal ErrorBudget Budget => ErrorBudget.Default with
    {
        Mean = Alpha ?? (Rule == RegressionRule.Sequential ? ErrorBudget.SequentialMean : ErrorBudget.Default.Mean),
        Case = Rule == RegressionRule.Sequential ? 0 : ErrorBudget.Default.Case,
        MinEffect = MinEffect,
    };

    /// <summary>Whether a metric is compared.</summary>
    public bool Compares(Metric metric) => IsOn && metric.IsGated
        && (Metrics is null ? metric.Unit is not ("s" or "ms") : Metrics.Contains(metric.Name, StringComparer.Ordinal));

    internal static RegressionSettings? Bind(LocatedNode? node, IReadOnlyList<Metric> metrics, DiagnosticBag diagnostics)
    {
        if (node is null) { return Default; }

        if (node is ScalarNode word)
        {
            if (Of(word.Text) is { } settings) { return settings; }
        }
        else if (node is MappingNode) { return BindMapping(node, metrics, diagnostics); }

        diagnostics.Add(Diagnostics.BadValue, node.Location,
            $"'regression' of the gate must be {Words} or a mapping, not {(node is ScalarNode s ? $"'{s.Text}'" : node.Kind)}.");
        return null;
    }

    /// <summary>What a word alone means; null where it means nothing.</summary>
    private static RegressionSettings? Of(string word) => word switch
    {
        "default" => Default,
        "deterministic" => Default with { Rule = RegressionRule.Deterministic },
        "sequential" => Default with { Rule = RegressionRule.Sequential },
        "off" => Default with { IsOn = false },
        _ => null,
    };

    private static RegressionSettings? BindMapping(LocatedNode node, IReadOnlyList<Metric> metrics, DiagnosticBag diagnostics)
    {
        MappingReader reader = MappingReader.Open(node, "the regression rule", diagnostics)!;
        LocatedNode? ruleNode = reader.Node("rule");
        RegressionSettings? rule = ruleNode switch { null => Default, ScalarNode word => Of(word.Text), _ => null };
        List<string>? names = BindMetrics(reader.Node("metrics"), metrics, diagnostics);
        LocatedNode? allowance = reader.Node("allowance");
        double? effect = reader.Number("min-effect", 0, 1);
        LocatedNode? alphaNode = reader.Node("alpha");
        double? alpha = reader.Number("alpha", 0, 0.5);
        if (alpha == 0)
        {
            diagnostics.Add(Diagnostics.BadValue, alphaNode!.Location, "'alpha' of the regression rule must be above 0: with 0 no fall is ever seen. Use 'regression: off' to compare nothing.");
        }

        reader.Done();
        if (rule is null)
        {
            diagnostics.Add(Diagnostics.BadValue, ruleNode!.Location, $"'rule' of the regression rule must be {Words}, not {(ruleNode is ScalarNode s ? $"'{s.Text}'" : ruleNode.Kind)}.");
            return null;
        }

        if (!rule.IsOn && (names is not null || allowance is not null || effect is not null || alpha is not null))
        {
            diagnostics.Add(Diagnostics.BadValue, ruleNode!.Location, "'rule: off' compares nothing, so that the other keys of the regression rule mean nothing. Remove them, or the rule.");
        }
        else if (rule.Rule == RegressionRule.Sequential && allowance is not null)
        {
            diagnostics.Add(Diagnostics.BadValue, allowance.Location, "'allowance' of the regression rule counts cases of one sample each; 'rule: sequential' tests means. Use 'min-effect', or remove it.");
        }

        return rule with
        {
            Metrics = names,
            Allowance = allowance is null ? Allowance.Default : Allowance.Bind(allowance, diagnostics) ?? Allowance.Default,
            MinEffect = effect ?? Default.MinEffect,
            Alpha = alpha is null or 0 ? null : alpha,
        };
    }

    private static List<string>? BindMetrics(LocatedNode? node, IReadOnlyList<Metric> metrics, DiagnosticBag diagnostics)
    {
        if (node is null) { return null; }

        IReadOnlyList<LocatedNode> items = node is SequenceNode list ? list.Items : [node];
        List<string> names = [];
        foreach (LocatedNode item in items)
        {
            if (item is not ScalarNode { Scalar: not ScalarKind.Null } name)
            {
                diagnostics.Add(Diagnostics.BadValue, item.Location, $"'metrics' of the regression rule must be a list of metric names, not {item.Kind}.");
            }
            else if (Compared(name, metrics, diagnostics) is { } metric)
            {
                names.Add(metric.Name);
            }
        }

        if (items.Count == 0)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, "'metrics' of the regression rule is empty, so nothing would be compared. Name metrics, or say 'regression: off'.");
        }

        return names;
    }

    private static Metric? Compared(ScalarNode name, IReadOnlyList<Metric> metrics, DiagnosticBag diagnostics)
    {
        Metric? metric = GatePlan.FindMetric(name, metrics, "The regression rule", diagnostics);
        if (metric is null or { IsGated: true }) { return metric; }

        diagnostics.Add(Diagnostics.BadValue, name.Location,
            $"The regression rule names the metric '{name.Text}', which is not compared with a baseline: it depends on the machine or is a rate of its own. Give it a floor instead.");
        return null;
    }
}
