using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmEval.Documents;
using LlmEval.Endpoints.Secrets;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring.Structure;

namespace LlmEval.Endpoints.Services;

/// <summary>What an <c>LlmModel</c> item with <c>Provider="Http"</c> says of requests and answers.</summary>
internal sealed partial record ServiceOptions
{
    private static readonly string[] s_methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    private static readonly string[] s_secretHeaders = ["authorization", "proxy-authorization", "cookie"];
    private static readonly string[] s_secretEndings = ["api-key", "apikey", "-key", "-token", "-secret", "password"];

    /// <summary>Metadata with JSON paths.</summary>
    public static IReadOnlyList<string> PathNames { get; } =
        ["AnswerPath", "PassagesPath", "InputTokensPath", "OutputTokensPath", "CostPath", "FinishPath", "ToolCallsPath"];

    /// <summary>All metadata of requests and answers.</summary>
    public static IReadOnlyCollection<string> Names { get; } = ["Url", "Method", "Headers", "Body", "BodyFile", "ContentType", "PassageText", "PassageId", .. PathNames];

    public required HttpMethod Method { get; init; }

    public required RequestTemplate Url { get; init; }

    public required IReadOnlyList<(string Name, RequestTemplate Value)> Headers { get; init; }

    /// <summary>Null when nothing is sent but the address.</summary>
    public RequestTemplate? Body { get; init; }

    public required MediaTypeHeaderValue ContentType { get; init; }

    /// <summary>The paths that the item says, by the name of their metadatum.</summary>
    public required IReadOnlyDictionary<string, JsonPath> Paths { get; init; }

    /// <summary>Where a passage's text is in it, from names and dots; null for the usual names.</summary>
    public string? PassageText { get; init; }

    /// <summary>Where a passage's id is in it.</summary>
    public string? PassageId { get; init; }

    /// <summary>Names of the variables with secrets, in the order of the headers.</summary>
    public IReadOnlyList<string> Variables => [.. Headers.SelectMany(h => h.Value.Variables).Distinct(StringComparer.Ordinal)];

    /// <summary>Hash of all that answers depend on; of secrets their variables' names.</summary>
    public string Hash(string url)
    {
        string[] parts = [Method.Method, url, ContentType.ToString(), Body?.Source ?? string.Empty, PassageText ?? string.Empty, PassageId ?? string.Empty,
            .. Headers.Select(h => $"header {h.Name}: {h.Value.Source}").Order(StringComparer.Ordinal),
            .. Paths.Select(p => $"{p.Key}: {p.Value}").Order(StringComparer.Ordinal)];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts))))[..32];
    }

    /// <summary>Reads an item; null after a mistake, which is reported.</summary>
    public static ServiceOptions? Read(ModelSpec model, ModelContext context, DiagnosticBag diagnostics)
    {
        DiagnosticBag own = new();
        string method = (model["Method"] ?? "POST").ToUpperInvariant();
        if (!s_methods.Contains(method)) { Wrong($"Method of the model '{model.Name}' must be one of {string.Join(", ", s_methods)}."); }

        if (!MediaTypeHeaderValue.TryParse(model["ContentType"] ?? "application/json", out MediaTypeHeaderValue? type))
        {
            Wrong($"ContentType of the model '{model.Name}' must be a media type such as application/json.");
        }

        RequestTemplate? url = model["Url"] is { } address ? Template("Url", address, Escaping.Url) : null;
        RequestTemplate? body = BodyText() is { } text ? Template("Body", text, BodyEscaping(type?.MediaType)) : null;
        if (body is null && !own.HasErrors && method is "POST" or "PUT" or "PATCH")
        {
            own.Add(Diagnostics.MissingKey, model.Location, $"The model '{model.Name}' (Http) needs Body or BodyFile: what is sent, such as {{\"question\": \"{{{{question}}}}\"}}.");
        }

        Dictionary<string, JsonPath> paths = new(StringComparer.Ordinal);
        foreach (string name in PathNames)
        {
            if (model[name] is { } path && JsonPath.Parse(new ScalarNode(model.Location, path, ScalarKind.Text), $"{name} of the model '{model.Name}'", own) is { } parsed) { paths[name] = parsed; }
        }

        foreach (string name in (string[])["PassageText", "PassageId"])
        {
            if (model[name] is not null && model["PassagesPath"] is null) { Wrong($"{name} of the model '{model.Name}' says where to look in a passage: it needs PassagesPath."); }
        }

        IReadOnlyList<(string, RequestTemplate)> headers = [.. ReadHeaders()];
        diagnostics.AddRange(own.Items);
        return own.HasErrors || url is null ? null : new ServiceOptions
        {
            Method = HttpMethod.Parse(method),
            Url = url,
            Headers = headers,
            Body = body,
            ContentType = type!,
            Paths = paths,
            PassageText = model["PassageText"],
            PassageId = model["PassageId"],
        };

        void Wrong(string message) => own.Add(Diagnostics.BadValue, model.Location, message);

        RequestTemplate? Template(string name, string source, Escaping escaping)
        {
            if (HoldsKey(source))
            {
                Wrong($"{name} of the model '{model.Name}' holds what looks like a key, which is not shown. Put it into an environment variable, name that in Headers as {{{{env:NAME}}}} or in ApiKeyVariable, and replace the key: it has been written to a file.");
                return null;
            }

            return RequestTemplate.Parse(source, $"{name} of the model '{model.Name}'", escaping, allowsSecrets: false, model.Location, own);
        }

        string? BodyText()
        {
            if (model["BodyFile"] is not { } file) { return model["Body"]; }

            if (model["Body"] is not null) { Wrong($"The model '{model.Name}' says both Body and BodyFile. Keep one."); }

            string path = Path.GetFullPath(file, context.ProjectDirectory);
            try
            {
                return File.ReadAllText(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                own.Add(Diagnostics.FileNotFound, model.Location, $"BodyFile of the model '{model.Name}' cannot be read: '{path}'. Correct the path; it starts at the project's folder.");
                return null;
            }
        }

        IEnumerable<(string, RequestTemplate)> ReadHeaders()
        {
            foreach (string entry in HeaderEnd().Split(model["Headers"] ?? string.Empty).Where(static e => !string.IsNullOrWhiteSpace(e)))
            {
                int colon = entry.IndexOf(':', StringComparison.Ordinal);
                string name = colon < 0 ? string.Empty : entry[..colon].Trim();
                string value = entry[(colon + 1)..].Trim();
                if (!HeaderName().IsMatch(name) || value.Length == 0) { Wrong($"Headers of the model '{model.Name}' must be written as 'Name: value; Other: value'."); }
                else if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                {
                    Wrong($"Headers of the model '{model.Name}' must not say {name}: the type of the body is said in ContentType.");
                }
                else if ((IsSecret(name) && !value.Contains("{{env:", StringComparison.Ordinal)) || HoldsKey(value))
                {
                    Wrong($"The header {name} of the model '{model.Name}' holds what looks like a secret, which is not shown. Write {{{{env:NAME}}}} in its place, with the name of an environment variable, and replace the secret: it has been written to a file.");
                }
                else if (RequestTemplate.Parse(value, $"The header {name} of the model '{model.Name}'", Escaping.Header, allowsSecrets: true, model.Location, own) is { } template)
                {
                    yield return (name, template);
                }
            }
        }
    }

    private static Escaping BodyEscaping(string? type) =>
        type is null ? Escaping.None
        : type.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase) ? Escaping.Json
        : type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) ? Escaping.Url
        : Escaping.None;

    private static bool IsSecret(string header) =>
        s_secretHeaders.Contains(header, StringComparer.OrdinalIgnoreCase) || s_secretEndings.Any(e => header.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    /// <summary>Words that are as long and mixed as keys are; hashes of revisions are not meant.</summary>
    private static bool HoldsKey(string text) => WordEnd().Split(text).Any(static w =>
        w.Length >= 20 && KeyShape.IsKey(w) && w.Any(char.IsAsciiDigit) && !w.All(char.IsAsciiHexDigit));

    [GeneratedRegex(@";\s*(?=[A-Za-z0-9_-]+\s*:)|\n", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderEnd();

    [GeneratedRegex("^[A-Za-z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();

    [GeneratedRegex(@"[\s""'=&?/:;,{}\[\]()]+", RegexOptions.CultureInvariant)]
    private static partial Regex WordEnd();
}
