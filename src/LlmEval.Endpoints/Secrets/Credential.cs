namespace LlmEval.Endpoints.Secrets;

/// <summary>A key or token and the variable it came from. No record: printing it must never print the secret.</summary>
internal sealed class Credential(string variable, string secret, bool isToken)
{
    /// <summary>Name of the environment variable, or of the user secret.</summary>
    public string Variable { get; } = variable;

    /// <summary>Whether it came from the project's user secrets and not from the environment.</summary>
    public bool IsUserSecret { get; init; }

    /// <summary>Where it came from, for messages.</summary>
    public string Place => $"the {(IsUserSecret ? "user secret" : "environment variable")} {Variable}";

    /// <summary>The secret itself, for the header and nothing else.</summary>
    public string Secret { get; } = secret;

    /// <summary>Whether it is a bearer token where the service tells tokens from keys.</summary>
    public bool IsToken { get; } = isToken;

    /// <summary>Further secrets by the name of their variable, for services that take several.</summary>
    public IReadOnlyDictionary<string, string> Others { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>All of them, for whoever takes them out of texts; the longest first, should one hold another.</summary>
    public IEnumerable<string> Secrets => Others.Values.Append(Secret).Where(static s => s.Length > 0).OrderByDescending(static s => s.Length);

    /// <summary>Whether a header can carry it. Checked before one does, because the exception of a header quotes its value.</summary>
    public bool IsUsable => Secret.All(static c => c is > ' ' and <= '~') && Others.Values.All(static o => o.All(static c => c is >= ' ' and <= '~'));

    /// <inheritdoc/>
    public override string ToString() => $"the secret in {Variable}";
}
