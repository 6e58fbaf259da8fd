using LlmEval.Model;
using LlmEval.Running;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Engine;

/// <summary>
/// The turn of one process among those that test a project at the same time: what the first one asks is in the cache when the second one looks. Held by the system, so that a kill gives it back.
/// </summary>
internal sealed class ProjectTurn : IDisposable
{
    private const string Name = "tests.lock";
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);
    private readonly SafeFileHandle _handle;

    private ProjectTurn(SafeFileHandle handle) => _handle = handle;

    /// <summary>Waits for it.</summary>
    /// <param name="outputDirectory">The project's folder for results.</param>
    /// <param name="observer">Is told when there is a wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LlmEvalException">LLM3007: the folder cannot be written.</exception>
    public static async Task<ProjectTurn> TakeAsync(string outputDirectory, IRunObserver observer, CancellationToken cancellationToken)
    {
        string path = Path.Combine(outputDirectory, Name);
        bool isTold = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                Directory.CreateDirectory(outputDirectory);
                return new ProjectTurn(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException failure && !IsHeld(failure)))
            {
                throw new LlmEvalException(Diagnostics.CacheUnwritable.At(new Location(path), $"The file cannot be written: {e.Message} Free space or rights are missing in its folder."), e);
            }
            catch (IOException)
            {
                if (!isTold) { observer.Report("waiting for another process that tests the same project"); }

                isTold = true;
            }

            await Task.Delay(s_interval, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>Whether another one holds the file; whatever else is wrong with it, waiting would not mend.</summary>
    private static bool IsHeld(IOException e) => OperatingSystem.IsWindows() ? (e.HResult & 0xffff) is 32 or 33 : e.HResult is 11 or 35;
}
