using LlmEval.Gating;
using LlmEval.Shared;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LlmEval.Reports.Tests;

/// <summary>The HTML report in a real Chromium, opened from the disk with the network cut.</summary>
public sealed class ReportInBrowserTests(Browsers browsers) : IClassFixture<Browsers>
{
    [Theory]
    [InlineData(VerdictKind.Regression, true, true)]
    [InlineData(VerdictKind.Pass, true, true)]
    [InlineData(VerdictKind.MatchesBaseline, true, false)]
    [InlineData(VerdictKind.NoBaseline, false, true)]
    [InlineData(VerdictKind.Error, true, true)]
    [InlineData(VerdictKind.NotEvaluated, true, false)]
    [InlineData(VerdictKind.ModelMissing, false, false)]
    [InlineData(VerdictKind.ModelChanged, true, true)]
    [InlineData(VerdictKind.OverBudget, true, true)]
    [InlineData(VerdictKind.ZeroTolerance, true, true)]
    public async Task Opens_without_a_request_or_a_complaint_whatever_the_verdict(VerdictKind kind, bool hasBaseline, bool hasResult)
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, new SyntheticReport { Kind = kind, HasBaseline = hasBaseline, HasResult = hasResult, Cases = 40 });

        await Expect(report.Page.Locator(".sentence")).Not.ToBeEmptyAsync();
        await Expect(report.Page.Locator("#rows .row").First).ToBeVisibleAsync();
        report.Requests.Should().BeEmpty();
        report.Complaints.Should().BeEmpty();
        await report.PictureAsync("kind-" + kind);
    }

    [Fact]
    public async Task Tells_on_the_first_screen_what_happened_in_the_order_of_what_matters()
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, new SyntheticReport());

        IReadOnlyList<string> titles = await report.Page.Locator("article > .verdict h2, article > section > h3").AllInnerTextsAsync();
        titles.Should().Equal("triage", "What changed since the baseline", "Metrics", "Cases", "Spend, judge and baseline");
        (await report.Page.Locator(".sentence").BoundingBoxAsync())!.Y.Should().BeLessThan(400);
        await Expect(report.Page.Locator("details.case[open] del").First).ToBeVisibleAsync();
        await report.PictureAsync("light");
        await report.PictureAsync("light-first", full: false);
    }

    [Fact]
    public async Task Is_used_by_keys_alone()
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, new SyntheticReport());
        IKeyboard keys = report.Page.Keyboard;

        await keys.PressAsync("/");
        await Expect(report.Page.Locator("#search")).ToBeFocusedAsync();
        await keys.TypeAsync("t-0001");
        await Expect(report.Page.Locator("#rows .row")).ToHaveCountAsync(10);
        await Expect(report.Page.Locator("#count")).Not.ToContainTextAsync("looking");
        await keys.PressAsync("Enter");
        await Expect(report.Page.Locator("#list")).ToBeFocusedAsync();
        await keys.PressAsync("j");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("k");
        await Expect(report.Page.Locator("#row-1")).ToHaveAttributeAsync("aria-selected", "true");
        (await report.Page.Locator("#list").GetAttributeAsync("aria-activedescendant")).Should().Be("row-1");
        string id = await report.Page.Locator("#row-1 .id").InnerTextAsync();
        await keys.PressAsync("Enter");
        await Expect(report.Page.Locator("#case")).ToBeFocusedAsync();
        await Expect(report.Page.Locator("#case h3 bdi")).ToHaveTextAsync(id);
        await Expect(report.Page.Locator("#case .answer").First).ToContainTextAsync("reply");
        await keys.PressAsync("Escape");
        await Expect(report.Page.Locator("#list")).ToBeFocusedAsync();
        report.Complaints.Should().BeEmpty();
        await report.PictureAsync("keys", full: false);
    }

    [Fact]
    public async Task Keeps_the_chosen_case_when_answers_join_the_search()
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, new SyntheticReport { Cases = 5_000 });
        IKeyboard keys = report.Page.Keyboard;

        await keys.PressAsync("/");
        await keys.TypeAsync("t-0");
        await keys.PressAsync("Enter");
        await keys.PressAsync("j");
        string id = await report.Page.Locator("#rows .row[aria-selected=true] .id").InnerTextAsync();
        await Expect(report.Page.Locator("#count")).Not.ToContainTextAsync("looking");

        await Expect(report.Page.Locator("#rows .row[aria-selected=true] .id")).ToHaveTextAsync(id);
    }

    [Fact]
    public async Task Shows_where_the_focus_is()
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, new SyntheticReport { Cases = 20 });
        List<string> seen = [];
        for (int i = 0; i < 12; i++)
        {
            await report.Page.Keyboard.PressAsync("Tab");
            seen.Add(await report.Page.Locator(":focus").EvaluateAsync<string>("e => getComputedStyle(e).outlineStyle + ' ' + getComputedStyle(e).outlineWidth"));
        }

        seen.Should().OnlyContain(o => o == "solid 3px");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_text_can_be_told_from_its_ground(ColorScheme scheme)
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers,
            [new SyntheticReport(), new SyntheticReport { Suite = "second", Kind = VerdictKind.Pass, Cases = 30 }, new SyntheticReport { Suite = "third", Kind = VerdictKind.NoBaseline, HasBaseline = false, Cases = 30 }],
            new BrowserNewContextOptions { ColorScheme = scheme });
        await report.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
        await report.Page.Locator("#rows .row").First.ClickAsync();
        await Expect(report.Page.Locator("#case .answer").First).ToBeVisibleAsync();

        string[] faint = await report.Page.EvaluateAsync<string[]>(Contrast);

        faint.Should().BeEmpty("WCAG 2.2 asks for 4.5 to 1");
        await report.PictureAsync("overview-" + scheme);
    }

    [Fact]
    public async Task Is_dark_when_the_system_is_and_when_a_person_says_so()
    {
        await using OpenReport dark = await OpenReport.OfAsync(browsers, new SyntheticReport(), new BrowserNewContextOptions { ColorScheme = ColorScheme.Dark });
        await using OpenReport light = await OpenReport.OfAsync(browsers, new SyntheticReport(), new BrowserNewContextOptions { ColorScheme = ColorScheme.Light });

        string night = await Ground(dark), day = await Ground(light);
        night.Should().NotBe(day);
        await light.Page.Locator("#theme").ClickAsync();
        await light.Page.Locator("#theme").ClickAsync();
        (await Ground(light)).Should().Be(night);
        await dark.Page.Locator("#theme").ClickAsync();
        (await Ground(dark)).Should().Be(day);
        await light.PictureAsync("dark");

        static Task<string> Ground(OpenReport report) => report.Page.Locator("body").EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor");
    }

    [Fact]
    public async Task Searches_and_filters_ten_thousand_cases_and_draws_only_those_that_are_seen()
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, new SyntheticReport { Cases = 10_000, Planted = "an answer with a zebra in it" });
        ILocator rows = report.Page.Locator("#rows .row");

        (await report.CountAsync()).Should().Be("10001 of 10001 cases");
        (await rows.CountAsync()).Should().BeInRange(5, 60);
        await report.Page.Locator("#list").EvaluateAsync("e => e.scrollTop = e.scrollHeight");
        await Expect(rows.Last).ToHaveAttributeAsync("aria-posinset", "10001");
        await report.Page.Locator("#search").FillAsync("t-09999");
        await Expect(report.Page.Locator("#count")).ToContainTextAsync("1 of 10001 cases");
        await report.Page.Locator("#search").FillAsync("ZEBRA");
        await Expect(report.Page.Locator("#count")).ToHaveTextAsync("1 of 10001 cases");
        await Expect(rows.First.Locator(".id")).ToHaveTextAsync("t-00000");
        await report.Page.Locator("#search").FillAsync(string.Empty);
        await report.Page.Locator("#by-status").SelectOptionAsync("32");
        await Expect(report.Page.Locator("#count")).ToHaveTextAsync("1 of 10001 cases");
        await report.Page.Locator("#by-status").SelectOptionAsync(string.Empty);
        await report.Page.Locator("#by-tag").SelectOptionAsync("outage");
        await Expect(report.Page.Locator("#count")).ToHaveTextAsync("2500 of 10001 cases");
        await report.Page.Locator("#by-metric").SelectOptionAsync("is-json");
        await Expect(report.Page.Locator("#count")).ToHaveTextAsync("0 of 10001 cases");
        report.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Unpacks_the_same_without_the_browsers_help()
    {
        SyntheticReport synthetic = new() { Cases = 500 };
        await using OpenReport with = await OpenReport.OfAsync(browsers, synthetic);
        await using OpenReport without = await OpenReport.OfAsync(browsers, synthetic, script: "delete globalThis.DecompressionStream");

        (await without.Page.EvaluateAsync<string>("() => typeof DecompressionStream")).Should().Be("undefined");
        string[] seen = [await AnswerAsync(with), await AnswerAsync(without)];
        seen[1].Should().Be(seen[0]).And.Contain("reply");
        without.Complaints.Should().BeEmpty();

        static async Task<string> AnswerAsync(OpenReport report)
        {
            await report.Page.Locator("#search").FillAsync("t-00321");
            await report.Page.Locator("#rows .row").First.ClickAsync();
            await report.Page.Locator("#case .answer").First.WaitForAsync();
            return await report.Page.Locator("#case").InnerTextAsync();
        }
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script><img src=x onerror=alert(2)>")]
    [InlineData("\"><svg onload=alert(3)><a href='javascript:alert(4)'>x</a><!--")]
    [InlineData("</textarea></title></style></details><iframe src=http://example.com></iframe><link rel=stylesheet href=http://example.com/x.css>")]
    [InlineData("{{constructor.constructor('alert(5)')()}} ]]> \u0000\u0001\u001b[31m\u007f\u0085 \u202Egnirts\u202C \u2028 \ud800 lone \udc00 \uFFFE")]
    public async Task Runs_nothing_that_an_answer_says(string planted)
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, [new SyntheticReport { Planted = planted, FirstId = "<b>" + planted, Suite = planted, Model = "<i>m", Cases = 30 }, new SyntheticReport { Cases = 5 }]);

        await report.Page.Locator("#rows .row").First.ClickAsync();
        await Expect(report.Page.Locator("#case .answer").First).ToBeVisibleAsync();
        await report.Page.Locator("#search").FillAsync("alert");

        report.Requests.Should().BeEmpty();
        report.Complaints.Should().BeEmpty();
        (await report.Page.Locator("img, iframe, a[href^=javascript], svg[onload], b, i, main link").CountAsync()).Should().Be(0);
        (await report.Page.Locator("script").CountAsync()).Should().Be(await report.Page.Locator("script[type]").CountAsync() + 1);
        await report.PictureAsync("hostile");
    }

    [Fact]
    public async Task Does_not_choke_on_an_answer_of_a_megabyte()
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, new SyntheticReport { Planted = new string('x', 1 << 20), Cases = 20 });

        await report.Page.Locator("#rows .row").First.ClickAsync();
        await Expect(report.Page.Locator("#case .answer").First).ToContainTextAsync("more characters, in the result file");
        (await report.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(1280);
        report.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Fits_a_narrow_window()
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, [new SyntheticReport(), new SyntheticReport { Suite = "a-suite-with-a-rather-long-name-that-nobody-breaks", Kind = VerdictKind.Pass }],
            new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 360, Height = 740 } });

        (await report.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(360);
        await report.PictureAsync("narrow");
    }

    [Fact]
    public async Task Prints_what_is_folded_and_leaves_out_what_only_works_on_a_screen()
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, new SyntheticReport(), new BrowserNewContextOptions { ColorScheme = ColorScheme.Dark });
        await report.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await report.Page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");

        await Expect(report.Page.Locator("#list")).ToBeHiddenAsync();
        await Expect(report.Page.Locator("#theme")).ToBeHiddenAsync();
        await Expect(report.Page.Locator("details.case").Last.Locator(".body")).ToBeVisibleAsync();
        await Expect(report.Page.Locator(".charts")).ToBeVisibleAsync();
        await Expect(report.Page.GetByText("is not printed")).ToBeVisibleAsync();
        (await report.Page.Locator("body").EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor")).Should().Be("rgb(255, 255, 255)");
        await report.PictureAsync("print");
        (await report.Page.PdfAsync(new PagePdfOptions { Format = "A4" })).Length.Should().BeGreaterThan(10_000);
    }

    [Fact]
    public async Task Says_what_matters_without_a_script()
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, new SyntheticReport(), new BrowserNewContextOptions { JavaScriptEnabled = false });

        await Expect(report.Page.Locator(".sentence")).ToBeVisibleAsync();
        await Expect(report.Page.Locator("details.case[open] .answer").First).ToBeVisibleAsync();
        await Expect(report.Page.Locator("noscript")).ToBeVisibleAsync();
        await Expect(report.Page.Locator("#theme")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Has_landmarks_and_names_for_who_cannot_see_it()
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, [new SyntheticReport(), new SyntheticReport { Suite = "other" }]);

        string[] nameless = await report.Page.EvaluateAsync<string[]>("""
            () => {
              const bad = [];
              const named = e => e.getAttribute('aria-label') || (e.getAttribute('aria-labelledby') || '').split(' ').some(i => document.getElementById(i)?.textContent.trim());
              for (const e of document.querySelectorAll('section, article, [role=region], [role=listbox], [role=search], nav')) if (!named(e)) bad.push('no name: ' + e.outerHTML.slice(0, 80));
              for (const e of document.querySelectorAll('th')) if (!e.scope) bad.push('no scope: ' + e.textContent);
              for (const e of document.querySelectorAll('input, select')) if (!e.labels.length) bad.push('no label: ' + e.id);
              for (const e of document.querySelectorAll('table')) if (!e.tHead) bad.push('no head: ' + e.textContent.slice(0, 80));
              const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
              for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) bad.push('twice: ' + id);
              for (const e of document.querySelectorAll('a[href^="#"]')) if (!document.getElementById(e.getAttribute('href').slice(1))) bad.push('leads nowhere: ' + e.outerHTML);
              if (document.querySelectorAll('main').length !== 1 || document.querySelectorAll('h1').length !== 1) bad.push('one main and one h1');
              return bad;
            }
            """);

        nameless.Should().BeEmpty();
    }

    [Fact]
    public async Task Shows_no_text_of_a_private_suite()
    {
        await using OpenReport report = await OpenReport.OfAsync(browsers, new SyntheticReport { IsPrivate = true, Planted = "the secret of the kitchen" });

        await report.Page.Locator("#rows .row").First.ClickAsync();
        await Expect(report.Page.Locator("#case")).ToContainTextAsync("private");
        (await report.Page.ContentAsync()).Should().NotContain("kitchen").And.NotContain("Use none when");
        report.Complaints.Should().BeEmpty();
        await report.PictureAsync("private");
    }

    /// <summary>Texts whose contrast against the nearest painted ground is below 4.5 to 1 (WCAG 2.2, 1.4.3).</summary>
    private const string Contrast = """
        () => {
          const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return { r: m[0], g: m[1], b: m[2], a: m.length > 3 ? m[3] : 1 }; };
          const light = c => { const f = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126 * f(c.r) + 0.7152 * f(c.g) + 0.0722 * f(c.b); };
          const bad = new Set();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const e = walker.currentNode.parentElement;
            if (!walker.currentNode.textContent.trim() || e.closest('script, style, noscript, option') || !e.checkVisibility()) continue;
            let ground = null;
            for (let p = e; p && !ground; p = p.parentElement) { const c = parse(getComputedStyle(p).backgroundColor); if (c.a > 0.99) ground = c; }
            const text = parse(getComputedStyle(e).color), a = light(text), b = light(ground || { r: 255, g: 255, b: 255 });
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5) bad.add(ratio.toFixed(2) + ' ' + e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 40));
          }
          return [...bad];
        }
        """;
}
