using System.Buffers;

namespace LlmEval.Scoring.Safety.Pii;

/// <summary>
/// Finds personal data by its form and its check digits, without a model: one pass over the text, time linear in its length. Digits and
/// letters are ASCII; what surrounds them may be anything, also half a surrogate pair.
/// </summary>
public static class PiiScanner
{
    private static readonly SearchValues<char> s_anchors = SearchValues.Create("0123456789@:-");

    /// <summary>Finds it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="entities">What to look for; null for everything.</param>
    /// <param name="needsContext">
    /// Whether numbers of nine or ten digits, and national telephone numbers, count only beside a word that says what they are. A tenth
    /// of all order numbers have the right check digit by chance.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found, in the order of the text; of places that overlap the longest.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<PiiFinding> Scan(
        ReadOnlySpan<char> text, IReadOnlySet<PiiEntity>? entities = null, bool needsContext = true, CancellationToken cancellationToken = default)
    {
        List<PiiFinding>? found = ScanAll(text, needsContext, cancellationToken);
        if (found is null) { return []; }

        if (entities is not null) { found.RemoveAll(f => !entities.Contains(f.Entity)); }

        return found.Count < 2 ? found : Longest(found);
    }

    /// <summary>Everything that something could be, with what overlaps; null for nothing.</summary>
    internal static List<PiiFinding>? ScanAll(ReadOnlySpan<char> text, bool needsContext, CancellationToken cancellationToken)
    {
        int index = text.IndexOfAny(s_anchors);
        if (index < 0) { return null; }

        List<PiiFinding> found = [];
        PiiText searched = new(text, needsContext, found);
        int afterV6 = 0;
        while (true)
        {
            switch (text[index])
            {
                case '@':
                    EmailDetector.Find(searched, index++);
                    break;
                case ':':
                    MacDetector.Find(searched, index);
                    if (index >= afterV6) { afterV6 = IpDetector.FindV6(searched, index); }

                    index++;
                    break;
                case '-':
                    MacDetector.Find(searched, index++);
                    break;
                default:
                    int group = searched.Digits(index);
                    Number(searched, index, group);
                    index += group;
                    cancellationToken.ThrowIfCancellationRequested();
                    break;
            }

            int next = text[index..].IndexOfAny(s_anchors);
            if (next < 0) { return found.Count == 0 ? null : found; }

            index += next;
        }
    }

    private static void Number(in PiiText text, int start, int group)
    {
        char before = text[start - 1];
        if (char.IsAsciiLetter(before) || Separators.IsSpaceOrDash(before))
        {
            if (group >= 2) { IbanDetector.Find(text, start); }

            NinoDetector.Find(text, start);
        }

        if (PiiText.IsWord(before) || group > 19) { return; }

        CardDetector.Find(text, start);
        NineDigitDetector.Find(text, start, group);
        TenDigitDetector.Find(text, start, group);
        IpDetector.FindV4(text, start, group);
        PhoneDetector.Find(text, start);
    }

    private static List<PiiFinding> Longest(List<PiiFinding> found)
    {
        // By length, then by the order of the entities: one that is told by more of its form comes first.
        List<PiiFinding> kept = [];
        foreach (PiiFinding one in found.OrderBy(f => f.Start).ThenByDescending(f => f.Length).ThenBy(f => f.Entity))
        {
            if (kept.Count == 0 || kept[^1].End <= one.Start) { kept.Add(one); }
            else if (one.Length > kept[^1].Length) { kept[^1] = one; }
        }

        return kept;
    }
}
