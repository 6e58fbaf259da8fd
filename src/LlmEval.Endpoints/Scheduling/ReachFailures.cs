using System.Net.Sockets;
using System.Security.Authentication;

namespace LlmEval.Endpoints.Scheduling;

/// <summary>Tells a server that cannot be reached from a connection that was cut.</summary>
internal static class ReachFailures
{
    /// <summary>Why nobody can be reached, or null when the connection was cut on the way.</summary>
    public static string? WhyAway(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name cannot be resolved",
        HttpRequestError.ProxyTunnelError => "the proxy does not let it through",
        HttpRequestError.UserAuthenticationError => "the proxy wants to be signed in to",
        HttpRequestError.SecureConnectionError when e.InnerException is AuthenticationException inner => $"no secure connection ({inner.Message})",
        HttpRequestError.ConnectionError => (e.InnerException as SocketException)?.SocketErrorCode switch
        {
            null or SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NoBufferSpaceAvailable or SocketError.TooManyOpenSockets => null,
            SocketError.ConnectionRefused => "the connection is refused, nobody listens there",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "its name cannot be resolved",
            SocketError.TimedOut => "nobody answers there",
            { } other => $"there is no way to it ({other})",
        },
        _ => null,
    };
}
