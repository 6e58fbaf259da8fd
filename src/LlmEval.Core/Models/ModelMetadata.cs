using System.Globalization;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Models;

/// <summary>The metadata that every <c>LlmModel</c> item has, whatever its provider.</summary>
public static class ModelMetadata
{
    /// <summary>Names, compared without case. <c>Path</c> is the model's file; <c>Sha256</c> pins it.</summary>
    public static IReadOnlyCollection<string> Names { get; } =
        ["Provider", "Path", "Sha256", "Temperature", "TopP", "TopK", "MaxTokens", "Seed", "Stop", "Visible", "LinkBase", "Link"];

    /// <summary>Reads the sampling parameters said on an item; what is wrong is reported and left out.</summary>
    /// <param name="metadata">The item's metadata.</param>
    /// <param name="name">The item's name, for messages.</param>
    /// <param name="location">Where the item is declared.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static ModelParameters Parameters(
        IReadOnlyDictionary<string, string> metadata, string name, Location location, DiagnosticBag diagnostics)
    {
        return new ModelParameters
        {
            Temperature = Real("Temperature", 0, 100),
            TopP = Real("TopP", double.Epsilon, 1),
            TopK = (int?)Whole("TopK", 1, int.MaxValue),
            MaxTokens = (int?)Whole("MaxTokens", 1, int.MaxValue),
            Seed = Whole("Seed", 0, uint.MaxValue),
            Stop = Said("Stop") is { } stop ? stop.Split(';', StringSplitOptions.RemoveEmptyEntries) : null,
        };

        string? Said(string key) => metadata.TryGetValue(key, out string? value) && value.Length > 0 ? value : null;

        double? Real(string key, double minimum, double maximum)
        {
            if (Said(key) is not { } text) { return null; }

            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= minimum && value <= maximum)
            {
                return value;
            }

            Wrong(key, text, minimum > 0 ? "a number above 0 and at most 1, such as 0.9" : "a number of at least 0, such as 0.7");
            return null;
        }

        long? Whole(string key, long minimum, long maximum)
        {
            if (Said(key) is not { } text) { return null; }

            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= minimum && value <= maximum)
            {
                return value;
            }

            Wrong(key, text, $"a whole number from {minimum} to {maximum}");
            return null;
        }

        void Wrong(string key, string text, string expected) => diagnostics.Add(
            Diagnostics.BadValue, location, $"{key} of the model '{name}' must be {expected}, not '{text}'.");
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
