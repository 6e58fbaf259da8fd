using Newtonsoft.Json.Linq;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>Something that is wrong.</summary>
/// <param name="Text">What, as the end of a sentence that begins with the place.</param>
/// <param name="At">The place.</param>
internal readonly record struct SchemaViolation(string Text, JToken At);
