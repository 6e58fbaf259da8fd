using LlmEval.Endpoints.Scheduling;

namespace LlmEval.Endpoints.Tests.Scheduling;

public sealed class AdaptiveGateTests
{
    [Fact]
    public async Task The_bound_is_halved_once_for_all_that_were_turned_away_together()
    {
        using AdaptiveGate gate = new(16, TimeProvider.System);
        List<long> entered = [];
        for (int i = 0; i < 16; i++) { entered.Add(await gate.EnterAsync(CancellationToken.None)); }

        foreach (long time in entered) { gate.Leave(time, GateOutcome.TurnedAway, null); }

        gate.Bound.Should().Be(8);
    }

    [Fact]
    public async Task The_bound_never_falls_below_one_and_grows_back_to_the_most()
    {
        using AdaptiveGate gate = new(4, TimeProvider.System);
        for (int i = 0; i < 10; i++) { gate.Leave(await gate.EnterAsync(CancellationToken.None), GateOutcome.TurnedAway, null); }

        gate.Bound.Should().Be(1);
        for (int i = 0; i < 40; i++) { gate.Leave(await gate.EnterAsync(CancellationToken.None), GateOutcome.Served, null); }

        gate.Bound.Should().Be(4);
    }

    [Fact]
    public async Task Who_waits_is_served_in_order_and_who_gives_up_takes_no_place()
    {
        using AdaptiveGate gate = new(1, TimeProvider.System);
        long first = await gate.EnterAsync(CancellationToken.None);
        using CancellationTokenSource source = new();
        Task<long> second = gate.EnterAsync(source.Token).AsTask();
        Task<long> third = gate.EnterAsync(CancellationToken.None).AsTask();

        await source.CancelAsync();
        await second.Awaiting(t => t).Should().ThrowAsync<OperationCanceledException>();
        third.IsCompleted.Should().BeFalse();
        gate.Leave(first, GateOutcome.Served, null);

        await third.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
