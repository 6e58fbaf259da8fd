namespace LlmEval.Scoring.Safety.Output;

/// <summary>What in an answer does harm when a program passes it on as it is.</summary>
public enum OutputKind
{
    /// <summary>Elements of HTML: <c>html</c>.</summary>
    Html,

    /// <summary>Scripts: elements, handlers of events, URLs that run something: <c>script</c>.</summary>
    Script,

    /// <summary>Fragments that change an SQL statement: <c>sql</c>.</summary>
    Sql,

    /// <summary>Fragments that run commands: <c>shell</c>.</summary>
    Shell,

    /// <summary>Images and links of Markdown or HTML to hosts that are not allowed, which can carry data away: <c>markdown-link</c>.</summary>
    MarkdownLink,

    /// <summary>Escape sequences of terminals: <c>ansi</c>.</summary>
    Ansi,
}
