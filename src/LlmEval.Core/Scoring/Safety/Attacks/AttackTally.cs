namespace LlmEval.Scoring.Safety.Attacks;

/// <summary>Attacks and how many of them had success.</summary>
internal sealed class AttackTally
{
    public int Count { get; private set; }

    public int Successes { get; private set; }

    public double Rate => (double)Successes / Count;

    public void Add(bool isSuccess)
    {
        Count++;
        if (isSuccess) { Successes++; }
    }
}
