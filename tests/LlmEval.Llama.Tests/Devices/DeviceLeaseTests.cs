using LlmEval.Llama.Devices;
using LlmEval.Model;

namespace LlmEval.Llama.Tests.Devices;

public sealed class DeviceLeaseTests : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly List<string> _said = [];
    private readonly ManualTime _time = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task It_is_held_until_nothing_was_in_flight_for_two_seconds()
    {
        DeviceLease sut = CreateSut();
        await sut.EnterAsync(Request(), Tests.Token);
        await sut.EnterAsync(Request(), Tests.Token);
        sut.Exit(_time);
        _time.Advance(TimeSpan.FromSeconds(60));
        sut.Held.Should().BeTrue("one piece of work is still in flight");

        sut.Exit(_time);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        sut.Held.Should().BeTrue();
        _time.Advance(TimeSpan.FromSeconds(0.2));

        sut.Held.Should().BeFalse();
        await sut.EnterAsync(Request(), Tests.Token);
        sut.Held.Should().BeTrue("the next request takes it again");
        sut.Exit(_time);
        sut.ReleaseIfIdle();
    }

    [Fact]
    public async Task Work_that_begins_in_the_two_seconds_keeps_it()
    {
        DeviceLease sut = CreateSut();
        await sut.EnterAsync(Request(), Tests.Token);
        sut.Exit(_time);
        _time.Advance(TimeSpan.FromSeconds(1));
        await sut.EnterAsync(Request(), Tests.Token);

        _time.Advance(TimeSpan.FromSeconds(5));

        sut.Held.Should().BeTrue();
        sut.Exit(_time);
        sut.ReleaseIfIdle();
    }

    [Fact]
    public async Task Whoever_waits_is_told_the_holder_once_and_gets_the_device_when_it_is_free()
    {
        using SecondProcess holder = SecondProcess.Start("hold", _home.Path, "cpu");
        await holder.LineAsync("held");
        DeviceLease sut = CreateSut();
        Task waiting = sut.EnterAsync(Request(), Tests.Token);
        while (_said.Count == 0) { _time.Advance(TimeSpan.FromMilliseconds(200)); await Task.Delay(1, Tests.Token); }

        waiting.IsCompleted.Should().BeFalse();
        await holder.FinishAsync();
        await _time.AdvanceUntilAsync(waiting, TimeSpan.FromMilliseconds(200));

        await waiting;
        sut.Held.Should().BeTrue();
        _said.Should().ContainSingle().Which.Should().Contain($"process {holder.Id}").And.Contain(_home.Path);
        sut.Exit(_time);
        sut.ReleaseIfIdle();
    }

    [Fact]
    public async Task A_device_that_stays_busy_is_an_error_that_names_holder_and_setting()
    {
        using SecondProcess holder = SecondProcess.Start("hold", _home.Path, "cpu");
        await holder.LineAsync("held");
        DeviceLease sut = CreateSut();
        Task waiting = sut.EnterAsync(Request(), Tests.Token);

        await _time.AdvanceUntilAsync(waiting, TimeSpan.FromSeconds(10));
        Diagnostic diagnostic = await Tests.DiagnosticOf(() => waiting);

        diagnostic.Code.Should().Be(Diagnostics.DeviceBusy.Code);
        diagnostic.Message.Should().Contain($"process {holder.Id}").And.Contain("LlmEvalDeviceTimeout");
        sut.Held.Should().BeFalse();
    }

    [Fact]
    public async Task The_system_gives_it_back_when_the_holder_is_killed()
    {
        using SecondProcess holder = SecondProcess.Start("hold", _home.Path, "cpu");
        await holder.LineAsync("held");
        DeviceLease sut = CreateSut();
        Task waiting = sut.EnterAsync(Request(), Tests.Token);

        holder.Kill();
        await _time.AdvanceUntilAsync(waiting, TimeSpan.FromMilliseconds(100));

        await waiting;
        sut.Held.Should().BeTrue();
        sut.Exit(_time);
        sut.ReleaseIfIdle();
    }

    [Fact]
    public async Task Devices_do_not_wait_for_each_other()
    {
        using SecondProcess holder = SecondProcess.Start("hold", _home.Path, "gpu0");
        await holder.LineAsync("held");
        DeviceLease sut = CreateSut();

        await sut.EnterAsync(Request(), Tests.Token);

        sut.Held.Should().BeTrue();
        sut.Exit(_time);
        sut.ReleaseIfIdle();
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using SecondProcess holder = SecondProcess.Start("hold", _home.Path, "cpu");
        await holder.LineAsync("held");
        using CancellationTokenSource cancel = new();
        Task waiting = CreateSut().EnterAsync(Request(), cancel.Token);

        await cancel.CancelAsync();

        await waiting.Awaiting(t => t).Should().ThrowAsync<OperationCanceledException>();
    }

    private DeviceLease CreateSut() => DeviceLease.Of(_home.Path, "cpu");

    private LeaseRequest Request() => new()
    {
        Project = "/project",
        Timeout = TimeSpan.FromMinutes(30),
        Location = Location.None,
        Report = _said.Add,
        Time = _time,
    };
}
