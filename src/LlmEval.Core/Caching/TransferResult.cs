namespace LlmEval.Caching;

/// <summary>What was carried out of a cache or into it.</summary>
/// <param name="Entries">Answers carried.</param>
/// <param name="Known">Answers that were there already; 0 for an export.</param>
/// <param name="Models">Models with answers in what was carried.</param>
/// <param name="Bytes">Size of the answers carried.</param>
public sealed record TransferResult(int Entries, int Known, int Models, long Bytes);
