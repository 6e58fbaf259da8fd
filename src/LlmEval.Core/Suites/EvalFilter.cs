using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites;

/// <summary>
/// Chooses suites, cases and models: <c>tag=pr|nightly;suite=triage;case=outage*;model!=gpt</c>. Terms are separated by
/// <c>;</c> or <c>,</c>; all keys must fit, of the values of one key (<c>|</c>, or the key again) one; <c>!=</c> excludes;
/// <c>*</c> stands for any characters; letters compare without case; <c>case='a;b'</c> is exactly that text, see <see cref="FilterPattern"/>.
/// </summary>
public sealed class EvalFilter
{
    /// <summary>Chooses everything.</summary>
    public static readonly EvalFilter All = new([]);

    private static readonly string[] Keys = ["tag", "suite", "case", "model"];
    private readonly IReadOnlyList<FilterTerm> _terms;

    private readonly IReadOnlyList<SuiteSelection>? _selection;

    private EvalFilter(IReadOnlyList<FilterTerm> terms, IReadOnlyList<SuiteSelection>? selection = null) => (_terms, _selection) = (terms, selection);

    /// <summary>Whether it chooses everything.</summary>
    public bool IsEmpty => _terms.Count == 0 && _selection is null;

    /// <summary>Chooses exactly some parts, whatever characters their names have.</summary>
    public static EvalFilter Of(IReadOnlyList<SuiteSelection> selection) => new([], selection);

    /// <summary>Parses a filter; an empty text chooses everything.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="diagnostics">Where mistakes go: LLM1025.</param>
    /// <returns>The filter, or null when it has mistakes.</returns>
    public static EvalFilter? Parse(string? text, DiagnosticBag diagnostics)
    {
        List<FilterTerm> terms = [];
        bool valid = true;
        foreach (string term in FilterPattern.Split(text ?? string.Empty, ";,", keepsEmpty: false))
        {
            int equals = term.IndexOf('=', StringComparison.Ordinal);
            bool negated = equals > 0 && term[equals - 1] == '!';
            string key = equals < 0 ? term : term[..(negated ? equals - 1 : equals)].Trim();
            FilterPattern?[] patterns = equals < 0 ? [] : [.. FilterPattern.Split(term[(equals + 1)..], "|", keepsEmpty: true).Select(FilterPattern.Read)];
            string? mistake = equals < 0 ? $"'{Shown(term)}' in the filter is no condition. Write key=value, for instance tag=pr or case=outage*."
                : !Keys.Contains(key) ? MappingReader.UnknownWord($"'{Shown(key)}' is not a key of a filter", key, Keys)
                : patterns.Any(p => p is null) ? $"A quote in '{Shown(term)}' of the filter is not closed at the end of its value. Write for instance {key}='a b', and '' for a quote within."
                : patterns.Any(p => p!.Value.Text.Length == 0) ? $"'{Shown(term)}' in the filter lacks a value. Write for instance {key}=value."
                : null;
            if (mistake is not null)
            {
                valid = false;
                diagnostics.Add(Diagnostics.BadFilter, Location.None, mistake);
                continue;
            }

            terms.Add(new FilterTerm(key, negated, [.. patterns.Select(p => p!.Value)]));
        }

        return valid ? new EvalFilter(terms) : null;
    }

    /// <summary>
    /// Whether a suite is chosen as far as can be told without its data: false only when no case and no model of it can be.
    /// </summary>
    public bool Matches(EvalSuite suite) => _selection?.Any(s => s.Suite == suite.Name) != false
        && Holds("suite", [suite.Name]) && (suite.Models.Count == 0 || suite.Models.Any(m => Holds("model", [m.Name])))
        && (suite.Data.Count > 0 || suite.Expanders.Count > 0 ? Admits(suite.Tags) : suite.CasesInPlace.Count == 0 ? Holds("tag", suite.Tags) : suite.CasesInPlace.Any(c => Matches(suite, c)));

    /// <summary>Whether a suite is chosen with a model, as far as can be told without its data.</summary>
    public bool Matches(EvalSuite suite, string model) => Matches(suite) && _selection?.Any(s => s.Has(suite.Name, model)) != false && Holds("model", [model]);

    /// <summary>Whether a case is chosen; its tags contain those of its suite.</summary>
    public bool Matches(EvalSuite suite, EvalCase item) =>
        _selection?.Any(s => s.Suite == suite.Name && s.CaseIds?.Contains(item.Id) != false) != false
        && Holds("suite", [suite.Name]) && Holds("case", [item.Id]) && Holds("tag", item.Tags);

    /// <summary>Whether a case is chosen with a model.</summary>
    public bool Matches(EvalSuite suite, EvalCase item, string model) => Matches(suite, item) && Matches(suite, model)
        && _selection?.Any(s => s.Has(suite.Name, model) && s.CaseIds?.Contains(item.Id) != false) != false;

    private bool Holds(string key, IReadOnlyList<string> texts) => !Excludes(key, texts) && Includes(key, texts);

    // A row of a data file, or what is made of a case, may bring a tag that is looked for, but cannot take away one that excludes.
    private bool Admits(IReadOnlyList<string> tags) => !Excludes("tag", tags);

    private bool Excludes(string key, IReadOnlyList<string> texts) =>
        _terms.Any(t => t.IsNegated && t.Key == key && texts.Any(t.Fits));

    private bool Includes(string key, IReadOnlyList<string> texts)
    {
        bool asked = false;
        foreach (FilterTerm term in _terms)
        {
            if (term.IsNegated || term.Key != key) { continue; }

            asked = true;
            if (texts.Any(term.Fits)) { return true; }
        }

        return !asked;
    }

    private static string Shown(string text) => string.Concat(text.Take(60).Select(c => char.IsControl(c) ? '?' : c));
}
