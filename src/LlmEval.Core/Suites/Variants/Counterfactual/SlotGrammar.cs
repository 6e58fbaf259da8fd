using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Suites.Variants.Counterfactual;

/// <summary>Looks at the texts around slots: "a" before a vowel, "an" before a consonant, and forms without the name of one.</summary>
internal sealed class SlotGrammar(CounterfactualPlan plan)
{
    private readonly HashSet<(Location, string)> _seen = [];

    /// <summary>The grammar of a suite's slots; null when it has none.</summary>
    public static SlotGrammar? Of(EvalSuite suite) => suite.Expanders.OfType<CounterfactualExpander>().FirstOrDefault() is { } expander ? new SlotGrammar(expander.Plan) : null;

    /// <summary>Looks at the prompt's messages and the case's turns, at each once.</summary>
    /// <param name="prompt">The suite's prompt, or null.</param>
    /// <param name="testCase">A case that they are filled with.</param>
    /// <param name="diagnostics">Where warnings go.</param>
    public void Check(PromptTemplate? prompt, EvalCase testCase, DiagnosticBag diagnostics)
    {
        foreach (PromptMessage message in prompt?.Messages ?? []) { Check(message.Content, testCase, diagnostics); }

        foreach (EvalTurn turn in testCase.Turns) { Check(turn.User, testCase, diagnostics); }
    }

    private void Check(Template template, EvalCase testCase, DiagnosticBag diagnostics)
    {
        int at = 0;
        foreach (TemplateVariable variable in template.Variables)
        {
            // Placeholders are in the order of the text.
            int open = Open(template.Source, variable.Path, at);
            if (open < 0) { continue; }

            at = open + 2;
            string path = variable.Path.StartsWith("vars.", StringComparison.Ordinal) ? variable.Path[5..] : variable.Path;
            string[] parts = path.Split('.', 2);
            if (plan.Slots.FirstOrDefault(s => s.Variable == parts[0]) is not { } slot || testCase.Vars[slot.Variable] is not { } value) { continue; }

            if (!_seen.Add((variable.Location, variable.Path))) { continue; }

            if (parts.Length == 1 && value.Kind == CaseValueKind.Mapping)
            {
                string forms = string.Join(", ", value.Members.Select(m => m.Key).Where(k => char.IsLower(k[0])));
                diagnostics.Add(Diagnostics.SlotGrammar, variable.Location, $"'{{{{{path}}}}}' stands for several grammatical forms at once. Name one, such as '{{{{{path}.{value.Members[^1].Key}}}}}': {forms}.");
            }

            if (Article(template.Source, open) is { } article) { CheckArticle(article, slot, path, parts.ElementAtOrDefault(1), variable.Location, diagnostics); }
        }
    }

    private static void CheckArticle(string article, Slot slot, string path, string? form, Location location, DiagnosticBag diagnostics)
    {
        bool isAn = article.Length == 2;
        foreach (string text in slot.Groups.SelectMany(g => g.Values).Select(v => v.Kind == CaseValueKind.Text ? v.Text : form is null ? string.Empty : v[form]?.Text ?? string.Empty))
        {
            if (text.Length == 0 || Articles.NeedsAn(text) == isAn) { continue; }

            diagnostics.Add(Diagnostics.SlotGrammar, location,
                $"'{article} {{{{{path}}}}}' becomes '{article} {text}', which is wrong and differs between groups by more than the group. Write the sentence without the article, or keep to values that need '{article}'.");
            return;
        }
    }

    private static int Open(string source, string path, int from)
    {
        for (int at = from; (at = source.IndexOf("{{", at, StringComparison.Ordinal)) >= 0; at++)
        {
            int close = source.IndexOf("}}", at, StringComparison.Ordinal);
            if (close > 0 && source.AsSpan(at + 2, close - at - 2).Trim(' ').SequenceEqual(path)) { return at; }
        }

        return -1;
    }

    /// <summary>The article right before a placeholder, or null.</summary>
    private static string? Article(string source, int open)
    {
        ReadOnlySpan<char> before = source.AsSpan(0, open);
        ReadOnlySpan<char> word = before.TrimEnd();
        if (word.Length == before.Length) { return null; }

        int start = word.LastIndexOfAny([' ', '\n', '\t', '(', '"']) + 1;
        string last = word[start..].ToString();
        return last is "a" or "an" or "A" or "An" ? last : null;
    }
}
