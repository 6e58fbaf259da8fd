using System.Security.Cryptography;
using System.Text;

namespace LlmEval.Reporting.Html;

/// <summary>Style and script of the page, with the hashes by which a browser knows them: it runs and applies nothing else.</summary>
internal static class PageAssets
{
    /// <summary>The style sheet.</summary>
    public static readonly string Style = Read("LlmEval.Html.report.css");

    /// <summary>The script.</summary>
    public static readonly string Script = Read("LlmEval.Html.report.js");

    /// <summary>
    /// The page's policy (Content Security Policy, level 3): no request of any kind, no form, no frame, no style or script but ours, and no text is ever made markup.
    /// </summary>
    public static readonly string Policy =
        $"default-src 'none'; style-src '{Hash(Style)}'; script-src '{Hash(Script)}'; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Read(string name)
    {
        using Stream stream = typeof(PageAssets).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
