namespace LlmEval.Scoring.Structure.Sql;

/// <summary>A text is not SQL.</summary>
internal sealed class SqlSyntaxException(string message, int at) : Exception(message)
{
    /// <summary>Where, in UTF-16 units.</summary>
    public int At { get; } = at;
}
