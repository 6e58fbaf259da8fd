using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LlmEval.Tests.Shared;

/// <summary>An <see cref="HttpListener"/> on a free port, which that class cannot choose by itself.</summary>
internal static class LoopbackListener
{
    /// <summary>Listens; between finding a free port and taking it somebody else may be quicker, so it is tried with several.</summary>
    public static (HttpListener Listener, int Port) Start()
    {
        for (int attempt = 0; ; attempt++)
        {
            int port;
            using (TcpListener free = new(IPAddress.Loopback, 0))
            {
                free.Start();
                port = ((IPEndPoint)free.LocalEndpoint).Port;
            }

            HttpListener listener = new();
            listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (HttpListenerException) when (attempt < 10) { listener.Close(); }
        }
    }
}
