namespace LlmEval.Scoring.Structure.Sql;

/// <summary>What a piece of SQL is.</summary>
internal enum SqlTokenKind
{
    Word,
    QuotedName,
    Number,
    Text,
    Parameter,
    Sign,
    End,
}

/// <summary>A piece of SQL.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of a quoted name what is inside.</param>
/// <param name="Start">Where it begins.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Start);
