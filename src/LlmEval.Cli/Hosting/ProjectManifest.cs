using System.Diagnostics;
using System.Text;
using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval.Cli.Hosting;

/// <summary>Obtains a project's manifest from MSBuild: the same target that a build runs writes it, so both see the same.</summary>
internal static class ProjectManifest
{
    private const string Target = "_LlmEvalPrepare";
    private const string Folder = "LlmEvalIntermediatePath";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Finds the project to work on: the named one, or the only one in a folder.</summary>
    public static string Find(string? project)
    {
        string place = Path.GetFullPath(string.IsNullOrWhiteSpace(project) ? Directory.GetCurrentDirectory() : project);
        if (File.Exists(place)) { return place; }

        if (!Directory.Exists(place))
        {
            throw Usage(place, $"There is no project at '{place}'. Give --project a project file or its folder.");
        }

        string[] found = In(place);
        if (string.IsNullOrWhiteSpace(project))
        {
            // Somebody who stands in a folder of the project, say in evals, means the project.
            for (DirectoryInfo? above = Directory.GetParent(place); found.Length == 0 && above is not null; above = above.Parent) { found = In(above.FullName); }
        }

        return found.Length switch
        {
            1 => found[0],
            0 => throw Usage(place, "There is no project in this folder or above it. Run the command in a project's folder or give --project."),
            _ => throw Usage(place, $"This folder holds several projects ({string.Join(", ", found.Select(Path.GetFileName))}). Say which with --project."),
        };
    }

    private static string[] In(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.*proj").Where(f => !f.EndsWith(".sqlproj", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        }
        catch (UnauthorizedAccessException) { return []; } // a folder above that this user may not list holds no project of theirs
    }

    /// <summary>Asks MSBuild for the manifest of a project.</summary>
    public static async Task<Manifest> LoadAsync(string project, IReadOnlyList<string> properties, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(DotnetPath())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetDirectoryName(project)!,
        };
        foreach (string argument in (string[])["msbuild", project, "-nologo", "-v:q", "-nodeReuse:false", "-t:" + Target, "-getProperty:" + Folder])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string property in properties) { start.ArgumentList.Add("-p:" + property); }

        using Process process = Start(start, project);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new LlmEvalException(Diagnostics.BadManifest.At(new Location(project),
                FormattableString.Invariant($"MSBuild gave no answer in {Limit.TotalMinutes} minutes. Try 'dotnet build' of the project, which says more.")));
        }

        string said = (await output.ConfigureAwait(false)).Trim();
        string folder = said.Split('\n')[^1].Trim();
        if (process.ExitCode == 0 && folder.Length > 0)
        {
            string file = Path.Combine(folder, "manifest.json");
            return File.Exists(file) ? ManifestFile.Read(file)
                : throw Usage(project, "The project has no suite. Add a file *.eval.yml or an LlmEvalSuite item.");
        }

        string trouble = (said + "\n" + await errors.ConfigureAwait(false)).Trim();
        throw new LlmEvalException(Diagnostics.BadManifest.At(new Location(project), trouble.Contains("MSB4057", StringComparison.Ordinal)
            ? "The project does not use LlmEval. Add the package LlmEval to it and restore it."
            : $"MSBuild cannot evaluate the project. Restore it first (dotnet restore). It said: {Short(trouble)}"));
    }

    private static Process Start(ProcessStartInfo start, string project)
    {
        try { return Process.Start(start)!; }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            throw new LlmEvalException(Diagnostics.BadManifest.At(new Location(project),
                $"The .NET SDK cannot be started as '{start.FileName}': {e.Message} Put dotnet on the path, or give --manifest."), e);
        }
    }

    /// <summary>The dotnet command that runs this process, else the one on the path.</summary>
    public static string DotnetPath() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self
        : "dotnet";

    private static string Short(string text) => text.Length <= 600 ? text.ReplaceLineEndings(" ") : text[..600].ReplaceLineEndings(" ") + " ...";

    private static LlmEvalException Usage(string place, string message) => new(Diagnostics.Usage.At(new Location(place), message));
}
