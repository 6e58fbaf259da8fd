using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace LlmEval.Worker.Native;

/// <summary>
/// Takes what the native library logs: to standard error, and its last errors for the message that explains a failure.
/// </summary>
internal static unsafe partial class NativeLog
{
    private const int Information = 2;
    private const int Error = 4;
    private const int Continuation = 5;
    private const int Kept = 4;

    private static readonly Queue<string> s_errors = new();
    private static (int Offloaded, int All)? s_layers;
    private static int s_last;

    /// <summary>The last errors, joined to one line; empty when there was none.</summary>
    public static string Errors()
    {
        lock (s_errors) { return string.Join("; ", s_errors); }
    }

    /// <summary>Forgets the errors so far, before something whose own errors are wanted.</summary>
    public static void Clear()
    {
        lock (s_errors) { s_errors.Clear(); }
    }

    /// <summary>Layers on the GPU and all layers, as the library said when it loaded a model; null when it did not say.</summary>
    public static (int Offloaded, int All)? Layers
    {
        get { lock (s_errors) { return s_layers; } }
    }

    /// <summary>Callback of <c>llama_log_set</c>. No exception may leave it.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Receive(int level, byte* text, nint user)
    {
        try
        {
            string line = Marshal.PtrToStringUTF8((nint)text) ?? string.Empty;
            int effective = level == Continuation ? s_last : level;
            s_last = effective;
            if (effective < Information) { return; }

            Console.Error.Write(line);
            string trimmed = line.Trim();
            if (OffloadedLine().Match(trimmed) is { Success: true } said)
            {
                lock (s_errors)
                {
                    s_layers = (int.Parse(said.Groups["on"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(said.Groups["all"].ValueSpan, CultureInfo.InvariantCulture));
                }
            }

            if (effective != Error || trimmed.Length == 0) { return; }

            lock (s_errors)
            {
                s_errors.Enqueue(trimmed);
                if (s_errors.Count > Kept) { s_errors.Dequeue(); }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody reads the log any more; the parent's end is noticed elsewhere.
            s_last = level;
        }
    }

    [GeneratedRegex(@"offloaded (?<on>\d{1,6})/(?<all>\d{1,6}) layers to GPU", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OffloadedLine();
}
