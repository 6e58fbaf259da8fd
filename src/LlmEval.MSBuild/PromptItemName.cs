namespace LlmEval.MSBuild;

/// <summary>How a prompt is called whose item has no name of its own. Also compiled into the source generator, so that both call it the same.</summary>
internal static class PromptItemName
{
    private static readonly string[] s_endings = [".prompt.yml", ".prompt.yaml", ".prompty"];

    /// <summary>The name of a file without its ending.</summary>
    public static string Of(string path)
    {
        string file = System.IO.Path.GetFileName(path);
        string? ending = System.Array.Find(s_endings, e => file.Length > e.Length && file.EndsWith(e, System.StringComparison.OrdinalIgnoreCase));
        return ending is null ? System.IO.Path.GetFileNameWithoutExtension(file) : file.Substring(0, file.Length - ending.Length);
    }
}
