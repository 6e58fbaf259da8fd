using LlmEval.Listing;
using Xunit;

namespace LlmEval.XunitV3.Discovery;

/// <summary>A row of a theory that knows where its case stands.</summary>
internal sealed class LlmEvalRow(LlmEvalCase data, ListedCase listed) : TheoryDataRowBase
{
    /// <summary>The case as it is listed.</summary>
    public ListedCase Listed { get; } = listed;

    /// <inheritdoc/>
    protected override object?[] GetData() => [data];
}
