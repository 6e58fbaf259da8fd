using System.Security.Cryptography;
using System.Text;
using LlmEval.Documents;
using LlmEval.Endpoints.Secrets;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Endpoints.Servers;

/// <summary>What an <c>LlmModel</c> item says of a server that the run starts and ends: <c>Command</c> and what belongs to it.</summary>
internal sealed record ServerOptions
{
    /// <summary>Metadata of a managed server.</summary>
    public static IReadOnlyCollection<string> Names { get; } = ["Command", "HealthUrl", "StartTimeout", "WorkingDirectory", "Environment"];

    /// <summary>Name of the model's item.</summary>
    public required string Model { get; init; }

    /// <summary>Where it is declared.</summary>
    public required Location Location { get; init; }

    /// <summary>Program and arguments, with <c>{port}</c>.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Variables beside the inherited ones, with <c>{port}</c>.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Where health is asked, with <c>{port}</c>: an address, or a path that begins with a slash; null for the usual places.</summary>
    public string? HealthUrl { get; init; }

    /// <summary>Longest time from the start to health.</summary>
    public required TimeSpan StartTimeout { get; init; }

    /// <summary>The working directory as written; null for the project's folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>What the answers depend on, as written.</summary>
    public required string Source { get; init; }

    /// <summary>Reads an item; null when it has no <c>Command</c> or one that cannot be used, which is reported.</summary>
    /// <param name="model">The item.</param>
    /// <param name="addressName">The metadatum with the address: <c>Endpoint</c> or <c>Url</c>.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static ServerOptions? Read(ModelSpec model, string addressName, DiagnosticBag diagnostics)
    {
        if (model["Command"] is not { } text)
        {
            if (Names.FirstOrDefault(n => model[n] is not null) is { } alone) { Wrong($"{alone} of the model '{model.Name}' is for a server that the run starts: it needs Command."); }

            return null;
        }

        if (CommandLine.Split(text) is not { } command)
        {
            diagnostics.Add(Diagnostics.BadPattern, model.Location, $"Command of the model '{model.Name}' opens a quote and does not close it. Close it; a quote inside quotes is doubled.");
            return null;
        }

        if (command.Count == 0)
        {
            Wrong($"Command of the model '{model.Name}' names no program.");
            return null;
        }

        int before = diagnostics.Items.Count;
        if (ServerSecrets.Of(command) is { } secret)
        {
            Wrong($"Command of the model '{model.Name}' holds what looks like a secret ({secret}), which is not shown. Command lines can be read by everybody on the machine: set an environment variable, which the server inherits, and name it in ApiKeyVariable.");
        }

        Dictionary<string, string> variables = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (string entry in (model["Environment"] ?? string.Empty).Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? entry : entry[..equals].Trim();
            if (equals < 0 || !KeyShape.IsVariableName(name)) { Wrong($"Environment of the model '{model.Name}' must be variables such as NAME=value;OTHER=value."); }
            else if (ServerSecrets.IsSecret(name, entry[(equals + 1)..]))
            {
                Wrong($"Environment of the model '{model.Name}' gives a secret to {name}, which is not shown. Set {name} in the environment of the build: the server inherits it.");
            }
            else { variables[name] = entry[(equals + 1)..].Trim(); }
        }

        if (!command.Any(PortPlaceholder.IsIn) && !variables.Values.Any(PortPlaceholder.IsIn))
        {
            Wrong($"Command of the model '{model.Name}' must say {{port}} where the server's port belongs (or Environment must): a free one is chosen for each run, so that two builds at once do not meet.");
        }

        if (model[addressName] is { } address && !IsManaged(address))
        {
            Wrong($"{addressName} of the model '{model.Name}' must be on this machine and say {{port}}, such as http://127.0.0.1:{{port}}/v1, because Command starts the server.");
        }

        if (model["HealthUrl"] is { } health && !health.StartsWith('/') && !IsManaged(health))
        {
            Wrong($"HealthUrl of the model '{model.Name}' must be a path such as /health, or an address such as http://127.0.0.1:{{port}}/health.");
        }

        TimeSpan limit = TimeSpan.FromMinutes(5);
        if (model["StartTimeout"] is { } time
            && MappingReader.Time(new ScalarNode(model.Location, time, ScalarKind.Text), $"StartTimeout of the model '{model.Name}'", diagnostics) is { } said)
        {
            limit = said < EndpointOptions.LongestTimeout ? said : EndpointOptions.LongestTimeout;
        }

        return diagnostics.Items.Count > before ? null : new ServerOptions
        {
            Model = model.Name,
            Location = model.Location,
            Command = command,
            Variables = variables,
            HealthUrl = model["HealthUrl"],
            StartTimeout = limit,
            WorkingDirectory = model["WorkingDirectory"],
            Source = text + (model["WorkingDirectory"] is { } folder ? "\nin " + folder : string.Empty) + "\n" + string.Join('\n', variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}")),
        };

        void Wrong(string message) => diagnostics.Add(Diagnostics.BadValue, model.Location, message);
    }

    /// <summary>
    /// The command's part of the model's identity: other arguments give other answers. The port is a placeholder in it, and the project's folder is
    /// left out, so that it is the same on every machine.
    /// </summary>
    public string KeySuffix(string projectDirectory)
    {
        string source = Source.Replace(Path.TrimEndingDirectorySeparator(projectDirectory) + Path.DirectorySeparatorChar, string.Empty, StringComparison.Ordinal);
        return ";command:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..32];
    }

    private static bool IsManaged(string address) =>
        address.Contains(":" + PortPlaceholder.Text, StringComparison.Ordinal)
        && Uri.TryCreate(PortPlaceholder.Fill(address, PortPlaceholder.Any), UriKind.Absolute, out Uri? uri) && uri.IsLoopback && uri.Port == PortPlaceholder.Any;
}
