using LlmEval.Model;
using LlmEval.Reporting;

namespace LlmEval.Core.Tests.Reporting;

public sealed class LineDiffTests
{
    [Fact]
    public void Equal_texts_have_no_difference_whatever_their_line_ends() => LineDiff.Of("a\r\nb\r\n", "a\nb").Should().BeEmpty();

    [Fact]
    public void Changes_stand_between_a_few_unchanged_lines_and_gaps() =>
        Text(LineDiff.Of("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n")).Should().Be("... =2 =3 =4 -5 +five =6 =7 =8 =9 +10");

    [Fact]
    public void The_longest_common_part_is_kept() => Text(LineDiff.Of("a\nb\nc\nd\n", "b\nx\nd\ny\n")).Should().Be("-a =b -c +x =d +y");

    [Fact]
    public void A_long_difference_is_cut() =>
        LineDiff.Of(string.Empty, string.Join('\n', Enumerable.Range(0, 5000))).Should().HaveCount(LineDiff.Most + 1).And.Subject.Last().Kind.Should().Be(DiffKind.Gap);

    [Fact]
    public void Parameters_are_read_back_as_they_were_written()
    {
        ModelParameters said = new() { Temperature = 0.7, TopP = 0.9, TopK = 40, MaxTokens = 100, Seed = 7, Stop = ["\n", "</s>"], ResponseFormat = "json_schema", JsonSchema = "{\"type\":\"object\"}", Logprobs = true };

        ParametersJson.Read(ParametersJson.Line(said)).Should().BeEquivalentTo(said);
        ParametersJson.Read("{}").Should().Be(ModelParameters.Empty);
        ParametersJson.Read("{\"heat\":1}").Should().BeNull();
        ParametersJson.Read("warm").Should().BeNull();
    }

    private static string Text(IEnumerable<DiffLine> lines) => string.Join(' ', lines.Select(l => l.Kind switch
    {
        DiffKind.Removed => "-" + l.Text,
        DiffKind.Added => "+" + l.Text,
        DiffKind.Same => "=" + l.Text,
        _ => "...",
    }));
}
