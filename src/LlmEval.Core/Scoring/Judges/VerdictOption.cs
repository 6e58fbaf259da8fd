namespace LlmEval.Scoring.Judges;

/// <summary>A verdict that a judge may give.</summary>
/// <param name="Word">The word, exactly.</param>
/// <param name="Value">What it counts.</param>
/// <param name="Meaning">When it is to be given, as the judge reads it.</param>
internal sealed record VerdictOption(string Word, double Value, string Meaning);
