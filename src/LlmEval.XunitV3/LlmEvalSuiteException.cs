using LlmEval.Listing;
using LlmEval.Model;

namespace LlmEval.XunitV3;

/// <summary>A suite that cannot be listed or run. The message names file, line and column of each mistake.</summary>
public sealed class LlmEvalSuiteException : Exception
{
    /// <summary>With a message.</summary>
    public LlmEvalSuiteException(string message)
        : base(message)
    {
    }

    /// <summary>With what keeps a suite from being listed.</summary>
    public LlmEvalSuiteException(ListedSuite suite)
        : base(MessageOf(suite))
    {
    }

    /// <summary>The mistakes, one a line; at most ten, because one slip in a file of cases may be thousands.</summary>
    internal static string MessageOf(ListedSuite suite)
    {
        const int Most = 10;
        IEnumerable<string> lines = suite.Errors.Take(Most).Select((Diagnostic d) => d.ToString());
        string rest = suite.Errors.Count > Most ? $"\n... and {suite.Errors.Count - Most} more" : string.Empty;
        return $"The suite '{suite.Name}' was not run:\n{string.Join('\n', lines)}{rest}";
    }
}
