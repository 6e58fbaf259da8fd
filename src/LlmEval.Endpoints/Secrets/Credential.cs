using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmEval.Endpoints.Secrets;

/// <summary>A key or token and the variable it came from. No record: printing it must never print the secret.</summary>
internal sealed class Credential(string variable, string secret, bool isToken)
{
    private readonly (string Secret, Lazy<Regex> Spelled)[] _hidden = Spelled([secret]);

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
    public IReadOnlyDictionary<string, string> Others
    {
        get;
        init => (field, _hidden) = (value, Spelled(value.Values.Append(Secret)));
    } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Takes all of them out of a text, also as JSON and addresses write them, because both are shown as they were sent.</summary>
    /// <param name="text">The text.</param>
    /// <param name="shortest">Shorter secrets stay.</param>
    public string Hide(string text, int shortest = 1)
    {
        foreach ((string secret, Lazy<Regex> spelled) in _hidden)
        {
            if (secret.Length < shortest) { continue; }

            text = text.Replace(secret, Redactor.Mask, StringComparison.OrdinalIgnoreCase);
            if (text.AsSpan().ContainsAny('\\', '%')) { text = spelled.Value.Replace(text, Redactor.Mask); }
        }

        return text;
    }

    /// <summary>Whether a header can carry it. Checked before one does, because the exception of a header quotes its value.</summary>
    public bool IsUsable => Secret.All(static c => c is > ' ' and <= '~') && Others.Values.All(static o => o.All(static c => c is >= ' ' and <= '~'));

    /// <summary>Each secret with the pattern of its spellings; the longest first, should one hold another.</summary>
    private static (string Secret, Lazy<Regex> Spelled)[] Spelled(IEnumerable<string> secrets) =>
        [.. secrets.Where(static s => s.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(static s => s.Length).Select(static s => (s, new Lazy<Regex>(() => Pattern(s))))];

    /// <summary>A letter as it is, behind a backslash, by its number in JSON, by its number in an address.</summary>
    private static Regex Pattern(string secret) => new(
        string.Concat(secret.Select(static c => string.Create(CultureInfo.InvariantCulture, $@"(?:\\?\u{(int)c:X4}|\\u{(int)c:X4}|%{(int)c:X2})"))),
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <inheritdoc/>
    public override string ToString() => $"the secret in {Variable}";
}
