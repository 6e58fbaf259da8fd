using System.Security.Cryptography;
using System.Text;

namespace LlmEval.Reporting.Aieval;

/// <summary>Names of scenarios, which are names of folders on every system: letters, digits, <c>-</c> and <c>_</c>, short, and none that Windows keeps for devices.</summary>
internal sealed class AievalNames
{
    /// <summary>Longest part: three of them and the root stay below the shortest limit of a path.</summary>
    private const int Longest = 48;

    private static readonly HashSet<string> s_devices = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"com{n}", $"lpt{n}" })], StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of a case with a model: the same in every run. Two that would share a folder differ by a hash.</summary>
    public string Scenario(string suite, string model, string id)
    {
        string name = $"{Slug(suite)}.{Slug(model)}.{Slug(id)}";
        string whole = $"{suite}\0{model}\0{id}";
        if (_taken.TryAdd(name, whole) || _taken[name] == whole) { return name; }

        return $"{name}-{Hash(whole)}";
    }

    private static string Slug(string name)
    {
        StringBuilder text = new(name.Length);
        foreach (char c in name) { text.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'); }

        string slug = text.ToString();
        if (slug == name && slug.Length <= Longest && slug.Length > 0 && !s_devices.Contains(slug)) { return slug; }

        // Something of it was lost: the hash keeps it apart from others.
        return $"{(slug.Length <= Longest ? slug : slug[..Longest])}-{Hash(name)}";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
}
