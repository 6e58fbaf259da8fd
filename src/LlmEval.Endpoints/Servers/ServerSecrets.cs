using LlmEval.Endpoints.Secrets;

namespace LlmEval.Endpoints.Servers;

/// <summary>Finds secrets where a server's command would show them to everybody.</summary>
internal static class ServerSecrets
{
    private static readonly string[] s_options = ["api-key", "apikey", "hf-token", "auth-token", "access-token", "password", "secret"];
    private static readonly string[] s_variables = ["_KEY", "_TOKEN", "_SECRET", "_PASSWORD"];

    /// <summary>What of a command is a secret, in words that do not show it; null when nothing is.</summary>
    public static string? Of(IReadOnlyList<string> command)
    {
        for (int i = 0; i < command.Count; i++)
        {
            string argument = command[i];
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string option = equals < 0 ? argument : argument[..equals];
            bool isOption = option.StartsWith('-') && s_options.Any(o => option.TrimStart('-').Replace('_', '-').EndsWith(o, StringComparison.OrdinalIgnoreCase));
            if (isOption && (equals >= 0 || (i + 1 < command.Count && !command[i + 1].StartsWith('-')))) { return "the value of " + option; }
            if (LooksRandom(argument[(equals + 1)..])) { return FormattableString.Invariant($"argument {i}"); }
        }

        return null;
    }

    /// <summary>Whether a variable's value is a secret.</summary>
    public static bool IsSecret(string name, string value) =>
        LooksRandom(value.Trim()) || s_variables.Any(v => name.EndsWith(v, StringComparison.OrdinalIgnoreCase));

    /// <summary>Hashes of revisions are as long as keys, and names of programs begin as some keys do: both belong on command lines.</summary>
    private static bool LooksRandom(string text) =>
        text.Length >= 16 && KeyShape.IsKey(text) && text.Any(char.IsAsciiDigit) && !text.All(char.IsAsciiHexDigit) && !text.Contains('.', StringComparison.Ordinal);
}
