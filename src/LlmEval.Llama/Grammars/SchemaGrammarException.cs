namespace LlmEval.Llama.Grammars;

/// <summary>A JSON schema that no grammar holds; the message says where in the schema, why, and what to do.</summary>
internal sealed class SchemaGrammarException : Exception
{
    public SchemaGrammarException(string pointer, string reason)
        : base($"{pointer}: {reason}")
    {
    }
}
