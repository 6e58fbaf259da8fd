using System.Net;
using LlmEval.Tests.Shared;

namespace LlmEval.Llama.Tests.Downloads;

/// <summary>A real server on this machine that gives one file, with ranges, and misbehaves as it is told.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;

    public FileServer(byte[] file)
    {
        File = file;
        (_listener, Port) = LoopbackListener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public int Port { get; }

    public string Address => $"http://127.0.0.1:{Port}/m/file.gguf";

    public byte[] File { get; set; }

    /// <summary>After how many bytes of a body the connection is cut, request by request; then never.</summary>
    public Queue<int> Cuts { get; } = new();

    /// <summary>What comes instead of the file, request by request; then the file.</summary>
    public Queue<Action<HttpListenerResponse>> Answers { get; } = new();

    public bool KnowsRanges { get; set; } = true;

    /// <summary>A line a request: path, range and authorization.</summary>
    public List<string> Requests { get; } = [];

    public void Dispose()
    {
        _listener.Close();
        _serving.Wait();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try { context = await _listener.GetContextAsync(); }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException) { return; }

            try { Serve(context); }
            catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException) { context.Response.Abort(); }
        }
    }

    private void Serve(HttpListenerContext context)
    {
        HttpListenerResponse response = context.Response;
        string? range = context.Request.Headers["Range"];
        lock (Requests) { Requests.Add($"{context.Request.Url!.AbsolutePath} {range ?? "-"} {context.Request.Headers["Authorization"] ?? "-"}"); }
        if (Answers.TryDequeue(out Action<HttpListenerResponse>? answer))
        {
            answer(response);
            response.Close();
            return;
        }

        int from = KnowsRanges && range is not null ? int.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture) : 0;
        if (from >= File.Length && from > 0)
        {
            response.StatusCode = 416;
            response.Headers["Content-Range"] = $"bytes */{File.Length}";
            response.Close();
            return;
        }

        if (from > 0)
        {
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {from}-{File.Length - 1}/{File.Length}";
        }

        response.ContentLength64 = File.Length - from;
        int send = Cuts.TryDequeue(out int cut) ? Math.Min(cut, File.Length - from) : File.Length - from;
        response.OutputStream.Write(File, from, send);
        response.OutputStream.Flush();
        if (send < File.Length - from) { response.Abort(); }
        else { response.Close(); }
    }
}
