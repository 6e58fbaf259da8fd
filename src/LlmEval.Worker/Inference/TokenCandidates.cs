using LlmEval.Worker.Native;

namespace LlmEval.Worker.Inference;

/// <summary>Tokens with their logits, among which samplers choose: the native library's array, filled and emptied here.</summary>
internal sealed unsafe class TokenCandidates
{
    private readonly NativeCandidate[] _items;
    private NativeCandidates _array;

    /// <summary>Creates room for a vocabulary.</summary>
    public TokenCandidates(int vocabulary) => _items = GC.AllocateArray<NativeCandidate>(vocabulary, pinned: true);

    /// <summary>How many there are now.</summary>
    public int Count => (int)_array.Count;

    /// <summary>The token that a sampler selected; null when it selected none.</summary>
    public int? Selected => _array.Selected >= 0 && _array.Selected < (long)_array.Count ? _items[_array.Selected].Token : null;

    /// <summary>Takes every token with its logit.</summary>
    public void Fill(ReadOnlySpan<float> logits)
    {
        for (int i = 0; i < logits.Length; i++) { _items[i] = new NativeCandidate { Token = i, Logit = logits[i] }; }

        Reset(logits.Length);
    }

    /// <summary>Takes one token.</summary>
    public void Fill(int token)
    {
        _items[0] = new NativeCandidate { Token = token };
        Reset(1);
    }

    /// <summary>Lets a sampler work on them.</summary>
    public void Apply(nint sampler)
    {
        fixed (NativeCandidates* array = &_array) { LlamaNative.llama_sampler_apply(sampler, array); }
    }

    /// <summary>Keeps those that are still possible and that <paramref name="fits"/> takes.</summary>
    public void Keep(Func<int, bool> fits)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!float.IsNegativeInfinity(_items[i].Logit) && fits(_items[i].Token)) { _items[kept++] = _items[i]; }
        }

        Reset(kept);
    }

    private void Reset(int count) => _array = new NativeCandidates
    {
        Items = (NativeCandidate*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_items, 0),
        Count = (nuint)count,
        Selected = -1,
    };
}
