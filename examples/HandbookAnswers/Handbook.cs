using System.Text.RegularExpressions;
using LlmEval.Model;

namespace HandbookAnswers;

/// <summary>The passages of the handbook, found by the words they share with a question.</summary>
internal sealed partial class Handbook
{
    private readonly (Passage Passage, HashSet<string> Words)[] _passages;

    private Handbook(IEnumerable<Passage> passages) => _passages = [.. passages.Select(p => (p, Words(p.Text)))];

    /// <summary>Reads the embedded pages; a heading and what follows it is a passage, cited as <c>page#number</c>.</summary>
    public static Handbook Load()
    {
        List<Passage> passages = [];
        foreach (string name in typeof(Handbook).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using StreamReader reader = new(typeof(Handbook).Assembly.GetManifestResourceStream(name)!);
            string page = name.Split('.')[^2];
            string[] parts = reader.ReadToEnd().ReplaceLineEndings("\n").Split("# ", StringSplitOptions.RemoveEmptyEntries);
            passages.AddRange(parts.Select((text, i) => new Passage(text.Trim(), $"{page}#{i + 1}", page + ".md")));
        }

        return new Handbook(passages);
    }

    /// <summary>The passages that fit best, the best first: each shared word counts the more the rarer it is, in a question of many words less.</summary>
    public IReadOnlyList<Passage> Search(string question, int count)
    {
        HashSet<string> wanted = Words(question);
        return
        [
            .. _passages.Select(p => p.Passage with { Score = Math.Round(p.Words.Where(wanted.Contains).Sum(Rarity) / Math.Max(1, wanted.Count), 3) })
                .Where(p => p.Score >= 0.5).OrderByDescending(p => p.Score).ThenBy(p => p.Id, StringComparer.Ordinal).Take(count),
        ];
    }

    private double Rarity(string word) => Math.Log((double)_passages.Length / _passages.Count(p => p.Words.Contains(word)));

    /// <summary>Words without the plural's s: enough for a handbook of six passages.</summary>
    private static HashSet<string> Words(string text) =>
        [.. Word().Matches(text.ToLowerInvariant()).Select(m => m.Value.TrimEnd('s')).Where(w => w.Length > 2)];

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Word();
}
