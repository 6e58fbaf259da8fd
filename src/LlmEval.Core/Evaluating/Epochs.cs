using System.Globalization;
using System.Text.Json;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Evaluating;

/// <summary>
/// The periods that answers are drawn in, a suite and model. A vendor may change a model under its name: a new epoch makes every key another,
/// so that all answers are drawn anew and compared with the baseline's. An epoch is named by the moment of its begin. The baseline says which one its
/// answers are of; one that was begun here (<c>LlmEvalFresh</c>) and not accepted yet is remembered in the project's output folder; and where the
/// model's item has a <c>MaxAge</c>, a new one begins each time that its answers are so old, the same moment on every machine.
/// </summary>
internal sealed class Epochs
{
    /// <summary>File name in the output folder.</summary>
    private const string Name = "epochs.json";

    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly JsonSerializerOptions s_writing = new() { WriteIndented = true, NewLine = "\n" };

    private readonly string _path;
    private readonly DateTimeOffset _now;
    private readonly SortedDictionary<string, string> _begun = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _before = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _assumed = new(StringComparer.Ordinal);
    private DateTimeOffset? _expires;

    private Epochs(string path, DateTimeOffset now) => (_path, _now) = (path, now);

    /// <summary>When the first of the epochs asked for ends by its model's age; null for never.</summary>
    public DateTimeOffset? Expires => _expires;

    /// <summary>Reads what was begun here.</summary>
    public static Epochs Load(string outputDirectory, TimeProvider time)
    {
        Epochs epochs = new(Path.Combine(outputDirectory, Name), time.GetUtcNow());
        try
        {
            foreach ((string key, string begin) in JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(epochs._path)) ?? [])
            {
                if (Parse(begin) is not null) { epochs._begun[key] = begin; }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Nothing was begun here, or it is lost: then the baseline's epoch goes on.
        }

        return epochs;
    }

    /// <summary>Begins an epoch; it goes on until another begins or a later baseline is accepted.</summary>
    /// <param name="suite">The suite's name.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="head">What its baseline says, or null.</param>
    public void Begin(string suite, string model, BaselineHead? head)
    {
        string? before = _begun.GetValueOrDefault(Key(suite, model));
        _before[Key(suite, model)] = before;

        // Later than every earlier one, whatever this machine's clock says: else it would be one that has its answers, or count as left.
        DateTimeOffset begin = _now;
        foreach (DateTimeOffset earlier in new[] { Parse(before), Parse(head?.Origin.Epoch) }.OfType<DateTimeOffset>())
        {
            if (Text(begin) == Text(earlier) || begin < earlier) { begin = earlier.AddSeconds(1); }
        }

        if (head?.Accepted is { } accepted && begin < Begin(accepted)) { begin = Begin(accepted); }

        _begun[Key(suite, model)] = Text(begin);
    }

    /// <summary>
    /// Forgets after this run what was begun: a filter chose some of the cases, and the others must not be without answers tomorrow because of it.
    /// </summary>
    public void BeginForOnce(string suite, string model)
    {
        if (!_before.TryGetValue(Key(suite, model), out string? before)) { return; }

        if (before is null) { _begun.Remove(Key(suite, model)); }
        else { _begun[Key(suite, model)] = before; }
    }

    /// <summary>Takes an epoch as the one that goes on, whatever was begun or accepted here; null is the first.</summary>
    public void Assume(string suite, string model, string? epoch) => _assumed[Key(suite, model)] = epoch;

    /// <summary>Forgets for good what was begun here: a baseline of another epoch was accepted instead.</summary>
    /// <exception cref="LlmEvalException">LLM3007: the output folder cannot be written.</exception>
    public void Leave(string suite, string model)
    {
        if (_begun.Remove(Key(suite, model))) { Write(); }
    }

    /// <summary>Forgets what was begun of models that proved to be missing: nothing was drawn in it, and the answers that are there still hold.</summary>
    /// <exception cref="LlmEvalException">LLM3007: the output folder cannot be written.</exception>
    public void Take(IEnumerable<SuiteOutcome> outcomes)
    {
        SuiteOutcome[] missing = [.. outcomes.Where(o => o is { SamplesDrawn: 0, Verdict.Kind: VerdictKind.ModelMissing } && _before.ContainsKey(Key(o.Suite.Name, o.Model)))];
        foreach (SuiteOutcome outcome in missing) { BeginForOnce(outcome.Suite.Name, outcome.Model); }

        if (missing.Length > 0) { Write(); }
    }

    /// <summary>Remembers what was begun; done before anything is drawn.</summary>
    /// <exception cref="LlmEvalException">LLM3007: the output folder cannot be written.</exception>
    public void Save()
    {
        if (_before.Count > 0) { Write(); }
    }

    private void Write()
    {
        using MemoryStream stream = new();
        JsonSerializer.Serialize(stream, _begun, s_writing);
        AtomicFile.Write(_path, file => file.Write(stream.GetBuffer(), 0, (int)stream.Length));
    }

    /// <summary>The epoch of a suite and model; null for the first.</summary>
    /// <param name="suite">The suite's name.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="maxAge">How old its answers may be; null for no limit.</param>
    /// <param name="head">What its baseline says, or null.</param>
    public string? Of(string suite, string model, TimeSpan? maxAge, BaselineHead? head)
    {
        if (_assumed.TryGetValue(Key(suite, model), out string? assumed)) { return assumed; }

        string? epoch = head?.Origin.Epoch;
        if (_begun.GetValueOrDefault(Key(suite, model)) is { } begun && !IsLeft(Parse(begun)!.Value, head)) { epoch = begun; }

        // Before the first accept there is nothing that answers could be too old to be compared with. Later accepts do not make the answers younger
        // that they did not change.
        DateTimeOffset? since = Parse(epoch) ?? (head?.FirstAccepted is { } accepted ? Begin(accepted) : null);
        if (maxAge is not { } age || since is not { } begin) { return epoch; }

        long periods = Math.Max(0, (_now - begin).Ticks / age.Ticks);
        DateTimeOffset latest = begin + (age * periods);
        if (age < DateTimeOffset.MaxValue - latest && (_expires is null || latest + age < _expires)) { _expires = latest + age; }

        return periods == 0 ? epoch : Text(latest);
    }

    /// <summary>Whether a later epoch, or a baseline of a later day, was accepted since: here or on another machine.</summary>
    private static bool IsLeft(DateTimeOffset begun, BaselineHead? head) =>
        Parse(head?.Origin.Epoch) >= begun || (head?.Accepted is { } day && DateOnly.FromDateTime(begun.UtcDateTime) < day);

    private static DateTimeOffset Begin(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static string Key(string suite, string model) => suite + "\n" + model;

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Parse(string? text) => DateTimeOffset.TryParseExact(
        text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset moment) ? moment : null;
}
