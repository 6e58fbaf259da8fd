using System.Text.Json.Serialization;

namespace LlmEval.Guardian;

/// <summary>What to start. The run's environment is inherited; it comes over standard input, so that nothing of it is on a command line of ours.</summary>
/// <param name="Program">Full path of the program.</param>
/// <param name="Arguments">Its arguments, each as the program gets it.</param>
/// <param name="Folder">Its working directory.</param>
/// <param name="Variables">Environment variables beside the inherited ones.</param>
internal sealed record Order(string Program, IReadOnlyList<string> Arguments, string Folder, IReadOnlyDictionary<string, string> Variables);

[JsonSerializable(typeof(Order))]
internal sealed partial class OrderContext : JsonSerializerContext;
