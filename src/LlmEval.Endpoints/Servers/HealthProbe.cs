using System.Globalization;

namespace LlmEval.Endpoints.Servers;

/// <summary>
/// Asks a server whether it is ready. Where the item names a <c>HealthUrl</c>, success there is readiness. Else success at <c>/health</c> is; a
/// server that answers there but knows no such page is ready when it answers anything but a fault at its base address.
/// </summary>
internal sealed class HealthProbe : IDisposable
{
    private static readonly TimeSpan s_oneAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(250);

    private readonly Uri _health;
    private readonly Uri? _otherwise;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null });

    /// <summary>Creates it.</summary>
    /// <param name="healthUrl">What the item says, with the port; null for the usual places.</param>
    /// <param name="endpoint">The endpoint's base address.</param>
    /// <param name="time">Time.</param>
    public HealthProbe(string? healthUrl, Uri endpoint, TimeProvider time)
    {
        _health = new Uri(new Uri(endpoint.GetLeftPart(UriPartial.Authority)), healthUrl ?? "/health");
        _otherwise = healthUrl is null ? endpoint : null;
        _time = time;
    }

    /// <summary>What was asked last and what came back, for the message when time runs out.</summary>
    public string Last { get; private set; } = "nobody listened";

    /// <summary>Where it asks.</summary>
    public string Address => _health.AbsoluteUri;

    /// <summary>Waits until the server is ready.</summary>
    /// <exception cref="OperationCanceledException">Time ran out, or the run ended.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(20);
        while (!await IsReadyAsync(cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            pause = pause * 1.5 < s_longestPause ? pause * 1.5 : s_longestPause;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken) => await StatusAsync(_health, cancellationToken).ConfigureAwait(false) switch
    {
        >= 200 and < 300 => true,
        >= 300 and < 500 when _otherwise is not null => await StatusAsync(_otherwise, cancellationToken).ConfigureAwait(false) is >= 200 and < 500,
        _ => false,
    };

    private async Task<int?> StatusAsync(Uri address, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_oneAnswer);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            using HttpResponseMessage response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            Last = string.Create(CultureInfo.InvariantCulture, $"the last answer was {status}");
            return status;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Last = e is OperationCanceledException ? "the last question got no answer" : "nobody listened";
            return null;
        }
    }
}
