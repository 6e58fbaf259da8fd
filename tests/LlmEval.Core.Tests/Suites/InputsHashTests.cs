using LlmEval.Core.Tests.Documents;
using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Suites;

public sealed class InputsHashTests : IDisposable
{
    private const string Base = "{ vars: { a: x, b: [1, { c: d, e: f }] }, expected: { g: h, i: j }, turns: [{ user: u, score: [{ equals: { value: v, path: p } }] }] }";
    private readonly SuiteFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void The_hash_is_the_documented_one() =>
        Hash("{ vars: { b: 2, a: \"x\\n\" }, expected: y }").Should().Be(Sha256("""{"expected":"y","turns":[],"vars":{"a":"x\n","b":2}}"""));

    [Theory]
    [InlineData("{ turns: [{ score: [{ equals: { path: p, value: v } }], user: 'u' }], expected: { i: j, g: \"h\" }, vars: { b: [1, { e: f, c: d }], a: x } }")]
    [InlineData("{ id: z, tags: [t], cluster: c, must-pass: true, vars: { a: x, b: [1, { c: d, e: f }] }, expected: { g: h, i: j }, turns: [{ user: u, stop: false, score: [{ equals: { value: v, path: p } }] }] }")]
    public void Layout_order_of_keys_and_what_is_no_input_do_not_count(string other) => Hash(other).Should().Be(Hash(Base));

    [Theory]
    [InlineData("x, b", "y, b")]
    [InlineData("[1,", "['1',")]
    [InlineData("[1,", "[1.0,")]
    [InlineData("g: h", "g: k")]
    [InlineData("user: u", "user: w")]
    [InlineData("user: u", "user: u, stop: true")]
    [InlineData("value: v", "value: w")]
    [InlineData("expected", "score: [a], expected")]
    [InlineData("expected", "score+: [a], expected")]
    public void Every_input_counts(string old, string changed) => Hash(Base.Replace(old, changed, StringComparison.Ordinal)).Should().NotBe(Hash(Base));

    [Fact]
    public void Checks_that_replace_are_not_those_that_add() => Hash("{ score: [a] }").Should().NotBe(Hash("{ score+: [a] }"));

    private Hash128 Hash(string text)
    {
        EvalCase item = _project.Suite($"cases:\n  - {text}\n")!.CasesInPlace.Should().ContainSingle().Which;
        _project.Found.Items.Should().BeEmpty();
        return item.InputsHash;
    }

    internal static Hash128 Sha256(string text) =>
        Hash128.Of((ReadOnlySpan<byte>)System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
