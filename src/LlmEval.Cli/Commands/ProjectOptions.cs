using System.CommandLine;
using LlmEval.Cli.Hosting;
using LlmEval.Manifests;

namespace LlmEval.Cli.Commands;

/// <summary>The options that say which project is meant; shared by all commands that need one.</summary>
internal sealed class ProjectOptions
{
    private readonly Option<string?> _project = new("--project", "-p") { Description = "The project file or its folder; the current folder's project by default." };
    private readonly Option<string?> _manifest = new("--manifest") { Description = "A manifest that a build wrote, instead of asking MSBuild for it." };
    private readonly Option<string[]> _properties = new("--property", "-P") { Description = "A property for MSBuild, name=value; may be given several times." };

    public void AddTo(Command command)
    {
        command.Options.Add(_project);
        command.Options.Add(_manifest);
        command.Options.Add(_properties);
    }

    /// <summary>Whether somebody named a project.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_manifest) is not null || parsed.GetValue(_project) is not null;

    public async Task<Manifest> LoadAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        parsed.GetValue(_manifest) is { } file
            ? ManifestFile.Read(GivenPath.Full(file, "--manifest"))
            : await ProjectManifest.LoadAsync(ProjectManifest.Find(parsed.GetValue(_project)), parsed.GetValue(_properties) ?? [], cancellationToken).ConfigureAwait(false);
}
