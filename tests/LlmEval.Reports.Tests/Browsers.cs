using System.Diagnostics;
using Microsoft.Playwright;

namespace LlmEval.Reports.Tests;

/// <summary>
/// A Chromium of this machine: the one that <c>CHROMIUM_PATH</c> names, or <c>chromium</c> or <c>google-chrome</c> on the path; on a Debian machine where we are root it is installed.
/// </summary>
public sealed class Browsers : IAsyncLifetime
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private IPlaywright? _playwright;
    private string? _reason;

    /// <summary>The browser; skips the test where there is none, fails it where <c>LLMEVAL_BROWSER=required</c> says that there must be one.</summary>
    public IBrowser Browser
    {
        get
        {
            if (field is null && Environment.GetEnvironmentVariable("LLMEVAL_BROWSER") == "required") { Assert.Fail(_reason); }

            Assert.SkipWhen(field is null, _reason ?? string.Empty);
            return field!;
        }
        private set;
    }

    public async ValueTask InitializeAsync()
    {
        string? path = Find() ?? await InstallAsync();
        if (path is null)
        {
            _reason = $"The HTML report was not looked at: no Chromium was found. Install it (apt-get install chromium), or name it in CHROMIUM_PATH. {_reason}".TrimEnd();
            Console.Error.WriteLine(_reason);
            return;
        }

        _playwright = await Playwright.CreateAsync();
        // A container's root has no sandbox; the pages are our own files.
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_playwright is null) { return; }

        await Browser.CloseAsync();
        _playwright.Dispose();
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named) { return named; }

        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(f => s_names.Select(n => Path.Combine(f, OperatingSystem.IsWindows() ? n + ".exe" : n))).FirstOrDefault(File.Exists);
    }

    private async Task<string?> InstallAsync()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !File.Exists("/usr/bin/apt-get")) { return null; }

        (int status, string errors) = await AptAsync("install", "-y", "-q", "--no-install-recommends", "chromium");
        if (status != 0)
        {
            // A fresh image has no lists of packages.
            await AptAsync("update", "-q");
            (status, errors) = await AptAsync("install", "-y", "-q", "--no-install-recommends", "chromium");
        }

        if (status != 0) { _reason = "apt-get could not install it: " + errors.Trim(); }

        return Find();
    }

    private static async Task<(int Status, string Errors)> AptAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("apt-get", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using Process apt = Process.Start(start)!;
        Task<string> errors = apt.StandardError.ReadToEndAsync();
        await apt.StandardOutput.ReadToEndAsync();
        await apt.WaitForExitAsync();
        return (apt.ExitCode, await errors);
    }
}
