namespace LlmEval.Scoring.Text;

/// <summary>
/// The edits of TER between two texts: shifts are made one by one, each the best that there is, as long as one saves edits; what remains
/// is edit distance. Which shifts are looked at, in which order, and when the search ends are those of Tercom and sacrebleu.
/// </summary>
internal static class TerEdits
{
    private const int LongestShift = 10;
    private const int FarthestShift = 50;
    private const int MostCandidates = 1000;

    /// <summary>Texts of more words, or with a larger table, would take seconds.</summary>
    public static bool AreTooLong(int hypothesis, int reference) =>
        reference > 0 && (hypothesis > 4_000 || reference > 20_000 || ((long)hypothesis + 1) * (reference + 1) > 20_000_000);

    public static int Count(int[] hypothesis, int[] reference, CancellationToken cancellationToken)
    {
        if (reference.Length == 0) { return hypothesis.Length; }

        using BeamEditDistance distance = new(hypothesis.Length, reference);
        int[] words = [.. hypothesis];
        int[] best = new int[words.Length];
        int[] candidate = new int[words.Length];
        int shifts = 0, looked = 0;
        while (true)
        {
            int saved = Shift(words, reference, distance, best, candidate, ref looked, cancellationToken);
            // At the limit the shift just found is not made any more.
            if (looked >= MostCandidates || saved <= 0) { return shifts + distance.Between(words); }

            shifts++;
            (words, best) = (best, words);
        }
    }

    // Finds the best shift and how many edits it saves; 0 when there is none to look at.
    private static int Shift(
        int[] words, int[] reference, BeamEditDistance distance, int[] best, int[] candidate, ref int looked, CancellationToken cancellationToken)
    {
        int before = distance.Between(words);
        TerAlignment alignment = distance.Align(words);
        (int Saved, int Length, int Start, int Target)? found = null;
        for (int start = 0; start < words.Length; start++)
        {
            int first = Math.Max(0, start - FarthestShift);
            int end = Math.Min(reference.Length, start + FarthestShift + 1);
            for (int at = first; at < end; at++)
            {
                for (int length = 1; length <= LongestShift; length++)
                {
                    int last = length - 1;
                    if (start + last >= words.Length || at + last >= reference.Length || words[start + last] != reference[at + last]) { break; }

                    // A shift is of use only where both sides are wrong, and not within what it moves.
                    int partner = alignment.Partner(at);
                    if (!alignment.HasHypothesisError(start, length) || !alignment.HasReferenceError(at, length)
                        || (start <= partner && partner < start + length)) { continue; }

                    cancellationToken.ThrowIfCancellationRequested();
                    int previous = -1;
                    for (int offset = -1; offset < length; offset++)
                    {
                        int target = at + offset == -1 ? 0 : alignment.Partner(at + offset) + 1;
                        if (target == previous) { continue; }

                        previous = target;
                        Move(words, start, length, target, candidate);
                        (int Saved, int Length, int Start, int Target) shift = (before - distance.Between(candidate), length, -start, -target);
                        looked++;
                        if (found is null || shift.CompareTo(found.Value) > 0)
                        {
                            found = shift;
                            candidate.CopyTo(best, 0);
                        }
                    }

                    if (looked >= MostCandidates) { return found?.Saved ?? 0; }
                }
            }
        }

        return found?.Saved ?? 0;
    }

    private static void Move(int[] words, int start, int length, int target, int[] moved)
    {
        ReadOnlySpan<int> from = words;
        Span<int> to = moved;
        ReadOnlySpan<int> run = from.Slice(start, length);
        if (target < start)
        {
            from[..target].CopyTo(to);
            run.CopyTo(to[target..]);
            from[target..start].CopyTo(to[(target + length)..]);
            from[(start + length)..].CopyTo(to[(start + length)..]);
            return;
        }

        // Behind itself; a target within the run counts on from its end.
        int end = target > start + length ? target : Math.Min(length + target, words.Length);
        from[..start].CopyTo(to);
        from[(start + length)..end].CopyTo(to[start..]);
        run.CopyTo(to[(end - length)..]);
        from[end..].CopyTo(to[end..]);
    }
}
