namespace LlmEval.Reporting.Formats.Sarif;

/// <summary>A rule that results name.</summary>
/// <param name="Id">Its id: a code of a diagnostic, or the name of a check.</param>
/// <param name="Title">What it means, in a few words.</param>
/// <param name="Help">Where it is explained.</param>
/// <param name="Level">How loud it is by default.</param>
internal sealed record SarifRule(string Id, string Title, string Help, string Level);
