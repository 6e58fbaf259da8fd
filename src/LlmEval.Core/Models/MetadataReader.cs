using System.Globalization;
using LlmEval.Model;

namespace LlmEval.Models;

/// <summary>Reads the metadata of one <c>LlmModel</c> item; what is wrong is reported and counts as not said.</summary>
internal readonly struct MetadataReader(IReadOnlyDictionary<string, string> metadata, string name, Location location, DiagnosticBag diagnostics)
{
    public string? Text(string key) => metadata.TryGetValue(key, out string? value) && value.Length > 0 ? value : null;

    public double? Real(string key, double minimum, double maximum)
    {
        if (Text(key) is not { } text) { return null; }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= minimum && value <= maximum)
        {
            return value;
        }

        Wrong(key, text, minimum > 0 ? "a number above 0 and at most 1, such as 0.9" : "a number of at least 0, such as 0.7");
        return null;
    }

    public long? Whole(string key, long minimum, long maximum)
    {
        if (Text(key) is not { } text) { return null; }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= minimum && value <= maximum)
        {
            return value;
        }

        Wrong(key, text, $"a whole number from {minimum} to {maximum}");
        return null;
    }

    public void Wrong(string key, string text, string expected) => diagnostics.Add(
        Diagnostics.BadValue, location, $"{key} of the model '{name}' must be {expected}, not '{text}'.");
}
