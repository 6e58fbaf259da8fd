using System.Text.Json;

namespace LlmEval.Endpoints.Tests.Servers;

/// <summary>A request as the server got it.</summary>
internal sealed record Received(int Number, string Address, IReadOnlyDictionary<string, string> Headers, string Body, string Connection)
{
    public JsonElement Json => Body.Length == 0 ? default : JsonElement.Parse(Body);
}
