using System.CommandLine;
using System.Globalization;
using LlmEval.Caching;
using LlmEval.Llama.Downloads;
using LlmEval.Llama.Files;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval models</c>: the models of a project and their files.</summary>
internal static class ModelsCommand
{
    private const string LocalProvider = "Llama";

    public static Command Create() => new("models", "The models of a project and their files.") { List(), Pull() };

    private static Command List()
    {
        Command command = new("list", "Say which models the project has, and whether the files of the local ones are there.");
        ProjectOptions project = new();
        project.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Manifest manifest = await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
            string home = HomeLocation.Resolve(Environment.GetEnvironmentVariable);
            FileHashes hashes = new(Path.Combine(home, "hashes"), TimeProvider.System, Console.Error.WriteLine);
            int errors = 0;
            foreach (ManifestItem item in manifest.Models)
            {
                DiagnosticBag diagnostics = new();
                string text = await DescribeAsync(item, LocalFile(item, manifest, home, diagnostics), hashes, cancellationToken).ConfigureAwait(false);
                Output.Tell(manifest, diagnostics.Items);
                errors += diagnostics.Items.Count(d => d.IsError);
                Console.WriteLine($"{item.Name}: {text}");
            }

            return errors == 0 ? ExitStatus.Success : EvaluationResult.AuthoringExitStatus;
        });
        return command;
    }

    private static Command Pull()
    {
        Command command = new("pull", "Fetch the model files that have a Uri; all of them, or the named ones.");
        ProjectOptions project = new();
        project.AddTo(command);
        Argument<string[]> names = new("names") { Description = "Names of models; all that have a Uri by default.", Arity = ArgumentArity.ZeroOrMore };
        command.Arguments.Add(names);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Manifest manifest = await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
            string home = HomeLocation.Resolve(Environment.GetEnvironmentVariable);
            DiagnosticBag diagnostics = new();
            List<LocalModelFile> files = Chosen(manifest, parsed.GetValue(names) ?? [], home, diagnostics);
            Output.Tell(manifest, diagnostics.Items);
            if (diagnostics.Items.Any(d => d.IsError)) { return EvaluationResult.AuthoringExitStatus; }

            using ModelDownloader downloader = new(home, Environment.GetEnvironmentVariable, Console.Error.WriteLine, TimeProvider.System);
            foreach (LocalModelFile file in files)
            {
                bool fetched = await downloader.PullAsync(file, cancellationToken).ConfigureAwait(false);
                Console.WriteLine($"{file.Name}: {(fetched ? "fetched" : "there already")}: {file.Path}");
            }

            if (files.Count == 0) { Console.WriteLine("No model of the project has a Uri."); }

            return ExitStatus.Success;
        });
        return command;
    }

    private static List<LocalModelFile> Chosen(Manifest manifest, string[] names, string home, DiagnosticBag diagnostics)
    {
        foreach (string name in names)
        {
            if (!manifest.Models.Any(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                diagnostics.Add(Diagnostics.UnknownName, new Location(manifest.Project),
                    $"There is no model '{name}'. The project has: {string.Join(", ", manifest.Models.Select(m => m.Name).Order(StringComparer.Ordinal))}.");
            }
        }

        List<LocalModelFile> files = [];
        foreach (ManifestItem item in manifest.Models.Where(m => names.Length == 0 || names.Contains(m.Name, StringComparer.OrdinalIgnoreCase)))
        {
            bool says = item.Metadata.TryGetValue("Uri", out string? uri) && uri.Length > 0;
            if (!says && names.Length > 0) { diagnostics.Add(Diagnostics.MissingKey, item.Location, $"The model '{item.Name}' has no Uri to fetch its file from. Say Uri and Sha256 on its LlmModel item."); }
            if (says && LocalFile(item, manifest, home, diagnostics) is { Uri: not null } file) { files.Add(file); }
        }

        return files;
    }

    private static LocalModelFile? LocalFile(ManifestItem item, Manifest manifest, string home, DiagnosticBag diagnostics)
    {
        string provider = Provider(item);
        return string.Equals(provider, LocalProvider, StringComparison.OrdinalIgnoreCase)
            ? LocalModelFile.Read(new ModelSpec { Name = item.Name, Provider = provider, Location = item.Location, Metadata = item.Metadata }, manifest.ProjectDirectory, home, diagnostics)
            : null;
    }

    private static string Provider(ManifestItem item) => item.Metadata.TryGetValue("Provider", out string? provider) ? provider : string.Empty;

    private static async Task<string> DescribeAsync(ManifestItem item, LocalModelFile? file, FileHashes hashes, CancellationToken cancellationToken)
    {
        string provider = Provider(item);
        if (file is null) { return provider; }
        if (!File.Exists(file.Path)) { return $"{provider}, missing: {file.Path}{(file.Uri is null ? string.Empty : " (fetch it with `llmeval models pull`)")}"; }

        try
        {
            string hash = await hashes.GetAsync(file.Path, cancellationToken).ConfigureAwait(false);
            string right = file.Sha256 is null ? string.Empty : file.Sha256 == hash ? ", as the project says" : $", NOT {file.Sha256} as the project says";
            return string.Create(CultureInfo.InvariantCulture, $"{provider}, there: {file.Path}, {new FileInfo(file.Path).Length} bytes, sha256 {hash}{right}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{provider}, cannot be read: {e.Message}";
        }
    }
}
