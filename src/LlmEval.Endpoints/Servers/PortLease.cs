using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LlmEval.Endpoints.Servers;

/// <summary>A free port of loopback that no other run of this user takes as long as it is held.</summary>
internal sealed class PortLease : IDisposable
{
    private const int Tries = 50;
    private readonly FileStream _file;

    private PortLease(int port, FileStream file) => (Port, _file) = (port, file);

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Takes one.</summary>
    /// <param name="home">The per-user folder.</param>
    /// <exception cref="IOException">There is none, or the folder cannot be written.</exception>
    public static PortLease Take(string home)
    {
        string folder = Directory.CreateDirectory(Path.Combine(home, "ports")).FullName;
        for (int i = 1; ; i++)
        {
            int port = Free();
            try
            {
                string file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{port}.lock"));
                return new PortLease(port, new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose));
            }
            catch (IOException) when (i < Tries)
            {
                // Another run holds it and its server has not begun to listen.
            }
        }
    }

    /// <summary>Whether somebody listens there.</summary>
    public static bool IsTaken(int port)
    {
        try
        {
            using TcpListener listener = new(IPAddress.Loopback, port);
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static int Free()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
