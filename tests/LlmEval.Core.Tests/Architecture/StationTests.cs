using System.Text.RegularExpressions;

namespace LlmEval.Core.Tests.Architecture;

public sealed partial class StationTests
{
    /// <summary>The one way of the data; a station knows those before it. The files at the root compose all of them.</summary>
    private static readonly string[] Stations =
        ["Statistics", "Model", "Documents", "Manifests", "Prompts", "Suites", "Models", "Caching", "Running", "Scoring", "Gating", "Reporting", "Comparing"];

    /// <summary>The rooms of the composition: they know every station and one another, and no station knows them.</summary>
    private static readonly string[] Rooms = ["Accepted", "Aside", "Binding", "Estimating", "Evaluating", "Handover", "Listing"];

    [Fact]
    public void Every_folder_is_a_station() =>
        Directory.GetDirectories(Path.Combine(Repository.Root, "src/LlmEval.Core")).Select(d => Path.GetFileName(d))
            .Except(["obj", "bin"]).Should().BeEquivalentTo([.. Stations, .. Rooms]);

    [Fact]
    public void A_station_knows_those_before_it_and_none_after_it()
    {
        List<string> wrong = [];
        foreach (string file in Repository.Files("src/LlmEval.Core", "*.cs"))
        {
            string relative = Path.GetRelativePath(Path.Combine(Repository.Root, "src/LlmEval.Core"), file);
            int own = Array.IndexOf(Stations, relative.Split(Path.DirectorySeparatorChar)[0]);
            if (own < 0) { continue; }

            foreach (Match used in Using().Matches(File.ReadAllText(file)))
            {
                if (Array.IndexOf(Stations, used.Groups[1].Value) > own || Rooms.Contains(used.Groups[1].Value)) { wrong.Add($"{relative} uses {used.Value}"); }
            }
        }

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void A_file_declares_the_namespace_of_its_folder()
    {
        List<string> wrong = [];
        foreach (string file in Repository.Files("src/LlmEval.Core", "*.cs"))
        {
            string folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(Repository.Root, "src/LlmEval.Core"), file))!;
            string expected = folder.Length == 0 ? "LlmEval" : "LlmEval." + folder.Replace(Path.DirectorySeparatorChar, '.');
            if (!File.ReadAllText(file).Contains($"namespace {expected};", StringComparison.Ordinal)) { wrong.Add($"{file}: {expected}"); }
        }

        wrong.Should().BeEmpty();
    }

    [GeneratedRegex(@"\bLlmEval\.([A-Z][A-Za-z]+)\b")]
    private static partial Regex Using();
}
