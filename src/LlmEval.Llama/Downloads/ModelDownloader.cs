using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using LlmEval.Llama.Files;
using LlmEval.Model;

namespace LlmEval.Llama.Downloads;

/// <summary>
/// Fetches model files. What has come lies in <c>FILE.part</c>, from where a later attempt goes on; its hash is compared before it is moved into
/// place in one step. Any number of processes at once: one fetches, the others wait for it.
/// </summary>
public sealed class ModelDownloader : IDisposable
{
    private const int MostRedirects = 10;
    private const int MostAttempts = 5;
    private static readonly TimeSpan s_stalled = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(200);

    private readonly string _home;
    private readonly Func<string, string?> _environment;
    private readonly Action<string> _report;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    /// <summary>Creates it.</summary>
    /// <param name="home">Per-user folder, for locks and remembered hashes.</param>
    /// <param name="environment">The value of an environment variable, or null.</param>
    /// <param name="report">Gets lines of progress.</param>
    /// <param name="time">Time.</param>
    public ModelDownloader(string home, Func<string, string?> environment, Action<string> report, TimeProvider time)
    {
        (_home, _environment, _report, _time) = (home, environment, report, time);

        // Redirects are followed here: the token must not go to another host, nor anything over plain HTTP.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(20) }, disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("llmeval", "1"));
    }

    /// <summary>Fetches a file unless it is there.</summary>
    /// <param name="file">What, from where, to where. It must have a <see cref="LocalModelFile.Uri"/>.</param>
    /// <param name="cancellationToken">Ends it; what has come stays for the next time.</param>
    /// <returns>Whether it was fetched; false when it was there already.</returns>
    /// <exception cref="LlmEvalException">It cannot be had, has another hash, does not fit the disk, or another file lies at its place.</exception>
    public async Task<bool> PullAsync(LocalModelFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Uri is null || file.Sha256 is null) { throw new ArgumentException("The file has no Uri or no Sha256.", nameof(file)); }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
            FileStream held = await LockAsync(file, cancellationToken).ConfigureAwait(false);
            await using (held.ConfigureAwait(false))
            {
                if (await IsThereAsync(file, cancellationToken).ConfigureAwait(false)) { return false; }

                await FetchAsync(file, file.Path + ".part", cancellationToken).ConfigureAwait(false);
                File.Move(file.Path + ".part", file.Path, overwrite: false);
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LlmEvalException(Diagnostics.CacheUnwritable.At(file.Location, $"The file of the model '{file.Name}' cannot be written to '{file.Path}': {e.Message}"), e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>One download of a file at a time. The lock file stays: to delete it would let two hold "the" lock.</summary>
    private async Task<FileStream> LockAsync(LocalModelFile file, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(_home, "leases");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"download-{ContentHash.Of(file.Path)}.lock");
        bool told = false;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (OperatingSystem.IsWindows() ? (e.HResult & 0xffff) is 32 or 33 : e.HResult is 11 or 35)
            {
                if (!told) { _report($"{file.Name}: another process is fetching it; waiting."); }

                told = true;
                await Task.Delay(s_poll, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> IsThereAsync(LocalModelFile file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file.Path)) { return false; }

        string hash = await new FileHashes(Path.Combine(_home, "hashes"), _time, _report).GetAsync(file.Path, cancellationToken).ConfigureAwait(false);
        return hash == file.Sha256 ? true : throw new LlmEvalException(Diagnostics.WrongHash.At(file.Location,
            $"'{file.Path}' is there already with the SHA-256 {hash}, but the model '{file.Name}' says {file.Sha256}. Move it away to fetch the right one, or correct Sha256."));
    }

    private async Task FetchAsync(LocalModelFile file, string part, CancellationToken cancellationToken)
    {
        int attempts = 0;
        while (true)
        {
            long before = Length(part);
            bool resumed = before > 0;
            try
            {
                await AttemptAsync(file, part, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is DownloadInterruptedException or HttpRequestException or HttpIOException)
            {
                // An attempt that brought something counts as the first again.
                attempts = Length(part) > before ? 1 : attempts + 1;
                if (attempts >= MostAttempts)
                {
                    throw new LlmEvalException(Diagnostics.EndpointRefuses.At(file.Location,
                        $"The model '{file.Name}' cannot be fetched from {LocalModelFile.Shown(file.Uri!)}: {e.Message} What has come is kept; run `llmeval models pull` again to go on."), e);
                }

                _report($"{file.Name}: {e.Message} Going on at {Size(Length(part))}.");
                await Task.Delay(s_pause * attempts, _time, cancellationToken).ConfigureAwait(false);
                continue;
            }

            string hash;
            FileStream stream = new(part, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan | FileOptions.Asynchronous);
            await using (stream.ConfigureAwait(false)) { hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false)); }

            if (hash == file.Sha256) { return; }

            File.Delete(part);
            if (!resumed)
            {
                throw new LlmEvalException(Diagnostics.WrongHash.At(file.Location,
                    $"What {LocalModelFile.Shown(file.Uri!)} gives has the SHA-256 {hash}, but the model '{file.Name}' says {file.Sha256}. Nothing was put in place. Correct Uri, or Sha256 if the new file is meant."));
            }

            _report($"{file.Name}: what was begun earlier does not belong to this file; fetching it from the start.");
        }
    }

    private async Task AttemptAsync(LocalModelFile file, string part, CancellationToken cancellationToken)
    {
        long offset = Length(part);
        using HttpResponseMessage response = await GetAsync(file, offset, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && offset > 0)
        {
            if (response.Content.Headers.ContentRange?.Length == offset) { return; } // all of it has come

            File.Delete(part);
            throw new DownloadInterruptedException("the server has another file now.");
        }

        if (response.StatusCode == HttpStatusCode.OK) { offset = 0; }
        else if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != offset) { throw Refused(file, response.StatusCode); }

        long? all = response.Content.Headers.ContentLength + offset;
        CheckRoom(file, part, all - offset);
        _report($"{file.Name}: {LocalModelFile.Shown(file.Uri!)} -> {file.Path}{(all is { } size ? ", " + Size(size) : string.Empty)}{(offset > 0 ? $", going on at {Size(offset)}" : string.Empty)}");

        FileStream target = new(part, offset == 0 ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.Read);
        await using (target.ConfigureAwait(false))
        {
            long come = await CopyAsync(file, response, target, offset, all, cancellationToken).ConfigureAwait(false);
            if (all is not null && come < all) { throw new DownloadInterruptedException("the connection was cut."); }
        }
    }

    private async Task<long> CopyAsync(LocalModelFile file, HttpResponseMessage response, FileStream target, long come, long? all, CancellationToken cancellationToken)
    {
        Stream source = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            byte[] buffer = new byte[1 << 18];
            long step = Math.Max(all / 10 ?? 256L << 20, 1), next = ((come / step) + 1) * step;
            while (true)
            {
                int read = await WithinAsync(file, token => source.ReadAsync(buffer, token).AsTask(), cancellationToken).ConfigureAwait(false);
                if (read == 0) { return come; }

                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                come += read;
                if (come < next) { continue; }

                next = ((come / step) + 1) * step;
                _report(string.Create(CultureInfo.InvariantCulture, $"{file.Name}: {Size(come)}{(all is > 0 ? $" of {Size(all.Value)}, {100 * come / all.Value}%" : string.Empty)}"));
            }
        }
    }

    private async Task<HttpResponseMessage> GetAsync(LocalModelFile file, long offset, CancellationToken cancellationToken)
    {
        Uri uri = file.Uri!;
        string? token = Token(file);
        for (int i = 0; i <= MostRedirects; i++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, uri);
            if (offset > 0) { request.Headers.Range = new RangeHeaderValue(offset, null); }
            if (token is not null && uri.Host == file.Uri!.Host && uri.Port == file.Uri.Port) { request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token); }

            HttpResponseMessage response = await WithinAsync(
                file, t => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, t), cancellationToken).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            if (status is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location)
            {
                response.Dispose();
                uri = new Uri(uri, location);
                if (!LocalModelFile.IsAllowed(uri)) { throw Refused(file, $"it is redirected to {LocalModelFile.Shown(uri)}, which is not HTTPS."); }

                continue;
            }

            if (response.IsSuccessStatusCode || status == 416) { return response; }

            response.Dispose();
            throw status is 408 or 429 or >= 500
                ? new DownloadInterruptedException(string.Create(CultureInfo.InvariantCulture, $"the server answered {status}."))
                : Refused(file, response.StatusCode);
        }

        throw Refused(file, string.Create(CultureInfo.InvariantCulture, $"it is redirected more than {MostRedirects} times."));
    }

    /// <summary>Nothing may hang: a server that is silent for a minute is taken for a cut connection.</summary>
    private async Task<T> WithinAsync<T>(LocalModelFile file, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource silence = new(s_stalled, _time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await work(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DownloadInterruptedException("the server said nothing for a minute.", e);
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            throw new DownloadInterruptedException($"the connection was cut ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private string? Token(LocalModelFile file)
    {
        if (file.TokenVariable is not { } name) { return null; }

        return _environment(name)?.Trim() is { Length: > 0 } token ? token : throw new LlmEvalException(Diagnostics.ModelMissing.At(
            file.Location, $"The environment variable '{name}', the UriTokenVariable of the model '{file.Name}', is not set. Set it to the token that its server asks for."));
    }

    private static void CheckRoom(LocalModelFile file, string part, long? bytes)
    {
        if (bytes is not { } needed) { return; }

        long free = new DriveInfo(Path.GetFullPath(Path.GetDirectoryName(part)!)).AvailableFreeSpace;
        if (needed > free)
        {
            throw new LlmEvalException(Diagnostics.CacheUnwritable.At(file.Location,
                $"The model '{file.Name}' needs {Size(needed)} more at '{file.Path}', where {Size(free)} are free. Make room, or say another Path."));
        }
    }

    private static LlmEvalException Refused(LocalModelFile file, HttpStatusCode status) => Refused(file, string.Create(CultureInfo.InvariantCulture, $"the server answered {(int)status}. ")
        + (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? "Name the environment variable with a token that may read it in UriTokenVariable, and accept the model's terms at its host." : "Correct the Uri."));

    private static LlmEvalException Refused(LocalModelFile file, string why) =>
        new(Diagnostics.EndpointRefuses.At(file.Location, $"The model '{file.Name}' cannot be fetched from {LocalModelFile.Shown(file.Uri!)}: {why}"));

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static string Size(long bytes) => bytes >= 1L << 30 ? FormattableString.Invariant($"{bytes / (double)(1L << 30):0.00} GiB")
        : bytes >= 1 << 20 ? FormattableString.Invariant($"{bytes / (double)(1 << 20):0.0} MiB") : FormattableString.Invariant($"{bytes} bytes");
}
