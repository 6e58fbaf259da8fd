namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>A kind of statement that can be looked up in a text without understanding it.</summary>
public enum FactKind
{
    /// <summary>A number, with its unit: <c>numbers</c>.</summary>
    Number,

    /// <summary>A date, or a month of a year: <c>dates</c>.</summary>
    Date,

    /// <summary>A name: <c>names</c>.</summary>
    Name,

    /// <summary>A text in quotation marks, of two words or more: <c>quotations</c>.</summary>
    Quotation,

    /// <summary>A web address: <c>urls</c>.</summary>
    Url,
}
