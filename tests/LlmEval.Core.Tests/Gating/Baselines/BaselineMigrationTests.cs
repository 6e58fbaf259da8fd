using System.Text;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Gating.Baselines;

/// <summary>Files as earlier versions committed them.</summary>
public sealed class BaselineMigrationTests
{
    private const string Metric = "{\"metric\":\"category\",\"check\":\"equals\",\"unit\":\"pass\",\"binary\":true,\"higherIsBetter\":true,\"gated\":true,\"scorer\":\"k1\"}\n";
    private const string Entry = "{\"accepted\":\"2026-01-02\",\"reason\":\"first\",\"tool\":\"0.1.0\",\"means\":{\"category\":0.5}}\n";
    private const string One = "{\"baseline\":1,\"suite\":\"triage\",\"model\":\"tiny\",\"modelIdentity\":\"sha256:0\",\"samples\":1,\"deterministic\":true}\n" + Entry + Metric;
    private const string Two = "{\"baseline\":2,\"suite\":\"triage\",\"model\":\"tiny\",\"modelIdentity\":\"sha256:0\",\"samples\":1,\"deterministic\":true}\n" + Entry + Metric
        + "{\"overSuite\":\"accuracy\",\"check\":\"accuracy\",\"unit\":\"ratio\",\"higherIsBetter\":true,\"gated\":true,\"scorer\":\"a1\",\"value\":0.5,\"count\":2}\n";
    private const string Three = "{\"baseline\":3,\"suite\":\"triage\",\"model\":\"tiny\",\"modelIdentity\":\"sha256:0\",\"samples\":1,\"heldBack\":1,\"deterministic\":false,\"prompt\":\"triage\"}\n" + Entry + Metric;

    private static string Cases(string scores) => string.Concat(new[] { "a", "b" }.Select(id =>
        $"{{\"case\":\"{id}\",\"inputs\":\"{Hash128.Of(id)}\",\"key\":\"{Hash128.Of("k" + id)}\",\"scores\":{{\"category\":[{scores}]}}}}\n"));

    public static TheoryData<string> Versions => new(One + Cases("1"), Two + Cases("1"), Three + Cases("1,0"));

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_earlier_version_is_read_and_the_next_accept_writes_the_present_one(string text)
    {
        Baseline old = Read(text);
        old.Integrity.Should().Be(BaselineIntegrity.Unknown, "it says nothing of what was accepted");

        Baseline accepted = Acceptance.Accept(new AcceptanceRequest { Candidate = old, Current = old, Date = new DateOnly(2026, 11, 21), ToolVersion = "0.2.0" }, new DiagnosticBag())!;
        string written = Write(accepted);

        written.Should().StartWith("{\"baseline\":3,");
        Baseline read = Read(written);
        read.Integrity.Should().Be(BaselineIntegrity.AsAccepted);
        read.Entries.Should().HaveCount(2);
        (read.Entries[0].Content, read.Entries[1].After).Should().Be((null, null));
        read.Entries[1].Content.Should().NotBeNull();
        read.Cases.Should().BeEquivalentTo(old.Cases, o => o.Excluding(c => c.Line));
    }

    [Fact]
    public void Lines_in_another_order_and_with_other_line_ends_are_still_what_was_accepted()
    {
        Baseline old = Read(One + Cases("1"));
        string[] lines = Write(Acceptance.Accept(new AcceptanceRequest { Candidate = old, Date = new DateOnly(2026, 11, 21), ToolVersion = "0.2.0" }, new DiagnosticBag())!).TrimEnd('\n').Split('\n');

        Read(string.Join("\r\n", [.. lines[..^2], lines[^1], lines[^2]])).Integrity.Should().Be(BaselineIntegrity.AsAccepted);
        Read(string.Join('\n', [.. lines[..^1], lines[^1].Replace("[1]", "[0]", StringComparison.Ordinal)])).Integrity.Should().Be(BaselineIntegrity.Edited);
    }

    [Fact]
    public void Each_accept_names_the_one_before_it()
    {
        Baseline first = Accept(Read(One + Cases("1")), null), second = Accept(Read(One + Cases("0")), first);

        second.Entries[^1].After.Should().Be(first.Entries[^1].Content).And.NotBe(second.Entries[^1].Content);
        Read(Write(second)).Entries.Should().BeEquivalentTo(second.Entries);
    }

    private static Baseline Accept(Baseline candidate, Baseline? current) =>
        Acceptance.Accept(new AcceptanceRequest { Candidate = candidate, Current = current, Reason = "r", Date = new DateOnly(2026, 11, 21), ToolVersion = "0.2.0" }, new DiagnosticBag())!;

    private static Baseline Read(string text)
    {
        DiagnosticBag found = new();
        Baseline? baseline = Baseline.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "/s/a.baseline.jsonl", found);
        found.Items.Should().BeEmpty();
        return baseline!;
    }

    private static string Write(Baseline baseline)
    {
        using MemoryStream stream = new();
        baseline.Write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
