using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>Which case of the suite is which case of the baseline.</summary>
internal sealed class Pairing
{
    private Pairing(int[] partner) => Partner = partner;

    /// <summary>For each case its index in the baseline; -1 when it is new or edited.</summary>
    public int[] Partner { get; }

    public List<string> New { get; } = [];

    public List<string> Edited { get; } = [];

    public List<string> Vanished { get; } = [];

    /// <summary>Paired cases whose request is the baseline's too.</summary>
    public int SameRequest { get; private set; }

    /// <summary>Pairs cases (sorted by id) by id and inputs.</summary>
    public static Pairing Of(IReadOnlyList<CaseScores> cases, Baseline? baseline, bool isPartial)
    {
        Pairing pairing = new(new int[cases.Count]);
        Array.Fill(pairing.Partner, -1);
        if (baseline is null) { return pairing; }

        bool[] seen = new bool[baseline.Cases.Count];
        for (int i = 0; i < cases.Count; i++)
        {
            int partner = baseline.IndexOf(cases[i].Id);
            if (partner < 0) { pairing.New.Add(cases[i].Id); continue; }

            seen[partner] = true;
            if (baseline.Cases[partner].InputsHash != cases[i].InputsHash)
            {
                pairing.Edited.Add(cases[i].Id);
                continue;
            }

            pairing.Partner[i] = partner;
            if (baseline.Cases[partner].RequestKey == cases[i].RequestKey) { pairing.SameRequest++; }
        }

        for (int b = 0; b < seen.Length && !isPartial; b++)
        {
            if (!seen[b]) { pairing.Vanished.Add(baseline.Cases[b].Id); }
        }

        return pairing;
    }
}
