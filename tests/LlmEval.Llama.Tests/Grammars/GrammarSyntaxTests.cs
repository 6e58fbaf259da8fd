using LlmEval.Llama.Grammars;

namespace LlmEval.Llama.Tests.Grammars;

public sealed class GrammarSyntaxTests
{
    [Theory]
    [InlineData("root ::= \"a\" b\n", 1, 14, "'b' is not defined")]
    [InlineData("# a comment\nroot := \"a\"\n", 2, 6, "::=")]
    [InlineData("root ::= \"a\n", 1, 10, "not closed by '\"'")]
    [InlineData("root ::= [a-z\n", 1, 10, "not closed by ']'")]
    [InlineData("root ::= \"a\" |\n  ( \"b\"\n", 2, 3, "not closed")]
    [InlineData("root ::= \"a\" )\n", 1, 14, "closes nothing")]
    [InlineData("root ::= * \"a\"\n", 1, 10, "repeats nothing")]
    [InlineData("start ::= \"a\"\n", 1, 1, "'root'")]
    [InlineData("", 1, 1, "'root'")]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"\n", 2, 1, "twice")]
    [InlineData("root ::= a_b\n", 1, 11, "'_'")]
    [InlineData("::= \"a\"\n", 1, 1, "name is expected")]
    public void A_mistake_is_named_with_line_and_column(string grammar, int line, int column, string expected)
    {
        GrammarMistake mistake = GrammarSyntax.Check(grammar)!;

        mistake.Reason.Should().Contain(expected);
        (mistake.Line, mistake.Column).Should().Be((line, column));
    }

    [Theory]
    [InlineData("root ::= \"a\"")]
    [InlineData("root ::= ( \"yes\" | \"no\" ){1,3} [^\\]x]* . rest? # comment\nrest ::=\n  \"a\" |\n  \"b\"\n")]
    [InlineData("root ::= <think> !<[3]>* \"\\\"\\\\\"\n")]
    [InlineData(JsonGrammar.Object)]
    public void What_is_right_passes(string grammar) => GrammarSyntax.Check(grammar).Should().BeNull();
}
