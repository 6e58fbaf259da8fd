using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace LlmEval.Endpoints.TestProcess;

/// <summary>
/// A server with the habits that tests ask for. It writes the ids of all its processes to the file <c>pids</c>, one a line, and its port to
/// <c>port.txt</c>.
/// </summary>
internal sealed class TinyServer(string folder, string[] habits)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    public async Task<int> RunAsync(string port)
    {
        Note("pids", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Note("port.txt", port);
        Console.WriteLine($"listening on {port}, key {Environment.GetEnvironmentVariable("TEST_KEY")}, name {Environment.GetEnvironmentVariable("TINY_NAME")}, in {Environment.CurrentDirectory}");
        if (Has("children"))
        {
            // One child, and one that is detached: in a session of its own, deaf to SIGTERM, its parent gone.
            using Process shell = Process.Start("/bin/sh", ["-c",
                $"sleep 600 & echo $! >> '{folder}/pids'; setsid sh -c 'trap \"\" TERM; echo $$ >> \"{folder}/pids\"; while :; do sleep 1; done' & sleep 0.2"]);
            await shell.WaitForExitAsync();
        }

        if (Has("dies"))
        {
            await Console.Error.WriteLineAsync("error: out of memory");
            return 3;
        }

        if (Has("never-listens")) { await Task.Delay(Timeout.Infinite); }

        using HttpListener listener = new();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        while (true) { await AnswerAsync(await listener.GetContextAsync()); }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        string path = context.Request.Url!.AbsolutePath;
        Note("paths", path);
        (int status, string body) = path switch
        {
            "/health" when Has("no-health-page") => (404, "{}"),
            "/health" when Has("loads") && Stopwatch.GetElapsedTime(_started) < TimeSpan.FromMilliseconds(700) => (503, """{"error":{"message":"Loading model"}}"""),
            "/ready" or "/health" => (200, "{}"),
            "/v1/chat/completions" when Has("dies-when-asked") => (0, string.Empty),
            "/v1/chat/completions" => (200, """{"id":"1","model":"tiny","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}"""),
            _ => (404, """{"error":{"message":"no such page"}}"""),
        };
        if (status == 0)
        {
            await Console.Error.WriteLineAsync("fatal: the device is lost");
            Environment.Exit(7);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: true);
    }

    private bool Has(string habit) => habits.Contains(habit);

    private void Note(string file, string line) => File.AppendAllText(Path.Combine(folder, file), line + "\n");
}
