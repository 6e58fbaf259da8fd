using System.Text.Json;

namespace LlmEval.Documents;

/// <content>For <c>System.Text.Json</c>.</content>
public sealed partial class CaseValue
{
    /// <summary>As an element of <c>System.Text.Json</c>, independent of any document.</summary>
    public JsonElement ToJsonElement()
    {
        using JsonDocument document = JsonDocument.Parse(ToJson(), new JsonDocumentOptions { MaxDepth = 2 * YamlReader.MaxDepth });
        return document.RootElement.Clone();
    }
}
