using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Llama.Downloads;

/// <summary>The file of a local model, and where it can be had: <c>Path</c>, <c>Sha256</c>, <c>Uri</c> and <c>UriTokenVariable</c> of an item.</summary>
public sealed record LocalModelFile
{
    private LocalModelFile(ModelSpec model, string path) => (Name, Location, Path) = (model.Name, model.Location, path);

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>Where the item is declared.</summary>
    public Location Location { get; }

    /// <summary>Full path of the file; it need not exist.</summary>
    public string Path { get; }

    /// <summary>The hash that it must have, 64 lower-case hexadecimal digits; null when the item does not say.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>Where it can be fetched from: HTTPS, or HTTP on this machine; null when the item does not say.</summary>
    public Uri? Uri { get; private init; }

    /// <summary>Name of the environment variable with the bearer token for <see cref="Uri"/>; null when none is needed.</summary>
    public string? TokenVariable { get; private init; }

    /// <summary>Reads an item.</summary>
    /// <param name="model">The item.</param>
    /// <param name="projectDirectory">Where relative paths start.</param>
    /// <param name="home">Per-user folder: an item with <c>Uri</c> and no <c>Path</c> has its file in <c>models/SHA256.gguf</c> there.</param>
    /// <param name="diagnostics">Gets what is wrong.</param>
    /// <returns>Null when it cannot be known where the file is.</returns>
    public static LocalModelFile? Read(ModelSpec model, string projectDirectory, string home, DiagnosticBag diagnostics)
    {
        string? hash = model["Sha256"]?.Trim().ToLowerInvariant();
        if (hash is not null && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
        {
            diagnostics.Add(Diagnostics.BadValue, model.Location,
                $"Sha256 of the model '{model.Name}' must be the SHA-256 of the file, 64 hexadecimal digits, not '{(hash.Length > 80 ? hash[..80] + "..." : hash)}'.");
            return null;
        }

        Uri? uri = model["Uri"] is { } said ? ReadUri(model, said.Trim(), diagnostics) : null;
        if (model["Uri"] is not null && hash is null)
        {
            diagnostics.Add(Diagnostics.MissingKey, model.Location,
                $"The model '{model.Name}' has a Uri and no Sha256: what is fetched there may change from day to day. Say the SHA-256 of the file that is meant.");
            return null;
        }

        string? path = model["Path"] is { } written ? System.IO.Path.GetFullPath(written, projectDirectory)
            : uri is not null ? System.IO.Path.Combine(home, "models", hash + ".gguf") : null;
        if (path is null)
        {
            if (model["Uri"] is null) { diagnostics.Add(Diagnostics.MissingKey, model.Location, $"The model '{model.Name}' (Llama) needs Path, the GGUF file, or Uri and Sha256."); }

            return null;
        }

        return new LocalModelFile(model, path) { Sha256 = hash, Uri = uri, TokenVariable = model["UriTokenVariable"]?.Trim() };
    }

    /// <summary>An address as it may be shown: without what may be a secret in its query.</summary>
    internal static string Shown(Uri uri) => uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Whether a file may be fetched from there.</summary>
    internal static bool IsAllowed(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);

    private static Uri? ReadUri(ModelSpec model, string text, DiagnosticBag diagnostics)
    {
        string? wrong = !Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || !IsAllowed(uri) || uri.Host.Length == 0
            ? "must be an address that begins with https:// (http:// only on this machine)"
            : uri.UserInfo.Length > 0 ? "must not hold a password. Name the environment variable with the token in UriTokenVariable" : null;
        if (wrong is null) { return uri; }

        // The address is not repeated: it may hold a secret.
        diagnostics.Add(Diagnostics.BadValue, model.Location, $"Uri of the model '{model.Name}' {wrong}.");
        return null;
    }
}
