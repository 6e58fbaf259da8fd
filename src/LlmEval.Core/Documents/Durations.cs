using System.Globalization;

namespace LlmEval.Documents;

/// <summary>Times as authors write them: <c>250ms</c>, <c>2s</c>, <c>5m</c>, <c>1h</c>, <c>30d</c>; a bare number is seconds.</summary>
public static class Durations
{
    /// <summary>Reads one; false unless it is longer than nothing and shorter than 10,000 years.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        text = text.Trim();
        (double scale, int suffix) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (0.001, 2),
            _ when text.EndsWith('s') => (1, 1),
            _ when text.EndsWith('m') => (60, 1),
            _ when text.EndsWith('h') => (3600, 1),
            _ when text.EndsWith('d') => (86400, 1),
            _ => (1.0, 0),
        };
        bool isRead = double.TryParse(text[..^suffix], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value > 0 && value * scale < TimeSpan.MaxValue.TotalSeconds / 2;
        duration = isRead ? TimeSpan.FromSeconds(value * scale) : default;
        return isRead;
    }
}
