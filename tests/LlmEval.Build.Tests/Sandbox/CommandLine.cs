using System.Diagnostics;
using System.Text;

namespace LlmEval.Build.Tests.Sandbox;

/// <summary>Runs <c>dotnet</c> in an environment that holds nothing but what is listed, with an end in any case.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    /// <summary>Two builds keep two cores busy; more only make each other late.</summary>
    private static readonly SemaphoreSlim s_turns = new(2);

    // What a tool needs to find itself, its user, its feed and the network. CI and MSBuild's own variables are left out on purpose.
    private static readonly string[] s_allowed =
    [
        "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TEMP", "TMP", "DOTNET_ROOT", "DOTNET_CLI_HOME",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "NUGET_CERT_REVOCATION_MODE",
        "USERPROFILE", "APPDATA", "LOCALAPPDATA", "ProgramData", "ProgramFiles", "ProgramFiles(x86)", "SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT",
    ];

    /// <summary>Starts <c>dotnet</c> and waits; one that takes minutes is ended with all it started.</summary>
    public static async Task<CommandResult> RunAsync(string directory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        await s_turns.WaitAsync(cancellationToken);
        try
        {
            using RunningCommand command = Start(directory, arguments, environment);
            return await command.WaitAsync(s_limit, cancellationToken);
        }
        finally
        {
            s_turns.Release();
        }
    }

    /// <summary>Starts <c>dotnet</c> for a test that does something to it; the test must dispose of it.</summary>
    public static RunningCommand Start(string directory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        Dictionary<string, string> inherited = s_allowed
            .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(v => v.Value is not null)
            .ToDictionary(v => v.Name, v => v.Value!);
        start.Environment.Clear();
        foreach ((string name, string value) in inherited) { start.Environment[name] = value; }
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        foreach ((string name, string value) in environment) { start.Environment[name] = value; }
        return new RunningCommand(start);
    }
}
