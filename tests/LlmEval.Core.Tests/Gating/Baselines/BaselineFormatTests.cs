using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using static LlmEval.Core.Tests.Gating.Situation;

namespace LlmEval.Core.Tests.Gating.Baselines;

public sealed class BaselineFormatTests
{
    private static byte[] Bytes(Baseline baseline)
    {
        using MemoryStream stream = new();
        baseline.Write(stream);
        return stream.ToArray();
    }

    private static Baseline? Read(byte[] bytes, DiagnosticBag diagnostics) => Baseline.Read(new MemoryStream(bytes), "/s/a.baseline", diagnostics);

    private static Baseline Small()
    {
        Situation situation = Cases("pf-", "pf-");
        situation.Metrics.Add(Graded("quality"));
        situation.Before["c000000"] = [new Row(1.0, 1 / 3.0)];
        situation.Before["c000001"] = [new Row(0.0, 0.75)];
        situation.Before["c000002"] = [new Row(null, 0.0000005)];
        Baseline candidate = situation.Baseline();
        return Acceptance.Accept(new AcceptanceRequest { Candidate = candidate, Date = new DateOnly(2026, 11, 20), Reason = "first", ToolVersion = "0.1.0" }, new())!;
    }

    private static string SmallText => Encoding.UTF8.GetString(Bytes(Small()));

    [Fact]
    public void It_is_one_line_a_thing_sorted_with_line_feeds_and_without_a_mark() => SmallText.Should().Be($$$"""
        {"baseline":3,"suite":"triage","model":"tiny","modelIdentity":"sha256:0","samples":1,"deterministic":true}
        {"accepted":"2026-11-20","reason":"first","tool":"0.1.0","means":{"category":0.5,"quality":0.361111},"content":"{{{Small().Entries[0].Content}}}"}
        {"metric":"category","check":"equals","unit":"pass","binary":true,"higherIsBetter":true,"gated":true,"scorer":"categoryk1"}
        {"metric":"quality","check":"levenshtein","unit":"ratio","binary":false,"higherIsBetter":true,"gated":true,"scorer":"qualityk1"}
        {"case":"c000000","inputs":"{{{Hash128.Of("inputs-c000000")}}}","key":"{{{Hash128.Of("old-c000000")}}}","scores":{"category":[1],"quality":[0.333333]},"failed":{"quality":[0]}}
        {"case":"c000001","inputs":"{{{Hash128.Of("inputs-c000001")}}}","key":"{{{Hash128.Of("old-c000001")}}}","scores":{"category":[0],"quality":[0.75]}}
        {"case":"c000002","inputs":"{{{Hash128.Of("inputs-c000002")}}}","key":"{{{Hash128.Of("old-c000002")}}}","scores":{"category":[null],"quality":[0]},"failed":{"quality":[0]}}

        """.ReplaceLineEndings("\n"));

    [Fact]
    public void Halves_are_rounded_to_the_even_digit()
    {
        ScoreCell.Rounded(0.0000005).Should().Be(0);
        ScoreCell.Rounded(0.0000015).Should().Be(0.000002);
        double.IsNegative(ScoreCell.Rounded(-0.0000001)).Should().BeFalse();
    }

    [Fact]
    public void A_candidate_of_whole_scores_holds_the_judged_cases_themselves()
    {
        Situation situation = Situation.Cases("ppf", "pfp");
        GateInput input = situation.Input();
        Verdict verdict = situation.Settled();

        Baseline candidate = Acceptance.Candidate(input, verdict, Location.None, new DiagnosticBag())!;

        candidate.Cases.Should().OnlyContain(c => input.Cases.Any(i => ReferenceEquals(i, c)));
    }

    [Fact]
    public void What_is_written_is_what_is_read() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        Baseline written = RandomBaseline.Of(seed);
        DiagnosticBag diagnostics = new();
        byte[] bytes = Bytes(written);
        Baseline? read = Read(bytes, diagnostics);
        diagnostics.Items.Should().BeEmpty();
        read!.Should().BeEquivalentTo(written, o => o.WithStrictOrdering().Excluding(m => m.Name == "Line" || m.Name == "Integrity"));
        Bytes(read!).Should().Equal(bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_damage_makes_the_reader_throw() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        Random random = new(seed);
        byte[] bytes = Bytes(RandomBaseline.Of(seed, 4));
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = [.. bytes];
            int at = random.Next(damaged.Length);
            switch (random.Next(4))
            {
                case 0: damaged[at] = (byte)random.Next(256); break;
                case 1: damaged = damaged[..at]; break;
                case 2: damaged = [.. damaged[..at], .. damaged[random.Next(damaged.Length)..]]; break;
                default: damaged = [.. damaged[..at], .. "[{\"x\":1e999,\"\\ud800"u8, .. damaged[at..]]; break;
            }

            DiagnosticBag diagnostics = new();
            Baseline? read = Read(damaged, diagnostics);
            (read is null).Should().Be(diagnostics.HasErrors);
            diagnostics.Items.All(d => d.Code == "LLM1024" && d.Location.File == "/s/a.baseline").Should().BeTrue();
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("<<<<<<< HEAD")]
    [InlineData("=======")]
    [InlineData(">>>>>>> main")]
    public void A_merge_conflict_has_its_own_words(string marker)
    {
        string[] lines = SmallText.Split('\n');
        string text = string.Join('\n', [lines[0], lines[1], marker, .. lines[2..]]);
        Fails(text, 3, "unresolved merge conflicts");
    }

    [Theory]
    [InlineData("", 0, "is empty")]
    [InlineData("hello", 1, "not the JSON object")]
    [InlineData("{\"case\":\"a\"}", 1, "not the header")]
    [InlineData("{\"baseline\":4}", 1, "written by a newer LlmEval")]
    [InlineData("{\"baseline\":1,\"suite\":\"a\"}", 1, "'model' is missing")]
    [InlineData("{\"baseline\":1,\"colour\":\"a\"}", 1, "'colour' is not a key")]
    [InlineData("{\"baseline\":1,\"suite\":\"s\",\"model\":\"m\",\"modelIdentity\":\"i\",\"samples\":0,\"deterministic\":true}", 1, "out of range")]
    [InlineData("{\"baseline\":1,\"suite\":\"s\",\"model\":\"m\",\"modelIdentity\":\"i\",\"samples\":3,\"deterministic\":true}", 1, "out of range")]
    public void A_file_that_is_no_baseline_says_why(string text, int line, string part) => Fails(text, line, part);

    [Theory]
    [InlineData("\"category\":[1]", "\"category\":[2]", 5, "neither 0 nor 1")]
    [InlineData("\"category\":[1]", "\"category\":[1,1]", 5, "has 2 scores, and the header says 1")]
    [InlineData("\"category\":[1]", "\"category\":[\"1\"]", 5, "not a finite number")]
    [InlineData("\"category\":[1]", "\"colour\":[1]", 5, "no line declares the metric 'colour'")]
    [InlineData("\"category\":[1]", "\"quality\":[1]", 5, "'quality' is there twice")]
    [InlineData("0.333333", "1e999", 5, "not a finite number")]
    [InlineData("0.333333", "NaN", 5, "not the JSON object")]
    [InlineData("\"key\":\"old-c000001\",", "", 6, "'key' is missing")]
    [InlineData("\"inputs\":\"", "\"inputs\":\"0", 5, "'inputs' is not a hash of 32 hexadecimal digits")]
    [InlineData("old-c000001", "an old key of 32 characters only", 6, "'key' is not a hash")]
    [InlineData("{\"quality\":[0]}", "{\"quality\":[1]}", 5, "names a sample that is not there")]
    [InlineData("c000001\",\"inputs", "c000002\",\"inputs", 7, "the case 'c000002' is there twice")]
    [InlineData("2026-11-20", "20.11.2026", 2, "not a date")]
    [InlineData("\"metric\":\"quality\"", "\"metric\":\"category\"", 4, "the metric 'category' is there twice")]
    [InlineData("\"case\":\"c000001\"", "\"casse\":\"c000001\"", 6, "begins no line")]
    public void A_line_edited_by_hand_is_named(string old, string now, int line, string part)
    {
        old = old.Replace("old-c000001", Hash128.Of("old-c000001").ToString(), StringComparison.Ordinal);
        SmallText.Should().Contain(old);
        Fails(SmallText.Replace(old, now, StringComparison.Ordinal), line, part);
    }

    [Fact]
    public void Line_endings_of_a_checkout_a_mark_and_an_unsorted_merge_do_no_harm()
    {
        string[] lines = SmallText.TrimEnd('\n').Split('\n');
        string text = "\uFEFF" + string.Join("\r\n", [.. lines[..4], lines[6], lines[5], lines[4]]);
        Baseline read = Read(Encoding.UTF8.GetBytes(text), new())!;
        Bytes(read).Should().Equal(Bytes(Small()));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_and_no_empty_baseline()
    {
        DiagnosticBag diagnostics = new();
        Baseline.Load(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "no.baseline"), diagnostics).Should().BeNull();
        diagnostics.Items.Single().Code.Should().Be("LLM1024");
    }

    [Fact]
    public void A_line_longer_than_any_buffer_is_read()
    {
        Situation situation = Cases("pp", "pp");
        situation.Before[new string('x', 300_000)] = [new Row(1.0)];
        Baseline baseline = situation.Baseline();
        Read(Bytes(baseline), new())!.Cases.Should().HaveCount(3);
    }

    private static void Fails(string text, int line, string part)
    {
        DiagnosticBag diagnostics = new();
        Read(Encoding.UTF8.GetBytes(text), diagnostics).Should().BeNull();
        Diagnostic diagnostic = diagnostics.Items.Should().ContainSingle().Subject;
        (diagnostic.Code, diagnostic.Location.Line).Should().Be(("LLM1024", line));
        diagnostic.Message.Should().Contain(part);
    }
}
