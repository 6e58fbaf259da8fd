namespace LlmEval.Caching;

/// <summary>Told what a scan of a segment finds, in order of the offsets.</summary>
internal interface ISegmentVisitor
{
    /// <summary>An intact record, header included; the bytes are valid only during the call.</summary>
    void Record(long offset, ReadOnlySpan<byte> record);

    /// <summary>Bytes that are no record.</summary>
    /// <param name="offset">Where they start.</param>
    /// <param name="length">How many.</param>
    /// <param name="isTail">Whether no intact record follows.</param>
    void Damaged(long offset, long length, bool isTail);
}
