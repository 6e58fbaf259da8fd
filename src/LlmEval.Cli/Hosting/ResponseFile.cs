using System.CommandLine;

namespace LlmEval.Cli.Hosting;

/// <summary>Response files (<c>@FILE</c>) as the build task writes them: each line is one argument, whatever spaces and quotes it holds.</summary>
internal static class ResponseFile
{
    public static ParserConfiguration Configuration { get; } = new() { ResponseFileTokenReplacer = Replace };

    private static bool Replace(string token, out IReadOnlyList<string>? arguments, out string? trouble)
    {
        (arguments, trouble) = (null, null);
        try
        {
            arguments = File.ReadAllLines(token);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            trouble = $"The response file '{token}' cannot be read: {e.Message}";
            return false;
        }
    }
}
