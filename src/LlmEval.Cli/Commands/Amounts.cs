using System.Globalization;
using LlmEval.Model;

namespace LlmEval.Cli.Commands;

/// <summary>Ages and sizes as somebody typed them; a point is the decimal sign whatever the culture.</summary>
internal static class Amounts
{
    private static readonly (string Unit, double Factor)[] s_ages = [("m", 60), ("h", 3600), ("d", 86_400), ("w", 604_800)];

    private static readonly (string Unit, double Factor)[] s_sizes =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
    ];

    /// <summary><c>30d</c>, <c>12h</c>, <c>1.5w</c>.</summary>
    /// <exception cref="LlmEvalException">LLM3016: it is none.</exception>
    public static TimeSpan Age(string text, string option) => TimeSpan.FromSeconds(
        Read(text, s_ages, TimeSpan.MaxValue.TotalSeconds / 2) ?? throw Usage(option, text, "an age such as 12h, 30d or 8w"));

    /// <summary><c>2GB</c>, <c>500MB</c>, <c>1.5GiB</c>.</summary>
    /// <exception cref="LlmEvalException">LLM3016: it is none.</exception>
    public static long Size(string text, string option) =>
        (long)(Read(text, s_sizes, 1e18) ?? throw Usage(option, text, "a size such as 500MB, 2GB or 1.5GiB"));

    /// <summary>A number of bytes for people: <c>1.5 MB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };

    private static double? Read(string text, (string Unit, double Factor)[] units, double most)
    {
        foreach ((string unit, double factor) in units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) { continue; }

            bool isNumber = double.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
            return isNumber && number * factor <= most ? number * factor : null;
        }

        return null;
    }

    private static LlmEvalException Usage(string option, string text, string expected) =>
        new(Diagnostics.Usage.At(Location.None, $"{option} must be {expected}, not '{text}'."));
}
