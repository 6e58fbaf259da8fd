using System.Globalization;
using LlmEval.Worker.Inference;

namespace LlmEval.Worker.Scheduling;

/// <summary>The beginnings that are kept, each in a sequence of its own behind those of the slots.</summary>
internal sealed class PrefixStore
{
    /// <summary>Beginnings kept at a time: a model under test and a judge on the same weights, with room to change.</summary>
    public const int Most = 4;

    /// <summary>Requests in a row that do without a beginning before it is forgotten: each step pays for every cell in use, read or not.</summary>
    public const int Patience = 64;

    private readonly DecodeContext _context;
    private readonly Prefix[] _prefixes;
    private long _requests;

    /// <summary>Creates it.</summary>
    /// <param name="context">Where they are remembered.</param>
    /// <param name="firstSequence">The first of <see cref="Most"/> sequences.</param>
    public PrefixStore(DecodeContext context, int firstSequence)
    {
        _context = context;
        _prefixes = [.. Enumerable.Range(firstSequence, Most).Select(i => new Prefix(i))];
    }

    /// <summary>Cells in use; those that two beginnings share are counted twice, to be on the safe side.</summary>
    public int Cells => _prefixes.Sum(p => p.Tokens.Length);

    /// <summary>Another request began, on whichever beginning: those that nobody has begun with for long are forgotten.</summary>
    public void Began()
    {
        _requests++;
        foreach (Prefix prefix in _prefixes)
        {
            if (prefix.Users == 0 && _requests - prefix.LastUse > Patience) { Drop(prefix); }
        }
    }

    /// <summary>The one that has most in common with a prompt, and how much; none for less than <see cref="PrefixChoice.Least"/>, which is not worth keeping it.</summary>
    public (Prefix? Prefix, int Length) Longest(ReadOnlySpan<int> prompt)
    {
        Prefix? best = null;
        int length = 0;
        foreach (Prefix prefix in _prefixes)
        {
            int common = PrefixChoice.Common(prompt, prefix.Tokens);
            if (common > length && common >= PrefixChoice.Least) { (best, length) = (prefix, common); }
        }

        return (best, length);
    }

    /// <summary>Lets a sequence begin with the first tokens of a kept beginning.</summary>
    public void Use(Prefix prefix, int sequence, int length)
    {
        _context.Share(prefix.Sequence, sequence, length);
        prefix.LastUse = _requests;
    }

    /// <summary>Forgets those that nobody stands on, except one.</summary>
    public void DropUnused(Prefix? except)
    {
        foreach (Prefix prefix in _prefixes)
        {
            if (prefix.Users == 0 && prefix != except) { Drop(prefix); }
        }
    }

    /// <summary>Keeps a beginning; the one that was not used for longest gives way. Null when there is no room.</summary>
    /// <param name="tokens">The beginning.</param>
    /// <param name="parent">A kept one that it continues; null when none.</param>
    /// <param name="inherited">Tokens that it has from the parent.</param>
    /// <param name="reader">A sequence that has read all of it already; null when none.</param>
    /// <param name="freeCells">Cells that nobody has.</param>
    public Prefix? Keep(int[] tokens, Prefix? parent, int inherited, int? reader, int freeCells)
    {
        Prefix? free = Array.Find(_prefixes, p => p.Tokens.Length == 0)
            ?? _prefixes.Where(p => p.Users == 0 && p != parent).MinBy(p => p.LastUse);
        if (free is null || tokens.Length > freeCells + free.Tokens.Length) { return null; }

        Drop(free);
        if (reader is { } sequence)
        {
            _context.Share(sequence, free.Sequence, tokens.Length);
        }
        else
        {
            if (inherited > 0) { _context.Share(parent!.Sequence, free.Sequence, inherited); }
            if (!Decode(tokens, inherited, free.Sequence)) { return null; }
        }

        (free.Tokens, free.LastUse) = (tokens, _requests);
        return free;
    }

    private bool Decode(int[] tokens, int from, int sequence)
    {
        for (int i = from; i < tokens.Length; i++)
        {
            _context.Add(tokens[i], i, sequence, wantLogits: false);
            if (_context.Room > 0 && i < tokens.Length - 1) { continue; }

            int result = _context.Decode();
            if (result == 0) { continue; }

            _context.Forget(sequence);
            return result == 1
                ? false
                : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"llama_decode returned {result}."));
        }

        return true;
    }

    private void Drop(Prefix prefix)
    {
        if (prefix.Tokens.Length > 0) { _context.Forget(prefix.Sequence); }

        prefix.Tokens = [];
    }
}
