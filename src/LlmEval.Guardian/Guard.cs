using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LlmEval.Guardian;

/// <summary>Starts a server, passes its output on, and ends its tree.</summary>
internal sealed class Guard(ProcessTree tree)
{
    /// <summary>Time for the server to stop by itself before it is ended.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs to the end of the server or of the run.</summary>
    /// <param name="order">What to start.</param>
    /// <param name="input">Ends when the run does.</param>
    /// <returns>The status of this process.</returns>
    public async Task<int> RunAsync(Order order, StreamReader input)
    {
        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = On(PosixSignal.SIGTERM, stop);
        using PosixSignalRegistration interrupt = On(PosixSignal.SIGINT, stop);
        using PosixSignalRegistration hangUp = On(PosixSignal.SIGHUP, stop);

        Process server;
        try
        {
            tree.Enclose();
            server = Process.Start(Start(order)) ?? throw new Win32Exception("no process was started");
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            Say($"failed {e.Message.ReplaceLineEndings(" ")}");
            return 1;
        }

        using (server)
        {
            server.StandardInput.Close();
            Say(string.Create(CultureInfo.InvariantCulture, $"started {server.Id}"));
            using Stream errors = Console.OpenStandardError();
            OutputPump pump = new(errors);
            Task output = Task.WhenAll(pump.RunAsync(server.StandardOutput.BaseStream), pump.RunAsync(server.StandardError.BaseStream));

            // On a thread of its own: a read of standard input blocks.
            Thread watch = new(() => Watch(input, stop), 256 << 10) { Name = "run watch", IsBackground = true };
            watch.Start();

            Task ended = server.WaitForExitAsync();
            bool byItself = await Task.WhenAny(ended, stop.Task).ConfigureAwait(false) == ended;
            await EndAsync(server, byItself ? TimeSpan.Zero : s_grace).ConfigureAwait(false);
            await ended.ConfigureAwait(false);

            // All who could write are gone, so the output ends too.
            await Task.WhenAny(output, Task.Delay(s_grace)).ConfigureAwait(false);
            Say(string.Create(CultureInfo.InvariantCulture, $"exited {server.ExitCode}"));
            tree.Finish();
            return 0;
        }
    }

    private static ProcessStartInfo Start(Order order)
    {
        ProcessStartInfo start = new(order.Program, order.Arguments)
        {
            WorkingDirectory = order.Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (OperatingSystem.IsWindows()) { start.CreateNewProcessGroup = true; }

        foreach ((string name, string value) in order.Variables) { start.Environment[name] = value; }

        return start;
    }

    private static PosixSignalRegistration On(PosixSignal signal, TaskCompletionSource stop) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stop.TrySetResult();
    });

    private static void Watch(StreamReader input, TaskCompletionSource stop)
    {
        try
        {
            while (input.ReadLine() is not null) { }
        }
        catch (IOException)
        {
            // As good as its end.
        }

        stop.TrySetResult();
    }

    private static void Say(string line)
    {
        try
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
        catch (IOException)
        {
            // The run is gone: nobody needs to know.
        }
    }

    private async Task EndAsync(Process server, TimeSpan grace)
    {
        if (grace > TimeSpan.Zero)
        {
            tree.Ask(server);
            long asked = Stopwatch.GetTimestamp();
            while (tree.IsAlive(server) && Stopwatch.GetElapsedTime(asked) < grace) { await Task.Delay(s_look).ConfigureAwait(false); }
        }

        // Whoever is being born while the tree is read is seen in the next round.
        long begun = Stopwatch.GetTimestamp();
        while (tree.IsAlive(server) && Stopwatch.GetElapsedTime(begun) < s_grace)
        {
            tree.Kill(server);
            await Task.Delay(s_look).ConfigureAwait(false);
        }
    }
}
