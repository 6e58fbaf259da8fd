namespace LlmEval.Llama.Grammars;

/// <summary>
/// JSON (RFC 8259) in llama.cpp's grammar notation. White space is bounded, so that it cannot go on for ever, and escapes write no surrogates, so that
/// a text has as many characters as the grammar counts.
/// </summary>
internal static class JsonGrammar
{
    /// <summary>Rules <c>value</c>, <c>object</c>, <c>array</c>, <c>string</c>, <c>number</c>, <c>integer</c>, <c>char</c> and <c>ws</c>.</summary>
    public const string Rules =
        """
        value ::= object | array | string | number | "true" | "false" | "null"
        object ::= "{" ws ( pair ( ws "," ws pair )* )? ws "}"
        pair ::= string ws ":" ws value
        array ::= "[" ws ( value ( ws "," ws value )* )? ws "]"
        string ::= "\"" char* "\""
        char ::= plain | "\\" ( ["\\/bfnrt] | "u" ( [0-9a-cA-CefEF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2} ) )
        plain ::= [^"\\\x00-\x1F]
        number ::= integer ( "." [0-9]{1,15} )? ( [eE] [-+]? [0-9]{1,2} )?
        integer ::= "-"? ( "0" | [1-9] [0-9]{0,14} )
        ws ::= ( " " | "\n" [ \t]{0,20} )?
        """;

    /// <summary>One JSON object.</summary>
    public const string Object = "root ::= object ws\n" + Rules;
}
