using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Reporting.Html;
using LlmEval.Shared;
using Microsoft.Playwright;

namespace LlmEval.Reports.Tests;

/// <summary>A report on the disk, opened in a browser whose network is cut; what it asks for and complains of is kept.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private readonly string _folder;
    private readonly IBrowserContext _context;

    private OpenReport(string folder, IBrowserContext context, IPage page) => (_folder, _context, Page) = (folder, context, page);

    public IPage Page { get; }

    /// <summary>Every request but that for the file itself.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Errors and warnings of the console, uncaught errors, dialogs.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<OpenReport> OfAsync(Browsers browsers, IReadOnlyList<SyntheticReport> reports, BrowserNewContextOptions? options = null, string? script = null)
    {
        IBrowser browser = browsers.Browser;
        string folder = Directory.CreateTempSubdirectory("llmeval-report-").FullName;
        string path = Path.Combine(folder, HtmlReport.Name);
        ReportedSuite[] suites = [.. reports.Select(r => r.Create(folder))];
        using (FileStream stream = File.Create(path)) { HtmlReport.Write(stream, SyntheticReport.Manifest(folder), suites, Array.Empty<Diagnostic>()); }

        options ??= new BrowserNewContextOptions();
        options.Offline = true;
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 900 };
        IBrowserContext context = await browser.NewContextAsync(options);
        if (script is not null) { await context.AddInitScriptAsync(script); }

        IPage page = await context.NewPageAsync();
        OpenReport open = new(folder, context, page);
        string address = new Uri(path).AbsoluteUri;
        page.Request += (_, request) =>
        {
            if (request.Url != address && request.Url != "data:,") { open.Requests.Add(request.Url); }
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") { open.Complaints.Add(message.Text); }
        };
        page.PageError += (_, error) => open.Complaints.Add(error);
        page.Dialog += async (_, dialog) =>
        {
            open.Complaints.Add("dialog: " + dialog.Message);
            await dialog.DismissAsync();
        };
        await page.GotoAsync(address);
        if (options.JavaScriptEnabled != false) { await page.Locator("html.ready").WaitForAsync(); }

        return open;
    }

    public static Task<OpenReport> OfAsync(Browsers browsers, SyntheticReport report, BrowserNewContextOptions? options = null, string? script = null) => OfAsync(browsers, [report], options, script);

    /// <summary>The text of the number of cases found.</summary>
    public Task<string> CountAsync() => Page.Locator("#count").InnerTextAsync();

    /// <summary>Keeps a picture where <c>LLMEVAL_SCREENSHOTS</c> names a folder, for a person to look at.</summary>
    public async Task PictureAsync(string name, bool full = true)
    {
        if (Environment.GetEnvironmentVariable("LLMEVAL_SCREENSHOTS") is not { Length: > 0 } folder) { return; }

        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = full });
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
