namespace LlmEval.Worker.Templates;

/// <summary>
/// A chat template in the subset of Jinja that GGUF files use, as Hugging Face's <c>apply_chat_template</c> renders it: <c>trim_blocks</c> and
/// <c>lstrip_blocks</c> on, what is undefined prints nothing, <c>tojson</c> without escapes, <c>break</c> and <c>continue</c>, no way to change what
/// it was given. What is not supported fails, with its line; nothing is left out silently.
/// </summary>
internal sealed class JinjaTemplate
{
    /// <summary>Longest template in characters: forty times the longest that is known.</summary>
    private const int Longest = 1 << 20;

    private readonly IReadOnlyList<JinjaNode> _nodes;

    private JinjaTemplate(IReadOnlyList<JinjaNode> nodes) => _nodes = nodes;

    /// <summary>Reads a template.</summary>
    /// <exception cref="JinjaException">It cannot be parsed, or uses a statement that is not supported.</exception>
    public static JinjaTemplate Parse(string source) => source.Length > Longest
        ? throw new JinjaException(0, "it is longer than any chat template")
        : new JinjaTemplate(JinjaParser.Parse(source));

    /// <summary>Renders it.</summary>
    /// <param name="values">The variables: null, bool, long, double, string, <see cref="JinjaList"/> and <see cref="JinjaMapping"/>.</param>
    /// <param name="date">What <c>strftime_now</c> takes for now; null: the template has no such function, because answers must not depend on the day.</param>
    /// <exception cref="JinjaException">It refuses (<see cref="JinjaException.IsRefusal"/>), or does what is not supported.</exception>
    public string Render(IEnumerable<KeyValuePair<string, object?>> values, DateTime? date = null) =>
        new JinjaEvaluator(new JinjaRun(), values, date).Render(_nodes);
}
