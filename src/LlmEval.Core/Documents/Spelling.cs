namespace LlmEval.Documents;

/// <summary>Edit distance, to name the word that was probably meant.</summary>
public static class Spelling
{
    /// <summary>Distance in UTF-16 units: insertions, deletions, substitutions and swaps of neighbours, none edited twice (optimal string alignment).</summary>
    public static int Distance(string left, string right)
    {
        int[] previous = new int[right.Length + 1];
        int[] current = new int[right.Length + 1];
        int[] beforeThat = new int[right.Length + 1];
        for (int j = 0; j <= right.Length; j++) { previous[j] = j; }

        for (int i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int substitution = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), substitution);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) { current[j] = Math.Min(current[j], beforeThat[j - 2] + 1); }
            }

            (beforeThat, previous, current) = (previous, current, beforeThat);
        }

        return previous[right.Length];
    }
}
