using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Models;

/// <summary>The metadata that every <c>LlmModel</c> item has, whatever its provider.</summary>
public static class ModelMetadata
{
    /// <summary>Names, compared without case. <c>Path</c> is the model's file; <c>Sha256</c> pins it.</summary>
    public static IReadOnlyCollection<string> Names { get; } =
    [
        "Provider", "Path", "Sha256", "Temperature", "TopP", "TopK", "MaxTokens", "Seed", "Stop",
        "InputPrice", "OutputPrice", "RequestPrice", "Currency", "MaxAge", "Baseline", "Visible", "LinkBase", "Link",
    ];

    private const double MostMoney = 1e9;

    /// <summary>Reads the sampling parameters said on an item; what is wrong is reported and left out.</summary>
    /// <param name="metadata">The item's metadata.</param>
    /// <param name="name">The item's name, for messages.</param>
    /// <param name="location">Where the item is declared.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static ModelParameters Parameters(
        IReadOnlyDictionary<string, string> metadata, string name, Location location, DiagnosticBag diagnostics)
    {
        MetadataReader reader = new(metadata, name, location, diagnostics);
        return new ModelParameters
        {
            Temperature = reader.Real("Temperature", 0, 100),
            TopP = reader.Real("TopP", double.Epsilon, 1),
            TopK = (int?)reader.Whole("TopK", 1, int.MaxValue),
            MaxTokens = (int?)reader.Whole("MaxTokens", 1, int.MaxValue),
            Seed = reader.Whole("Seed", 0, uint.MaxValue),
            Stop = reader.Text("Stop") is { } stop ? stop.Split(';', StringSplitOptions.RemoveEmptyEntries) : null,
        };
    }

    /// <summary>Reads the prices said on an item: <c>InputPrice</c> and <c>OutputPrice</c> of a million tokens, <c>RequestPrice</c>, <c>Currency</c>.</summary>
    /// <returns>The price, or null when the item says none.</returns>
    public static ModelPrice? Price(IReadOnlyDictionary<string, string> metadata, string name, Location location, DiagnosticBag diagnostics)
    {
        MetadataReader reader = new(metadata, name, location, diagnostics);
        double? input = reader.Real("InputPrice", 0, MostMoney), output = reader.Real("OutputPrice", 0, MostMoney), request = reader.Real("RequestPrice", 0, MostMoney);
        string? currency = reader.Text("Currency");
        if (currency is not null && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)))
        {
            reader.Wrong("Currency", currency, "three capital letters, such as USD");
        }

        bool byToken = input is not null || output is not null;
        if (byToken && (input is null || output is null))
        {
            diagnostics.Add(Diagnostics.MissingKey, location,
                $"The model '{name}' has {(input is null ? "OutputPrice and no InputPrice" : "InputPrice and no OutputPrice")}. Give both, of a million tokens; 0 for what is free.");
        }

        return byToken || request is not null
            ? new ModelPrice { Input = input ?? 0, Output = output ?? 0, Request = request ?? 0, Currency = currency ?? ModelPrice.DefaultCurrency }
            : null;
    }

    /// <summary>Reads <c>MaxAge</c>: how old answers may be before they are drawn anew, such as <c>30d</c> or <c>12h</c>; null when not said.</summary>
    public static TimeSpan? MaxAge(IReadOnlyDictionary<string, string> metadata, string name, Location location, DiagnosticBag diagnostics)
    {
        MetadataReader reader = new(metadata, name, location, diagnostics);
        if (reader.Text("MaxAge") is not { } text) { return null; }

        if (Durations.TryParse(text, out TimeSpan age) && age >= TimeSpan.FromMinutes(1)) { return age; }

        reader.Wrong("MaxAge", text, "a time of a minute or more, such as 12h or 30d");
        return null;
    }

    /// <summary>Reports metadata that neither every model nor the provider knows: a typing mistake would switch something off in silence.</summary>
    public static void ReportUnknown(ModelSpec model, IModelProvider provider, DiagnosticBag diagnostics)
    {
        string[] known = [.. Names, .. provider.KnownMetadata];
        foreach (string name in model.Metadata.Keys.Order(StringComparer.Ordinal))
        {
            if (known.Contains(name, StringComparer.OrdinalIgnoreCase)) { continue; }

            diagnostics.Add(Diagnostics.UnknownKey, model.Location, MappingReader.UnknownWord(
                $"'{name}' is not metadata of a model with Provider=\"{provider.Name}\" ('{model.Name}')",
                name, known.Except(["Visible", "LinkBase", "Link"])));
        }
    }
}
