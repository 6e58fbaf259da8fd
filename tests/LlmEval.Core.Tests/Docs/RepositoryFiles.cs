namespace LlmEval.Core.Tests.Docs;

/// <summary>Files of the repository that this test was built from.</summary>
internal static class RepositoryFiles
{
    private static readonly string s_root = Root();

    public static string Path(params string[] parts) => System.IO.Path.Combine([s_root, .. parts]);

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "LlmEval.sln"))) { folder = folder.Parent; }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
