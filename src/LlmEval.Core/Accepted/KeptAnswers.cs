namespace LlmEval.Accepted;

/// <summary>Which answers an accept writes beside the baseline (<c>Answers</c> of an <c>LlmBaseline</c> item, <c>LlmEvalBaselineAnswers</c>).</summary>
internal enum KeptAnswers
{
    /// <summary>None: they are in the cache as long as it has them.</summary>
    Cache,

    /// <summary>The first samples of each case: what a verdict begins with.</summary>
    First,

    /// <summary>Those that the baseline holds back as well.</summary>
    All,
}
