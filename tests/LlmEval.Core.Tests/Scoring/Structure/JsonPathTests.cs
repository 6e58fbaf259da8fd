using FsCheck;
using FsCheck.Fluent;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Structure;

public sealed class JsonPathTests
{
    private static readonly Gen<string> s_paths = Gen
        .Elements("$", ".", "..", "[", "]", "'", "\"", "?", "(", ")", "@", "==", "=~", "<", "&&", "||", "*", ":", ",", "0", "-1", "99999999999", "a", "b", " ", "/", "\\", "!", "{", "\n")
        .ListOf().Select(parts => "$" + string.Concat(parts));

    [Fact]
    public void Any_text_is_a_path_or_a_located_mistake() => Prop.ForAll(s_paths.ToArbitrary(), path =>
    {
        DiagnosticBag diagnostics = new();
        JsonPath? parsed = JsonPath.Parse(new ScalarNode(new Location("f", 3, 4), path, ScalarKind.Text), "a check", diagnostics);
        return parsed is not null ? diagnostics.Items.Count == 0 : diagnostics.Items is [{ Code: "LLM1021", Location.Line: 3 }];
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void A_path_that_fails_on_an_answer_leaves_it_unscored()
    {
        Score score = Bench.Score("path: '$.a[?(@.b =~ /(/)]'", "{\"a\":[{\"b\":\"x\"}]}");
        (score.Outcome, score.Passed).Should().Be((ScoreOutcome.Unscored, false));
        score.Reason.Should().StartWith("the scorer failed");
    }
}
