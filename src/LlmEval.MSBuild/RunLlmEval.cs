using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LlmEval.MSBuild;

/// <summary>
/// Starts the engine in a process of its own and waits for it. Exit code 0 says that the verdict is written, good or bad; anything
/// else is trouble with the run itself and fails the build here. The engine speaks MSBuild's canonical form on its output.
/// </summary>
/// <remarks>
/// Nothing of a model may live in MSBuild's process: a node that loaded a GPU library keeps the memory until it ends, and a crash
/// in native code would take the build with it.
/// </remarks>
[MSBuildMultiThreadableTask]
public sealed class RunLlmEval : ToolTask
{
    /// <summary>How long a cancelled engine may take to keep what it has, before its process tree is killed.</summary>
    private const int GraceMilliseconds = 10_000;

    private const string EventPrefix = "##llmeval ";
    private const int TailLength = 12;

    private readonly Queue<string> _tail = new();
    private readonly object _lock = new();
    private Timer? _grace;
    private string _cancelFile = string.Empty;
    private bool _cancelled;

    /// <summary>Full path of <c>llmeval.dll</c>.</summary>
    [Required] public string EngineAssembly { get; set; } = string.Empty;

    /// <summary>Full path of <c>manifest.json</c>; the engine writes beside it.</summary>
    [Required] public string ManifestFile { get; set; } = string.Empty;

    /// <summary>Mode in the engine's spelling.</summary>
    [Required] public string Mode { get; set; } = string.Empty;

    /// <summary>Full path of the project file: where trouble without a place of its own is reported.</summary>
    [Required] public string ProjectFile { get; set; } = string.Empty;

    /// <summary>Full path of the <c>dotnet</c> command; that of the search path when empty.</summary>
    public string DotNetHostPath { get; set; } = string.Empty;

    /// <summary>Why a result is accepted, for the baseline's header.</summary>
    public string AcceptReason { get; set; } = string.Empty;

    /// <inheritdoc />
    protected override string ToolName => Path.DirectorySeparatorChar == '\\' ? "dotnet.exe" : "dotnet";

    /// <inheritdoc />
    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.Normal;

    /// <inheritdoc />
    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.High;

    /// <inheritdoc />
    protected override Encoding ResponseFileEncoding => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc />
    public override bool Execute()
    {
        string directory = Path.GetDirectoryName(ManifestFile)!;
        _cancelFile = Path.Combine(directory, "cancel." + Guid.NewGuid().ToString("N"));
        UseCommandProcessor = false;
        YieldDuringToolExecution = true;
        try
        {
            DeleteForgottenRequests(directory);
            // What an earlier run left must not pass for the outcome of this one, whatever becomes of it.
            File.Delete(Path.Combine(directory, "complete.stamp"));
            File.Delete(Path.Combine(directory, "verdict.tsv"));
            File.WriteAllText(Path.Combine(directory, EvaluationMode.RecordName), Mode);
            using var watch = new OrphanWatch(Cancel);
            return base.Execute() && !Log.HasLoggedErrors;
        }
        finally
        {
            lock (_lock) { _grace?.Dispose(); }
            File.Delete(_cancelFile);
        }
    }

    /// <summary>Asks first and kills after a time of grace, so that the engine keeps the answers it paid for and frees the device.</summary>
    public override void Cancel()
    {
        lock (_lock)
        {
            _cancelled = true;
            try
            {
                File.WriteAllText(_cancelFile, string.Empty);
                _grace ??= new Timer(_ => base.Cancel(), null, GraceMilliseconds, System.Threading.Timeout.Infinite);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // Nobody can be asked: end it.
            }
        }

        base.Cancel();
    }

    /// <inheritdoc />
    protected override string GenerateFullPathToTool() => DotNetHostPath.Length > 0 ? DotNetHostPath : ToolName;

    /// <inheritdoc />
    protected override string GenerateCommandLineCommands()
    {
        var builder = new CommandLineBuilder();
        builder.AppendSwitch("exec");
        builder.AppendFileNameIfNotNull(EngineAssembly);
        return builder.ToString();
    }

    /// <summary>One argument a line: no quoting, so no path can be misread.</summary>
    protected override string GenerateResponseFileCommands() => string.Join("\n", Arguments()) + "\n";

    /// <summary>The command as one would type it, instead of the name of a temporary response file.</summary>
    protected override void LogToolCommand(string message) =>
        Log.LogMessage(MessageImportance.Low, "{0}", $"{GenerateFullPathToTool()} {GenerateCommandLineCommands()} {string.Join(" ", Arguments().Select(Quoted))}");

    /// <inheritdoc />
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (singleLine.StartsWith(EventPrefix, StringComparison.Ordinal))
        {
            Log.LogMessage(MessageImportance.Low, "{0}", singleLine.Substring(EventPrefix.Length).Replace('\t', ' '));
            return;
        }

        lock (_lock)
        {
            if (singleLine.Trim().Length > 0) { _tail.Enqueue(singleLine.Trim()); }
            if (_tail.Count > TailLength) { _tail.Dequeue(); }
        }

        base.LogEventsFromTextOutput(singleLine, messageImportance);
    }

    /// <summary>The engine explains its failures itself; one that did not is a defect, told with its last words.</summary>
    protected override bool HandleTaskExecutionErrors()
    {
        if (_cancelled || Log.HasLoggedErrors) { return false; }
        string last;
        lock (_lock) { last = _tail.Count == 0 ? "It said nothing." : "Its last lines: " + string.Join(" | ", _tail); }
        Log.LogError(null, Codes.Internal, null, Codes.HelpLink(Codes.Internal), ProjectFile, 0, 0, 0, 0, "{0}",
            $"The engine ended with exit code {ExitCode.ToString(CultureInfo.InvariantCulture)} and without a reason. {last}");
        return false;
    }

    private IEnumerable<string> Arguments()
    {
        yield return "build";
        yield return "--manifest";
        yield return ManifestFile;
        yield return "--mode";
        yield return Mode;
        yield return "--parent-pid";
        yield return ParentId();
        yield return "--cancel-file";
        yield return _cancelFile;
        if (Mode != EvaluationMode.Accept || AcceptReason.Length == 0) { yield break; }
        yield return "--reason";
        // A line is an argument: a reason of several lines becomes one.
        yield return AcceptReason.Replace('\r', ' ').Replace('\n', ' ');
    }

    /// <summary>A node that was killed leaves its request to cancel behind; a fresh one may belong to another build of the project.</summary>
    private static void DeleteForgottenRequests(string directory)
    {
        foreach (string file in Directory.EnumerateFiles(directory, "cancel.*"))
        {
            if (File.GetLastWriteTimeUtc(file) < DateTime.UtcNow.AddMinutes(-10)) { File.Delete(file); }
        }
    }

    private static string ParentId()
    {
        using var self = Process.GetCurrentProcess();
        return self.Id.ToString(CultureInfo.InvariantCulture);
    }

    private static string Quoted(string argument) => argument.Contains(' ') ? "\"" + argument + "\"" : argument;
}
