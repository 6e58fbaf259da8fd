using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Evaluating;

/// <summary>
/// How often the same answers were drawn anew on this machine (<c>LlmEvalFresh</c>), a suite and model: a verdict that is drawn again until it is green has no rate of false alarms. Of the same answers speak the same prompt, cases, parameters and model.
/// Remembered in the project's output folder, as the epochs are.
/// </summary>
internal sealed class Redraws
{
    /// <summary>File name in the output folder.</summary>
    private const string Name = "redraws.json";

    private static readonly JsonSerializerOptions s_writing = new() { WriteIndented = true, NewLine = "\n" };

    private readonly string _path;
    private readonly SortedDictionary<string, Drawn> _known = new(StringComparer.Ordinal);
    private bool _isChanged;

    private sealed record Drawn(string Key, int Times);

    private Redraws(string path) => _path = path;

    /// <summary>Reads what is remembered here.</summary>
    public static Redraws Load(string outputDirectory)
    {
        Redraws redraws = new(Path.Combine(outputDirectory, Name));
        try
        {
            foreach ((string key, Drawn drawn) in JsonSerializer.Deserialize<Dictionary<string, Drawn>>(File.ReadAllText(redraws._path)) ?? []) { redraws._known[key] = drawn; }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Nothing was drawn here, or it is lost.
        }

        return redraws;
    }

    /// <summary>What the answers of a suite and model are made from, without the epoch that they are drawn in.</summary>
    public static string KeyOf(BaselineInputs inputs, string modelIdentity, IEnumerable<CaseScores> cases)
    {
        // In whatever order the cases stand.
        ulong high = 0, low = 0;
        foreach (CaseScores item in cases) { (high, low) = (high ^ item.InputsHash.High, low + item.InputsHash.Low); }

        string text = string.Create(CultureInfo.InvariantCulture, $"{inputs.PromptHash}\n{inputs.Parameters}\n{modelIdentity}\n{high:x16}{low:x16}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }

    /// <summary>Notes that answers were drawn.</summary>
    /// <param name="suite">The suite's name.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="key">What they are made from.</param>
    /// <param name="isFresh">Whether all of them were drawn anew.</param>
    public void Note(string suite, string model, string key, bool isFresh)
    {
        Drawn? before = _known.GetValueOrDefault(Place(suite, model));
        Drawn after = before?.Key != key ? new Drawn(key, 1) : isFresh ? before with { Times = before.Times + 1 } : before;
        _isChanged |= after != before;
        _known[Place(suite, model)] = after;
    }

    /// <summary>What a verdict says of it; null for once, or where it is not known.</summary>
    public string? Sentence(string suite, string model, string key) => _known.GetValueOrDefault(Place(suite, model)) is { Times: > 1 } drawn && drawn.Key == key
        ? $"These answers were drawn here for the {Ordinal(drawn.Times)} time: a verdict that is drawn again until it is green has no error rate." : null;

    /// <summary>Remembers what was noted.</summary>
    /// <exception cref="LlmEvalException">LLM3007: the output folder cannot be written.</exception>
    public void Save()
    {
        if (!_isChanged) { return; }

        AtomicFile.WriteAllText(_path, JsonSerializer.Serialize(_known, s_writing));
        _isChanged = false;
    }

    private static string Place(string suite, string model) => suite + "\n" + model;

    private static string Ordinal(int number) => string.Create(CultureInfo.InvariantCulture, $"{number}{(number % 100 is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })}");
}
