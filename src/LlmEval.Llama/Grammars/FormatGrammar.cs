namespace LlmEval.Llama.Grammars;

/// <summary>The formats of JSON Schema that a grammar can hold, as texts between the quotes.</summary>
internal static class FormatGrammar
{
    private const string Date =
        """
        [12] [0-9]{3} "-" ( ( "01" | "03" | "05" | "07" | "08" | "10" | "12" ) "-" ( "0" [1-9] | [12] [0-9] | "3" [01] ) | ( "04" | "06" | "09" | "11" ) "-" ( "0" [1-9] | [12] [0-9] | "30" ) | "02-" ( "0" [1-9] | "1" [0-9] | "2" [0-8] ) )
        """;

    private const string Time =
        """
        ( [01] [0-9] | "2" [0-3] ) ":" [0-5] [0-9] ":" [0-5] [0-9] ( "." [0-9]{1,6} )? ( "Z" | [-+] ( "0" [0-9] | "1" [0-3] ) ":" [0-5] [0-9] )
        """;

    private const string Octet =
        """
        ( [0-9] | [1-9] [0-9] | "1" [0-9]{2} | "2" [0-4] [0-9] | "25" [0-5] )
        """;

    /// <summary>Names of the formats, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = ["date", "date-time", "email", "ipv4", "time", "uuid"];

    /// <summary>The texts of a format; null for a format that is not known.</summary>
    public static string? Of(string format) => format switch
    {
        "date" => Date,
        "time" => Time,
        "date-time" => $"{Date} \"T\" {Time}",
        "uuid" => """[0-9a-f]{8} "-" [0-9a-f]{4} "-" [0-9a-f]{4} "-" [0-9a-f]{4} "-" [0-9a-f]{12}""",
        "ipv4" => $"{Octet} ( \".\" {Octet} ){{3}}",
        "email" => """[a-zA-Z0-9]{1,30} ( [._+-] [a-zA-Z0-9]{1,20} ){0,2} "@" [a-zA-Z0-9]{1,30} ( "." [a-zA-Z0-9]{1,20} ){0,2} "." [a-zA-Z]{2,10}""",
        _ => null,
    };
}
