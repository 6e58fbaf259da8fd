using System.Text.Json.Serialization;

namespace LlmEval.Reporting.Formats;

/// <summary>Serialisation of a run, generated at compile time: it is written after every evaluation.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunReport))]
internal sealed partial class RunReportContext : JsonSerializerContext;
