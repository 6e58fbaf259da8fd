using LlmEval.Model;

namespace LlmEval.Suites;

/// <summary>A name that a suite uses, and where.</summary>
/// <param name="Name">The name.</param>
/// <param name="Location">Where it stands.</param>
public sealed record LocatedName(string Name, Location Location);
