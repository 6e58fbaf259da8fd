using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Llama.Devices;

/// <summary>
/// One run at a time on a device: an exclusive lock on <c>HOME/leases/DEVICE.lock</c>, shared by all models of this process, given back
/// whenever nothing has been in flight for two seconds. The system gives it back when the process dies.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "One object a device, for the life of the process.")]
internal sealed class DeviceLease
{
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly ConcurrentDictionary<(string Home, string Device), DeviceLease> s_leases = new();

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _acquiring = new(1, 1);
    private readonly string _device;
    private readonly string _folder;
    private FileStream? _file;
    private ITimer? _release;
    private int _inFlight;

    private DeviceLease(string home, string device) => (_folder, _device) = (Path.Combine(home, "leases"), device);

    /// <summary>Whether this process holds the device now.</summary>
    public bool Held
    {
        get { lock (_gate) { return _file is not null; } }
    }

    /// <summary>The lease of a device; one object a process.</summary>
    /// <param name="home">Per-user folder.</param>
    /// <param name="device"><c>cpu</c>, <c>gpu0</c>, <c>gpu1</c> ...</param>
    public static DeviceLease Of(string home, string device) =>
        s_leases.GetOrAdd((Path.GetFullPath(home), device), static k => new DeviceLease(k.Home, k.Device));

    /// <summary>Waits for the device and counts one piece of work on it; <see cref="Exit"/> ends that.</summary>
    /// <exception cref="LlmEvalException">The device stayed busy, or the folder cannot be written.</exception>
    public async Task EnterAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _inFlight++;
            if (_file is not null) { return; }
        }

        try
        {
            await _acquiring.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (!Held) { await AcquireAsync(request, cancellationToken).ConfigureAwait(false); }
            }
            finally
            {
                _acquiring.Release();
            }
        }
        catch
        {
            Exit(request.Time);
            throw;
        }
    }

    /// <summary>Ends one piece of work.</summary>
    public void Exit(TimeProvider time)
    {
        lock (_gate)
        {
            if (--_inFlight > 0 || _file is null) { return; }

            _release?.Dispose();
            _release = time.CreateTimer(static s => ((DeviceLease)s!).ReleaseIfIdle(), this, s_idle, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Gives the device back unless something is in flight.</summary>
    public void ReleaseIfIdle()
    {
        lock (_gate)
        {
            if (_inFlight > 0 || _file is null) { return; }

            _release?.Dispose();
            _release = null;
            try
            {
                File.Delete(HolderFile);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Words for whoever waits, no more; and a timer must not throw.
                System.Diagnostics.Debug.WriteLine(e.Message);
            }

            _file.Dispose();
            _file = null;
        }
    }

    private string LockFile => Path.Combine(_folder, _device + ".lock");

    /// <summary>Beside the lock, because a locked file cannot be read everywhere. Only words for a person who waits.</summary>
    private string HolderFile => Path.Combine(_folder, _device + ".holder.json");

    private async Task AcquireAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        long started = request.Time.GetTimestamp();
        bool told = false;
        while (!TryAcquire(request))
        {
            TimeSpan waited = request.Time.GetElapsedTime(started);
            if (waited >= request.Timeout)
            {
                throw new LlmEvalException(Diagnostics.DeviceBusy.At(request.Location, string.Create(CultureInfo.InvariantCulture,
                    $"The device '{_device}' stayed busy for {waited.TotalSeconds:0} s; {Holder()}. Wait for it or raise LlmEvalDeviceTimeout.")));
            }

            if (!told && waited >= s_patience)
            {
                told = true;
                request.Report($"Waiting for the device '{_device}': {Holder()}.");
            }

            await Task.Delay(s_poll, request.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool TryAcquire(LeaseRequest request)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            FileStream file = new(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            try
            {
                File.WriteAllBytes(HolderFile, JsonSerializer.SerializeToUtf8Bytes(
                    new LeaseHolder(Environment.ProcessId, request.Project, request.Time.GetUtcNow()), LeaseHolderContext.Default.LeaseHolder));
            }
            catch
            {
                file.Dispose();
                throw;
            }

            lock (_gate) { _file = file; }

            return true;
        }
        catch (IOException e) when (IsHeld(e))
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LlmEvalException(Diagnostics.CacheUnwritable.At(
                request.Location, $"'{_folder}' cannot be written ({e.Message}). Set LLMEVAL_HOME to a folder that can."), e);
        }
    }

    /// <summary>Sharing violation on Windows; EAGAIN on Linux (11) and macOS (35).</summary>
    private static bool IsHeld(IOException e) => OperatingSystem.IsWindows() ? (e.HResult & 0xffff) is 32 or 33 : e.HResult is 11 or 35;

    private string Holder()
    {
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(HolderFile), LeaseHolderContext.Default.LeaseHolder) is { } holder)
            {
                return string.Create(CultureInfo.InvariantCulture,
                    $"process {holder.ProcessId} ({holder.Project}) has held it since {holder.Since.ToLocalTime():HH:mm:ss}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // The holder is just changing.
            return "another process holds it";
        }

        return "another process holds it";
    }
}
