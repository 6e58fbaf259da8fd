using System.Globalization;
using System.Text;

namespace LlmEval.MSBuild;

/// <summary>
/// Names of test classes: that of the suite's file in Pascal case, so that no keyword is among them. Suites of one name get their folder's before it, then their project's, then a number,
/// all of them alike: which was first must not decide what a test is called.
/// </summary>
internal static class TestClassNames
{
    /// <summary>The name of the one method that such a class has; a class of that name would not compile.</summary>
    private const string Method = "Cases";

    /// <summary>A legal namespace, made of one that may not be (the name of a project).</summary>
    public static string Namespace(string name)
    {
        IEnumerable<string> parts = name.Split('.').Select(p => Identifier(p, isPascal: false)).Where(p => p.Length > 0);
        string made = string.Join(".", parts.Select(p => "@" + p));
        return made.Length == 0 ? "LlmEvalTests" : made;
    }

    /// <summary>A name for each suite, all different without regard to case.</summary>
    public static IEnumerable<(Suite Suite, string Name)> Of(IReadOnlyList<Suite> suites)
    {
        string[] names = [.. suites.Select(s => Class(s.Wish.Length > 0 ? s.Wish : Stem(s.Path)))];
        Qualify(names, i => Class(Folder(suites[i].Path) + "-" + Stem(suites[i].Path)));
        Qualify(names, i => Class(System.IO.Path.GetFileNameWithoutExtension(suites[i].Project) + "-" + Folder(suites[i].Path) + "-" + Stem(suites[i].Path)));
        HashSet<string> used = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i];
            for (int number = 2; !used.Add(name); number++) { name = names[i] + "_" + number.ToString(CultureInfo.InvariantCulture); }

            yield return (suites[i], name);
        }
    }

    private static void Qualify(string[] names, Func<int, string> longer)
    {
        int[] twins = [.. Enumerable.Range(0, names.Length).GroupBy(i => names[i], StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).SelectMany(g => g)];
        foreach (int i in twins) { names[i] = longer(i); }
    }

    private static string Class(string text)
    {
        string name = Identifier(text, isPascal: true);
        return name.Length == 0 ? "Suite" : name == Method ? Method + "Suite" : name;
    }

    private static string Identifier(string text, bool isPascal)
    {
        StringBuilder name = new();
        bool begins = true;
        foreach (char c in text)
        {
            bool isLetter = char.IsLetter(c), isPart = isLetter || char.GetUnicodeCategory(c) is UnicodeCategory.DecimalDigitNumber;
            if (!isPart)
            {
                if (!isPascal && name.Length > 0) { name.Append('_'); }

                begins = true;
                continue;
            }

            if (name.Length == 0 && !isLetter) { name.Append('_'); }

            name.Append(isPascal && begins ? char.ToUpperInvariant(c) : c);
            begins = false;
        }

        return name.ToString();
    }

    private static string Folder(string path) => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)) ?? string.Empty;

    // "refund-agent.eval.yml" is "refund-agent".
    private static string Stem(string path)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(path);
        return name.EndsWith(".eval", StringComparison.OrdinalIgnoreCase) && name.Length > 5 ? name.Substring(0, name.Length - 5) : name;
    }

    /// <summary>A suite to name.</summary>
    internal sealed class Suite(string path, string project, string wish)
    {
        /// <summary>Full path of its file.</summary>
        public string Path { get; } = path;

        /// <summary>Full path of its project.</summary>
        public string Project { get; } = project;

        /// <summary>The name that its item asks for; empty for none.</summary>
        public string Wish { get; } = wish;
    }
}
