using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Gating.Baselines;

/// <summary>Any baseline that the tool could write, from a seed: strange names, every state, every number of samples.</summary>
internal static class RandomBaseline
{
    private static readonly string[] s_scraps = ["a", "Ä", "\"", "\\", "\n", "<<<<<<< ", "日本", "😀", " ", "{", "\u2028", "'", "/", "\t", "=", "ſ"];

    public static Baseline Of(int seed, int cases = 12)
    {
        Random random = new(seed);
        int samples = random.Next(1, 5);
        BaselineMetric[] metrics = [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => new BaselineMetric(
            $"{i}{Name(random)}", Name(random), Name(random), random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0, Name(random)))];
        SortedDictionary<string, CaseScores> byId = new(StringComparer.Ordinal);
        for (int i = 0; i < cases; i++)
        {
            string id = $"{Name(random)}{i}";
            byId[id] = new CaseScores
            {
                Id = id, InputsHash = Hash128.Of(Name(random)), RequestKey = Hash128.Of(Name(random)), MustPass = random.Next(2) == 0, Samples = Rows(random, metrics, samples),
            };
        }

        return new Baseline
        {
            Suite = Name(random), Model = Name(random), ModelIdentity = Name(random), SamplesPerCase = samples,
            IsDeterministic = samples == 1 && random.Next(2) == 0,
            Entries = [.. Enumerable.Range(0, random.Next(0, 4)).Select(i => new BaselineEntry(
                new DateOnly(2026, 1, 1).AddDays(i), random.Next(2) == 0 ? null : Name(random), "0.1.0", [new(Name(random), 0.123456), new("z", -2)]))],
            Metrics = metrics,
            Cases = [.. byId.Values],
            MustPass = [.. byId.Values.Select(c => c.MustPass ? (MustPassState)random.Next(1, 4) : MustPassState.None)],
        };
    }

    private static string Name(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => s_scraps[random.Next(s_scraps.Length)]));

    private static ScoreCell[][] Rows(Random random, BaselineMetric[] metrics, int samples)
    {
        bool[] absent = [.. metrics.Select(_ => random.Next(4) == 0)];
        return [.. Enumerable.Range(0, samples).Select(_ => metrics.Select((m, c) => absent[c] ? default : random.Next(5) == 0
            ? new ScoreCell(CellState.NotApplicable, false, 0)
            : new ScoreCell(CellState.Scored, random.Next(2) == 0, m.IsBinary ? random.Next(2)
                : ScoreCell.Rounded((random.NextDouble() - 0.3) * Math.Pow(10, random.Next(-7, 9))))).ToArray())];
    }
}
