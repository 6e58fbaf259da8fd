using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmEval.Build.Tests.Sandbox;

/// <summary>An error or warning as MSBuild prints it: <c>file(line,column): error CODE: message [project]</c>.</summary>
internal sealed partial record BuildDiagnostic(string File, int Line, int Column, string Severity, string Code, string Message)
{
    /// <summary>All of them in an output, in its order; the summary at the end says them again and is left out.</summary>
    public static IReadOnlyList<BuildDiagnostic> Parse(string output) =>
        [.. output.Split('\n').TakeWhile(line => line is not ("Build FAILED." or "Build succeeded.")).Select(line => Canonical().Match(line)).Where(m => m.Success).Select(m => new BuildDiagnostic(
            m.Groups["file"].Value.Trim(), Number(m.Groups["line"]), Number(m.Groups["column"]), m.Groups["severity"].Value, m.Groups["code"].Value, m.Groups["message"].Value))];

    private static int Number(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?:\s*\d+>)?(?<file>.*?)(?:\((?<line>\d+)(?:,(?<column>\d+))?(?:,\d+,\d+)?\))?\s*: (?<severity>error|warning) (?<code>[A-Z]+\d+): (?<message>.*?)(?: \[[^\]]+\])?$")]
    private static partial Regex Canonical();
}
