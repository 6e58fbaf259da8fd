using System.Diagnostics;

namespace LlmEval.Worker;

/// <summary>
/// Ends this process when the run that started it is gone, however it went: the run holds the other end of standard input, and the
/// system closes that end even after kill -9.
/// </summary>
internal static class ParentWatch
{
    /// <summary>Begins to watch.</summary>
    public static void Start()
    {
        Thread watch = new(Watch, 256 << 10) { Name = "parent watch", IsBackground = true };
        watch.Start();
    }

    private static void Watch()
    {
        using Stream input = Console.OpenStandardInput();
        Span<byte> buffer = stackalloc byte[64];
        try
        {
            while (input.Read(buffer) > 0) { }
        }
        catch (IOException)
        {
            Console.Error.WriteLine("Standard input broke.");
        }

        // Native code may be at work on other threads, so nothing is unwound: there is nothing to keep here.
        using Process self = Process.GetCurrentProcess();
        self.Kill();
    }
}
