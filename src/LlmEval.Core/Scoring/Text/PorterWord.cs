namespace LlmEval.Scoring.Text;

/// <summary>A word while Porter's steps take its suffixes off, in lower case; the names of the steps are those of the paper.</summary>
/// <param name="letters">The word, with room for one letter more.</param>
/// <param name="length">Its length.</param>
internal ref struct PorterWord(Span<char> letters, int length)
{
    private readonly Span<char> _letters = letters;

    /// <summary>How long it is by now.</summary>
    public int Length { get; private set; } = length;

    private readonly ReadOnlySpan<char> Word => _letters[..Length];

    public void Strip()
    {
        Plural();
        Past();
        if (Ends("y") && Length > 2 && IsConsonant(Length - 2)) { _letters[Length - 1] = 'i'; }

        Step2();
        Step3();
        Step4();
        Step5();
    }

    // Step 1a; four letters ending in 'ies' are NLTK's.
    private void Plural()
    {
        if (Ends("ies")) { Length -= Length == 4 ? 1 : 2; }
        else if (Ends("sses")) { Length -= 2; }
        else if (Ends("s") && !Ends("ss")) { Length--; }
    }

    // Step 1b; 'ied' is NLTK's.
    private void Past()
    {
        if (Ends("ied"))
        {
            Length -= Length == 4 ? 1 : 2;
            return;
        }

        if (Ends("eed"))
        {
            if (Measure(Length - 3) > 0) { Length--; }

            return;
        }

        if (Ends("ed") && HasVowel(Length - 2)) { Length -= 2; }
        else if (Ends("ing") && HasVowel(Length - 3)) { Length -= 3; }
        else { return; }

        char last = _letters[Length - 1];
        if (Ends("at") || Ends("bl") || Ends("iz")) { Append('e'); }
        else if (Length >= 2 && last == _letters[Length - 2] && IsConsonant(Length - 1))
        {
            if (last is not ('l' or 's' or 'z')) { Length--; }
        }
        else if (Ends("*d"))
        {
            // NLTK writes the condition of a doubled letter as this suffix, and so takes it for one where a word ends in it.
            Length--;
            _letters[Length - 1] = 'd';
        }
        else if (Measure(Length) == 1 && EndsShort(Length)) { Append('e'); }
    }

    private void Step2()
    {
        while (Ends("alli") && Measure(Length - 4) > 0) { Length -= 2; }

        _ = Rule("ational", "ate") || Rule("tional", "tion") || Rule("enci", "ence") || Rule("anci", "ance") || Rule("izer", "ize")
            || Rule("bli", "ble") || Rule("alli", "al") || Rule("entli", "ent") || Rule("eli", "e") || Rule("ousli", "ous")
            || Rule("ization", "ize") || Rule("ation", "ate") || Rule("ator", "ate") || Rule("alism", "al") || Rule("iveness", "ive")
            || Rule("fulness", "ful") || Rule("ousness", "ous") || Rule("aliti", "al") || Rule("iviti", "ive") || Rule("biliti", "ble")
            || Rule("fulli", "ful") || Logi();
    }

    private void Step3() => _ = Rule("icate", "ic") || Rule("ative", "") || Rule("alize", "al") || Rule("iciti", "ic") || Rule("ical", "ic")
        || Rule("ful", "") || Rule("ness", "");

    private void Step4() => _ = Drop("al") || Drop("ance") || Drop("ence") || Drop("er") || Drop("ic") || Drop("able") || Drop("ible")
        || Drop("ant") || Drop("ement") || Drop("ment") || Drop("ent") || Ion() || Drop("ou") || Drop("ism") || Drop("ate") || Drop("iti")
        || Drop("ous") || Drop("ive") || Drop("ize");

    private void Step5()
    {
        if (Ends("e"))
        {
            int measure = Measure(Length - 1);
            if (measure > 1 || (measure == 1 && !EndsShort(Length - 1))) { Length--; }
        }

        if (Ends("ll") && Measure(Length - 1) > 1) { Length--; }
    }

    // The first suffix that fits ends a step, whether its condition holds or not.
    private bool Rule(string suffix, string replacement)
    {
        if (!Ends(suffix)) { return false; }

        int stem = Length - suffix.Length;
        if (Measure(stem) > 0)
        {
            replacement.CopyTo(_letters[stem..]);
            Length = stem + replacement.Length;
        }

        return true;
    }

    private bool Drop(string suffix)
    {
        if (!Ends(suffix)) { return false; }

        if (Measure(Length - suffix.Length) > 1) { Length -= suffix.Length; }

        return true;
    }

    // The l counts as the stem's, so that 'geologi' has one.
    private bool Logi()
    {
        if (!Ends("logi")) { return false; }

        if (Measure(Length - 3) > 0) { Length--; }

        return true;
    }

    private bool Ion()
    {
        if (!Ends("ion")) { return false; }

        if (Measure(Length - 3) > 1 && _letters[Length - 4] is 's' or 't') { Length -= 3; }

        return true;
    }

    private readonly bool Ends(string suffix) => Word.EndsWith(suffix, StringComparison.Ordinal);

    private void Append(char letter) => _letters[Length++] = letter;

    private readonly bool IsConsonant(int index)
    {
        // A y is one unless a consonant precedes it, which may itself be a y.
        int y = index;
        while (y > 0 && _letters[y] == 'y') { y--; }

        bool isConsonant = _letters[y] is not ('a' or 'e' or 'i' or 'o' or 'u');
        return ((index - y) & 1) == 0 ? isConsonant : !isConsonant;
    }

    // How often a consonant follows a vowel.
    private readonly int Measure(int end)
    {
        int measure = 0;
        bool before = true;
        for (int i = 0; i < end; i++)
        {
            bool isConsonant = _letters[i] switch
            {
                'a' or 'e' or 'i' or 'o' or 'u' => false,
                'y' => i == 0 || !before,
                _ => true,
            };
            if (isConsonant && !before) { measure++; }

            before = isConsonant;
        }

        return measure;
    }

    private readonly bool HasVowel(int end)
    {
        for (int i = 0; i < end; i++)
        {
            if (_letters[i] is 'a' or 'e' or 'i' or 'o' or 'u' || (_letters[i] == 'y' && !IsConsonant(i))) { return true; }
        }

        return false;
    }

    // Condition *o of the paper: consonant, vowel, consonant but w, x, y; and NLTK's two letters, vowel and consonant.
    private readonly bool EndsShort(int end) =>
        (end >= 3 && IsConsonant(end - 3) && !IsConsonant(end - 2) && IsConsonant(end - 1) && _letters[end - 1] is not ('w' or 'x' or 'y'))
        || (end == 2 && !IsConsonant(0) && IsConsonant(1));
}
