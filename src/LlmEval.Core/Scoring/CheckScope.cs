using LlmEval.Model;
using LlmEval.Prompts;
using LlmEval.Suites;

namespace LlmEval.Scoring;

/// <summary>What checks may ask of the project and the suite that they stand in, while they are bound.</summary>
public sealed class CheckScope
{
    private readonly List<string> _files = [];

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>No project: checks that need files, models or prompts are mistakes there.</summary>
    public static CheckScope Empty { get; } = new();

    /// <summary>Full path of the folder that no path may leave; null when there is none.</summary>
    public string? ProjectDirectory { get; init; }

    /// <summary>The suite; null when there is none.</summary>
    public EvalSuite? Suite { get; init; }

    /// <summary>The project's prompts by name; null for one with mistakes, which are told where they stand.</summary>
    public IReadOnlyDictionary<string, PromptTemplate?> Prompts { get; init; } = new Dictionary<string, PromptTemplate?>(StringComparer.Ordinal);

    /// <summary>Names of the project's models.</summary>
    public IReadOnlyCollection<string> Models { get; init; } = [];

    /// <summary>Names of the models that the suite asks for answers.</summary>
    public IReadOnlyCollection<string> Tested { get; init; } = [];

    /// <summary>Full paths of the files that checks have read, in their order: a change of one changes scores.</summary>
    public IReadOnlyList<string> Files => _files;

    internal void Add(string file)
    {
        lock (_files)
        {
            if (!_files.Contains(file, StringComparer.Ordinal)) { _files.Add(file); }
        }
    }

    /// <summary>Whether something is told for the first time: checks share what they warn of, such as the suite's judge.</summary>
    internal bool IsFirst(string told)
    {
        lock (_told) { return _told.Add(told); }
    }
}
