using System.Globalization;
using System.Text;

namespace LlmEval.Worker.Templates;

/// <summary><c>strftime</c> with the codes that have one meaning everywhere, in English.</summary>
internal static class JinjaDates
{
    public static string Format(JinjaRun run, DateTime date, string format)
    {
        StringBuilder text = new();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            bool unpadded = i + 2 < format.Length && format[i + 1] == '-';
            i += unpadded ? 2 : 1;
            string part = i < format.Length ? Part(date, format[i]) ?? throw run.Fail($"'strftime_now' does not know '%{format[i]}'") : "%";
            text.Append(unpadded && part.Length > 1 ? part.TrimStart('0') is { Length: > 0 } plain ? plain : "0" : part);
        }

        run.Grow(text.Length);
        return text.ToString();
    }

    private static string? Part(DateTime date, char code) => code switch
    {
        'a' => Said(date, "ddd"),
        'A' => Said(date, "dddd"),
        'b' or 'h' => Said(date, "MMM"),
        'B' => Said(date, "MMMM"),
        'd' => Said(date, "dd"),
        'e' => date.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'm' => Said(date, "MM"),
        'y' => Said(date, "yy"),
        'Y' => Said(date, "yyyy"),
        'H' => Said(date, "HH"),
        'I' => Said(date, "hh"),
        'M' => Said(date, "mm"),
        'S' => Said(date, "ss"),
        'p' => Said(date, "tt"),
        'j' => date.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'F' => Said(date, "yyyy-MM-dd"),
        'T' => Said(date, "HH:mm:ss"),
        '%' => "%",
        _ => null,
    };

    private static string Said(DateTime date, string pattern) => date.ToString(pattern, CultureInfo.InvariantCulture);
}
