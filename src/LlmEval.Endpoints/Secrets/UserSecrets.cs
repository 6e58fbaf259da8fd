using System.Text.Json;
using LlmEval.Models;

namespace LlmEval.Endpoints.Secrets;

/// <summary>
/// The project's user secrets (<c>dotnet user-secrets</c>): a JSON file of the user's, outside of the project, named by its <c>UserSecretsId</c>. Read
/// here and not by the configuration package, which brings five more for this one file.
/// </summary>
internal static class UserSecrets
{
    /// <summary>The setting of the build that names the file.</summary>
    public const string IdSetting = "UserSecretsId";

    private const int LongestFile = 1 << 20;

    private static readonly JsonDocumentOptions s_reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The secret of that name; null when there is none. <c>A__B</c> is <c>A:B</c>, as everywhere in configuration; case does not count.</summary>
    /// <param name="name">The name.</param>
    /// <param name="environment">Reads the variables that say where the user's files are.</param>
    /// <param name="context">Has the setting.</param>
    public static string? Find(string name, Func<string, string?> environment, ModelContext context)
    {
        if (context.Setting(IdSetting) is not { } id || File(id, environment) is not { } file || !file.Exists) { return null; }

        try
        {
            if (file.Length > LongestFile) { throw new JsonException(); }

            // The byte order mark that some editors write is no JSON.
            ReadOnlyMemory<byte> bytes = System.IO.File.ReadAllBytes(file.FullName);
            using JsonDocument document = JsonDocument.Parse(bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes, s_reading);
            return Find(document.RootElement, string.Empty, Plain(name));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // Neither the text nor what the reader says of it is shown: it may be a piece of a secret.
            context.Report($"the user secrets of the project ({IdSetting} {id}) cannot be read: {(e is JsonException or InvalidOperationException ? "they are no JSON object" : "the file cannot be opened")}");
            return null;
        }
    }

    /// <summary>Where the tool <c>dotnet user-secrets</c> keeps the secrets of an id; null when the id cannot be the name of a folder.</summary>
    private static FileInfo? File(string id, Func<string, string?> environment)
    {
        if (id is "." or ".." || id.AsSpan().ContainsAny(['/', '\\', ':', '\0'])) { return null; }

        return environment("APPDATA") is { Length: > 0 } windows ? new FileInfo(Path.Combine(windows, "Microsoft", "UserSecrets", id, "secrets.json"))
            : (environment("HOME") ?? environment("DOTNET_USER_SECRETS_FALLBACK_DIR")) is { Length: > 0 } home ? new FileInfo(Path.Combine(home, ".microsoft", "usersecrets", id, "secrets.json"))
            : null;
    }

    private static string? Find(JsonElement element, string prefix, string name)
    {
        if (element.ValueKind == JsonValueKind.String) { return string.Equals(prefix, name, StringComparison.OrdinalIgnoreCase) ? element.GetString() : null; }
        if (element.ValueKind != JsonValueKind.Object) { return prefix.Length == 0 ? throw new JsonException() : null; }

        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (Find(member.Value, prefix.Length == 0 ? Plain(member.Name) : $"{prefix}:{Plain(member.Name)}", name) is { } found) { return found; }
        }

        return null;
    }

    private static string Plain(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
