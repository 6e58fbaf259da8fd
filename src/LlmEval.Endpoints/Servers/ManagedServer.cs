using System.Globalization;
using LlmEval.Endpoints.Secrets;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Endpoints.Servers;

/// <summary>A server that this run has started; disposing of it ends its whole process tree.</summary>
internal sealed class ManagedServer : IAsyncDisposable
{
    /// <summary>Starts on another port when somebody took the chosen one before the server did.</summary>
    private const int MostStarts = 3;

    /// <summary>From the server's last sign to the guardian's word that all of it is gone.</summary>
    private static readonly TimeSpan s_ending = TimeSpan.FromSeconds(5);

    private readonly ServerOptions _options;
    private readonly GuardianProcess _guardian;
    private readonly ServerLog _log;
    private readonly PortLease _lease;
    private volatile bool _keepsLog;
    private int _disposed;

    private ManagedServer(ServerOptions options, GuardianProcess guardian, ServerLog log, PortLease lease) =>
        (_options, _guardian, _log, _lease) = (options, guardian, log, lease);

    /// <summary>The port it listens on.</summary>
    public int Port => _lease.Port;

    /// <summary>Why it is no longer there, once that is so.</summary>
    public LlmEvalException? Death => _guardian.Ended is { IsCompletedSuccessfully: true, Result: var code }
        ? Failure($"{How(code)} while it was asked. Its last lines: {_log.LastLines()}. All of them: {_log.Path}. Run again: what was answered is kept.") : null;

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="options">What to start.</param>
    /// <param name="endpoint">Gives the base address for a port.</param>
    /// <param name="credential">What the server is asked with: it inherits the variable, and its log must not show the secret.</param>
    /// <param name="context">Folders and time.</param>
    /// <param name="cancellationToken">Ends the start, and the server with it.</param>
    /// <exception cref="LlmEvalException">It cannot be started, ended at once, or was not ready in time.</exception>
    public static async Task<ManagedServer> StartAsync(
        ServerOptions options, Func<int, Uri> endpoint, Credential? credential, ModelContext context, CancellationToken cancellationToken)
    {
        string folder = Path.GetFullPath(options.WorkingDirectory ?? ".", context.ProjectDirectory);
        if (!Directory.Exists(folder)) { throw Failure(options, $"cannot be started: its WorkingDirectory '{folder}' does not exist."); }

        string program = ProgramFile.Find(options.Command[0], folder)
            ?? throw Failure(options, $"cannot be started: '{options.Command[0]}' is not found. Install it, put it on PATH, or say its path in Command (relative paths start at '{folder}').");
        for (int i = 1; ; i++)
        {
            ManagedServer? server = await OnceAsync(options, program, folder, endpoint, credential, context, i == MostStarts, cancellationToken).ConfigureAwait(false);
            if (server is not null) { return server; }
        }
    }

    /// <summary>The same for somebody whom it did not serve: when nobody listens any more, its end is about to be known.</summary>
    public async Task<LlmEvalException?> DeathSoonAsync()
    {
        if (!PortLease.IsTaken(Port)) { await Task.WhenAny(_guardian.Ended, Task.Delay(s_ending)).ConfigureAwait(false); }

        return Death;
    }

    /// <summary>Something happened that the log may explain: it is kept.</summary>
    public void KeepLog() => _keepsLog = true;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) { return; }

        bool keep = _keepsLog || _guardian.Ended.IsCompleted;
        await _guardian.DisposeAsync().ConfigureAwait(false);
        _log.Close(keep);
        _lease.Dispose();
    }

    /// <summary>One start; null when the port was somebody else's.</summary>
    private static async Task<ManagedServer?> OnceAsync(
        ServerOptions options, string program, string folder, Func<int, Uri> endpoint, Credential? credential, ModelContext context, bool isLast, CancellationToken cancellationToken)
    {
        (ServerLog log, PortLease lease) = Prepare(options, credential, context);
        Dictionary<string, string> variables = options.Variables.ToDictionary(v => v.Key, v => PortPlaceholder.Fill(v.Value, lease.Port));
        if (credential is not null) { variables[credential.Variable] = credential.Secret; }

        (GuardianProcess guardian, string? failure) = await GuardianProcess.StartAsync(
            program, options.Command.Skip(1).Select(a => PortPlaceholder.Fill(a, lease.Port)), folder, variables, log.Write).ConfigureAwait(false);
        ManagedServer server = new(options, guardian, log, lease);
        try
        {
            if (failure is not null) { throw Failure(options, $"cannot be started: {new Redactor(credential).Clean(failure)}. Correct Command."); }

            context.Report(string.Create(CultureInfo.InvariantCulture, $"the server of the model '{options.Model}' ({Path.GetFileName(program)}) is starting on port {lease.Port}"));
            if (await server.IsReadyAsync(endpoint(lease.Port), context.Time, cancellationToken).ConfigureAwait(false)) { return server; }
            if (!isLast && PortLease.IsTaken(lease.Port))
            {
                await server.DisposeAsync().ConfigureAwait(false);
                return null;
            }

            throw server.Failure($"{How(await guardian.Ended.ConfigureAwait(false))} before it was ready. Its last lines: {log.LastLines()}. All of them: {log.Path}. Correct Command.");
        }
        catch
        {
            server.KeepLog();
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static (ServerLog Log, PortLease Lease) Prepare(ServerOptions options, Credential? credential, ModelContext context)
    {
        try
        {
            PortLease lease = PortLease.Take(context.Home);
            try { return (ServerLog.Open(context.OutputDirectory, options.Model, new Redactor(credential)), lease); }
            catch
            {
                lease.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(options, $"cannot be started: {e.Message} Mend the permissions or free disk space.");
        }
    }

    private static LlmEvalException Failure(ServerOptions options, string what) =>
        new(Diagnostics.ServerFailed.At(options.Location, $"The server of the model '{options.Model}' {what}"));

    private LlmEvalException Failure(string what) => Failure(_options, what);

    private static string How(int? code) => code is { } number
        ? string.Create(CultureInfo.InvariantCulture, $"ended with exit code {number}") : "was ended from outside";

    /// <summary>Waits for health; false when the server ended first.</summary>
    private async Task<bool> IsReadyAsync(Uri endpoint, TimeProvider time, CancellationToken cancellationToken)
    {
        using HealthProbe probe = new(_options.HealthUrl is { } url ? PortPlaceholder.Fill(url, Port) : null, endpoint, time);
        using CancellationTokenSource limit = new(_options.StartTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        Task ready = probe.WaitAsync(either.Token);
        Task first = await Task.WhenAny(ready, _guardian.Ended).ConfigureAwait(false);
        if (first != ready)
        {
            await either.CancelAsync().ConfigureAwait(false);
            await ready.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return false;
        }

        try
        {
            await ready.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(string.Create(CultureInfo.InvariantCulture,
                $"was not ready within {_options.StartTimeout.TotalSeconds:0} s: {probe.Last} at {probe.Address}. Its last lines: {_log.LastLines()}. All of them: {_log.Path}. Raise StartTimeout, or correct Command or HealthUrl."));
        }

        // Somebody else may have answered at a port that was taken from the server.
        return !_guardian.Ended.IsCompleted;
    }
}
