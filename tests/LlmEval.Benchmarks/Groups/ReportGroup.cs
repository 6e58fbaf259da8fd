using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using LlmEval.Reporting;
using LlmEval.Reporting.Html;
using LlmEval.Shared;

namespace LlmEval.Benchmarks.Groups;

/// <summary>The HTML report of 10,000 cases, three answers each, and twelve: how long it takes to write, how large it is, when a browser paints it for the first time.</summary>
internal sealed partial class ReportGroup : IBenchmarkGroup
{
    private static readonly string[] s_browsers = ["chromium", "google-chrome"];

    public string Name => "report";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkContext context)
    {
        string folder = Path.Combine(context.Scratch, "report"), path = Path.Combine(folder, HtmlReport.Name);
        List<Figure> figures = [];
        foreach (int samples in (int[])[12, 3])
        {
            ReportedSuite[] suites = [new SyntheticReport { Cases = 10_000, Samples = samples }.Create(folder)];
            IReadOnlyList<double> seconds = await Median.RunsAsync(context.Runs, () =>
            {
                Stopwatch watch = Stopwatch.StartNew();
                using (FileStream stream = File.Create(path)) { HtmlReport.Write(stream, SyntheticReport.Manifest(folder), suites, []); }

                return Task.FromResult(watch.Elapsed.TotalSeconds);
            });
            string name = string.Create(CultureInfo.InvariantCulture, $"report-10000-cases-x{samples}");
            figures.Add(new Figure(name + "-write", Median.Of(seconds), "s", 1));
            figures.Add(new Figure(name + "-size", new FileInfo(path).Length / 1e6, "MB", 8));
        }

        if (Browser() is not { } browser)
        {
            Console.Error.WriteLine("No Chromium on this machine: the first paint is not measured.");
            return figures;
        }

        // The page tells when it was painted; a copy does, because the report itself runs no script but its own.
        string measured = Path.Combine(folder, "measured.html");
        string page = await File.ReadAllTextAsync(path);
        page = Policy().Replace(page, string.Empty, 1);
        await File.WriteAllTextAsync(measured, page + "<script>new PerformanceObserver(l => { for (const e of l.getEntries()) if (e.name === 'first-contentful-paint') document.title = 'painted ' + e.startTime; }).observe({ type: 'paint', buffered: true });</script>");
        IReadOnlyList<double> paints = await Median.RunsAsync(context.Runs, () => PaintAsync(browser, measured, folder));
        figures.Add(new Figure("report-10000-cases-x3-first-paint", Median.Of(paints), "s", 1.5));
        return figures;
    }

    private static string? Browser() => Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).SelectMany(f => s_browsers.Select(b => Path.Combine(f, b))).FirstOrDefault(File.Exists);

    private static async Task<double> PaintAsync(string browser, string file, string folder)
    {
        ProcessStartInfo start = new(browser, ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--timeout=15000", "--virtual-time-budget=20000", "--user-data-dir=" + Path.Combine(folder, "profile"), "--dump-dom", new Uri(file).AbsoluteUri])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string dom = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await errors;
        return Painted().Match(dom) is { Success: true } painted ? double.Parse(painted.Groups[1].Value, CultureInfo.InvariantCulture) / 1000
            : throw new InvalidOperationException("Chromium did not say when it painted.");
    }

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\"[^>]*>")]
    private static partial Regex Policy();

    [GeneratedRegex("<title>painted ([0-9.]+)</title>")]
    private static partial Regex Painted();
}
