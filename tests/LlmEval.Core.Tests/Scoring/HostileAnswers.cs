namespace LlmEval.Scoring;

/// <summary>Texts that a model might answer and that a scorer might stumble over, by name.</summary>
internal static class HostileAnswers
{
    public const string Ordinary = "The refund of 59.90 EUR was issued on 2024-05-01; see https://contoso.com/refunds [1].";

    /// <summary>Stretches that are repeated up to a length.</summary>
    private static readonly string[] s_repeated =
    [
        "a", "a ", "the ", "ab", "Aa", "1", "1 ", "1,", "1.", "1-", "1:", "1/", "12 ", "123 ", "4111 ", "1.2.3.4 ", "0", "-", " -", ".", "..", "@", "a@", "a@b.", "a@b.de ", ":", "::", "+", "+4", "(1) ", "=", "=:", "key=",
        "token: a1", "ey", "eyJhbGciOi.", "AKIA", "sk-", "xoxb-1", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----\n", "PRIVATE KEY", "http://", "https://a.b/", "www.", "[1]", "[", "]", "[[", "(", ")", "((", "{", "}", "{}", "{\"a\":", "[1,",
        "\"", "'", "\"a", "\"a\" ", "\\", "\\\"", "`", "```", "```json\n", "```json\n{", "<", ">", "<a>", "</a>", "<a ", "<a b=\"", "<!--", "<![CDATA[", "<?", "<!DOCTYPE a [<!ENTITY ", "&#x41;", "&amp;", "%41", "0x", "\\x41", "41 ", "/*", "--", ";",
        "SELECT ", "SELECT (", "SELECT 1;", "CASE WHEN ", "(SELECT ", "$(", "| sh ", "![](", "](", "I cannot ", "I'm sorry, but ", "Jan ", "1 January ", "January 1, ", "Mr. ", "A ", "A. ", "Ab Cd ", "one ", "twenty-", "million ", "2024-01-", "1/1/", "%", "$1",
        "\n", "\r\n", "\n\n", "\t", " ", "\0", "\u0001", "\ud83d", "\ude00", "\ud83d\ud83d\ude00", "\ud83d\ude00", "\ud83d\udc69\u200d\ud83d\udcbb", "a\u0301", "\u0301", "\u200b", "\u202e", "\u05d0\u05d1 ", "\u0627\u0644", "\u6771\u4eac", "\u0130", "\u00df", "\ufb01",
        "\uff11", "\u0661", "\ufffd", "\ufeff", "\u00a0", "\u2028", "\u201c", "\u201d", "\u2019", "\u3010", "{{", "{{a}}", "ssn 1", "phone 5 ", "nhs 1", "number ", "ab12", "GB82 WEST ", "GB82", "AB12", "AB 12 ", "a1 ", "\u0430", "4", "NaN ",
    ];

    private static readonly string[] s_single =
    [
        "", " ", "\0", "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "{\"category\": NaN}", "{\"category\": 1e999}", "{\"category\": \"\\ud83d\"}", "{\"\\ud83d\": 1}", "null", "[]", "{}", "\"\"", "0", "-0", "{\"a\":1,\"a\":2}",
        "{\"reason\":\"x\",\"verdict\":null}", "{\"reason\":\"x\",\"verdict\":1e999}", "{\"reason\":\"x\",\"verdict\":\"\"}", "{\"claims\":[null]}", "{\"claims\":{}}", "{\"claims\":[{\"claim\":1,\"quote\":[]}]}", "{\"questions\":[null,\"\",\"\"]}",
    ];

    public static IReadOnlyList<(string Name, string Text)> All(int length)
    {
        const int Deep = 10_000;
        return
        [
            .. s_single.Select(s => (s, s)),
            .. s_repeated.Select(s => ($"{s} repeated", Repeat(s, length))),
            ("deep arrays", new string('[', Deep) + new string(']', Deep)),
            ("deep objects", string.Concat(Enumerable.Repeat("{\"a\":", Deep)) + "1" + new string('}', Deep)),
            ("deep elements", string.Concat(Enumerable.Repeat("<a>", Deep)) + string.Concat(Enumerable.Repeat("</a>", Deep))),
            ("deep parentheses", "SELECT " + new string('(', Deep) + "1" + new string(')', Deep)),
            ("deep quotation", string.Concat(Enumerable.Repeat("\u201ca ", Deep)) + string.Concat(Enumerable.Repeat("\u201d", Deep))),
            ("a long word", Repeat("abcdefghij", length) + "!"),
            ("different words", string.Concat(Enumerable.Range(0, length / 8).Select(i => $"w{i} "))),
            ("different numbers", string.Concat(Enumerable.Range(0, length / 8).Select(i => $"{i} "))),
            ("a long array", "[" + Repeat("1,", length) + "1]"),
            ("a long object", "{" + string.Concat(Enumerable.Range(0, length / 12).Select(i => $"\"k{i}\":1,")) + "\"z\":1}"),
            ("a long string", "\"" + Repeat("\\u0041", length) + "\""),
        ];
    }

    public static string Repeat(string part, int length) => string.Concat(Enumerable.Repeat(part, Math.Max(1, length / part.Length)));
}
