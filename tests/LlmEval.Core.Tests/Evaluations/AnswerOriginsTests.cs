using LlmEval.Evaluating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class AnswerOriginsTests
{
    [Fact]
    public void The_same_answers_give_the_same_names_in_whatever_order_they_come()
    {
        string[] prints = [.. Enumerable.Range(0, 3 * BaselineOrigin.Most).Select(n => $"fp_{n:00}")];

        BaselineOrigin forth = Of(prints), back = Of(prints.Reverse());

        forth.Fingerprints.Should().HaveCount(BaselineOrigin.Most).And.Equal(back.Fingerprints);
    }

    private static BaselineOrigin Of(IEnumerable<string> fingerprints)
    {
        AnswerOrigins origins = new(null, isPinned: false);
        foreach (string print in fingerprints)
        {
            origins.Add(new Sample { Number = 0, Turns = [new Answer { Text = "Hello", Finish = FinishReason.Stop, Fingerprint = print }] });
        }

        return origins.With(null);
    }
}
