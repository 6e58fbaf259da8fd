using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>How many cases have which mean score of a metric, now and in the baseline.</summary>
internal sealed class Histogram
{
    private const int Bins = 10;
    private const int Width = 250;
    private const int Height = 90;
    private readonly Metric _metric;
    private readonly int[] _now = new int[Bins];
    private readonly int[] _before = new int[Bins];
    private readonly double _low;
    private readonly double _high;

    private Histogram(Metric metric, List<double> now, List<double> before)
    {
        _metric = metric;
        bool isShare = MetricNumbers.IsShare(metric) && now.Concat(before).All(v => v is >= 0 and <= 1);
        _low = isShare ? 0 : now.Concat(before).Min();
        _high = isShare ? 1 : now.Concat(before).Max();
        foreach (double value in now) { _now[Bin(value)]++; }

        foreach (double value in before) { _before[Bin(value)]++; }
    }

    /// <summary>The histogram of a metric; null where no case has a score.</summary>
    public static Histogram? Of(SuiteView view, int metric)
    {
        List<double> now = [.. view.Rows.Select(r => CaseRow.Mean(r.Now, metric)).OfType<double>()], before = [.. view.Rows.Select(r => CaseRow.Mean(r.Before, metric)).OfType<double>()];
        return now.Count + before.Count == 0 ? null : new Histogram(view.Metrics[metric], now, before);
    }

    /// <summary>Draws it, with the numbers as a table for who cannot see it.</summary>
    public void Add(Markup page)
    {
        int most = Math.Max(1, Math.Max(_now.Max(), _before.Max()));
        const int Step = Width / Bins;
        page.Add($"<figure><figcaption>{_metric.Name}</figcaption><svg class=\"bars\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" aria-hidden=\"true\">");
        for (int i = 0; i < Bins; i++)
        {
            int now = Tall(_now[i], most), before = Tall(_before[i], most);
            if (now > 0) { page.Add($"<rect class=\"now\" x=\"{(i * Step) + 3}\" y=\"{Height - now}\" width=\"{Step - 6}\" height=\"{now}\"/>"); }

            if (before > 0) { page.Add($"<rect class=\"before\" x=\"{(i * Step) + 1}\" y=\"{Height - before}\" width=\"{Step - 2}\" height=\"{before}\"/>"); }
        }

        page.Add($"</svg><p class=\"axis\"><span>{MetricNumbers.Value(_metric, _low)}</span><span>{MetricNumbers.Value(_metric, _high)}</span></p>\n");
        page.Add($"<details class=\"numbers\"><summary>Numbers</summary><table><thead><tr><th scope=\"col\">Score</th><th scope=\"col\" class=\"n\">Before</th><th scope=\"col\" class=\"n\">Now</th></tr></thead><tbody>");
        for (int i = 0; i < Bins; i++)
        {
            if (_now[i] + _before[i] == 0) { continue; }

            page.Add($"<tr><th scope=\"row\">{MetricNumbers.Value(_metric, Edge(i))} to {MetricNumbers.Value(_metric, Edge(i + 1))}</th><td class=\"n\">{_before[i]}</td><td class=\"n\">{_now[i]}</td></tr>");
        }

        page.Add($"</tbody></table></details></figure>\n");
    }

    private double Edge(int bin) => _low + ((_high - _low) * bin / Bins);

    private int Bin(double value) => _high > _low ? Math.Clamp((int)((value - _low) / (_high - _low) * Bins), 0, Bins - 1) : 0;

    // A single case among thousands stays visible.
    private static int Tall(int count, int most) => count == 0 ? 0 : Math.Max(2, (int)Math.Round((Height - 4.0) * count / most));
}
