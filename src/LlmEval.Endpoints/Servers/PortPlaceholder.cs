using System.Globalization;
using LlmEval.Models;

namespace LlmEval.Endpoints.Servers;

/// <summary>The text <c>{port}</c>, which stands for the port that a server gets in this run.</summary>
internal static class PortPlaceholder
{
    public const string Text = "{port}";

    /// <summary>Stands in for a port where only the form of an address is looked at.</summary>
    public const int Any = 1;

    /// <summary>Metadata whose placeholder belongs to the endpoint's side.</summary>
    private static readonly string[] s_addresses = ["Endpoint", "Url"];

    public static bool IsIn(string? text) => text?.Contains(Text, StringComparison.Ordinal) == true;

    public static string Fill(string text, int port) => text.Replace(Text, port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The item as if it named the port itself; without a <c>Command</c> the item as it is.</summary>
    /// <param name="model">The item.</param>
    /// <param name="defaultEndpoint">The address of a managed server whose item names none.</param>
    /// <param name="port">The port.</param>
    public static ModelSpec Fill(ModelSpec model, string? defaultEndpoint, int port)
    {
        if (model["Command"] is null) { return model; }

        Dictionary<string, string> metadata = new(model.Metadata, StringComparer.OrdinalIgnoreCase);
        if (model["Endpoint"] is null && defaultEndpoint is not null) { metadata["Endpoint"] = defaultEndpoint; }

        foreach (string name in s_addresses)
        {
            if (metadata.TryGetValue(name, out string? value)) { metadata[name] = Fill(value, port); }
        }

        return model with { Metadata = metadata };
    }
}
