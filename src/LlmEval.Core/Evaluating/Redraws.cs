using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Evaluating;

/// <summary>
/// How often the same answers were drawn into this cache: a verdict that is drawn again (<c>LlmEvalFresh</c>) until it is green has no rate of false alarms. Of the same answers speak the same prompt, cases, parameters
/// and model. Remembered beside the answers, so that no clean of a project forgets it: a line a drawing, its key and its epoch. Like the cache itself it is not committed, and a cache that cannot be written remembers nothing.
/// </summary>
internal sealed class Redraws
{
    /// <summary>File name in the cache's folder.</summary>
    public const string Name = "draws.txt";

    /// <summary>Longest file in bytes; the older half of a longer one is forgotten.</summary>
    private const int MostBytes = 1 << 20;

    /// <summary>The epoch before any was begun.</summary>
    private const string First = "-";

    private readonly string _path;
    private readonly Dictionary<string, HashSet<string>> _known = new(StringComparer.Ordinal);
    private readonly List<(string Key, string Epoch)> _noted = [];

    private Redraws(string path) => _path = path;

    /// <summary>Reads what is remembered.</summary>
    /// <param name="cacheDirectory">Full path of the cache's folder, whether it exists or not.</param>
    public static Redraws Load(string cacheDirectory)
    {
        Redraws redraws = new(Path.Combine(cacheDirectory, Name));
        foreach ((string key, string epoch) in Read(redraws._path)) { redraws.Add(key, epoch); }

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

    /// <summary>Whether answers of a key were drawn here.</summary>
    public bool IsKnown(string key) => _known.ContainsKey(key);

    /// <summary>Notes that answers were drawn; the same epoch counts once, however many runs it took.</summary>
    /// <param name="key">What they are made from.</param>
    /// <param name="epoch">The epoch that they are of; null for the first.</param>
    public void Note(string key, string? epoch)
    {
        if (Add(key, epoch ?? First)) { _noted.Add((key, epoch ?? First)); }
    }

    /// <summary>What a verdict says of it; null for once, or where it is not known.</summary>
    public string? Sentence(string key) => _known.GetValueOrDefault(key) is { Count: > 1 } drawn
        ? $"These answers were drawn here for the {Ordinal(drawn.Count)} time: a verdict that is drawn again until it is green has no error rate." : null;

    /// <summary>Remembers what was noted; a folder that cannot be written keeps no answers either, so that nothing is lost by it.</summary>
    public void Save()
    {
        if (_noted.Count == 0) { return; }

        byte[] lines = Encoding.ASCII.GetBytes(string.Concat(_noted.Select(n => $"{n.Key} {n.Epoch}\n")));
        _noted.Clear();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            if (new FileInfo(_path) is { Exists: true, Length: > MostBytes })
            {
                (string Key, string Epoch)[] all = [.. Read(_path)];
                AtomicFile.WriteAllText(_path, string.Concat(all.Skip(all.Length / 2).Select(n => $"{n.Key} {n.Epoch}\n")));
            }

            // One write at the end, and nobody else's between finding the end and writing there.
            using FileStream file = Open(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            file.Seek(0, SeekOrigin.End);
            file.Write(lines);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LlmEvalException)
        {
            // Told where answers cannot be stored; for this alone no run fails.
        }
    }

    /// <summary>Opens the file when no other process is at it, which takes it for the moment of one write.</summary>
    private static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        for (int attempt = 0; ; attempt++)
        {
            try { return new FileStream(path, new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 }); }
            catch (IOException) when (attempt < 50 && File.Exists(path)) { Thread.Sleep(20); }
        }
    }

    private static IEnumerable<(string Key, string Epoch)> Read(string path)
    {
        string[] lines;
        try
        {
            if (!File.Exists(path)) { yield break; }

            using FileStream file = Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(file, Encoding.ASCII);
            lines = reader.ReadToEnd().Split('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        // A line that a kill tore is none.
        foreach (string line in lines)
        {
            if (line.Split(' ') is [{ Length: 32 } key, { Length: > 0 } epoch]) { yield return (key, epoch); }
        }
    }

    private bool Add(string key, string epoch)
    {
        if (!_known.TryGetValue(key, out HashSet<string>? epochs)) { _known.Add(key, epochs = new HashSet<string>(StringComparer.Ordinal)); }

        return epochs.Add(epoch);
    }

    private static string Ordinal(int number) => string.Create(CultureInfo.InvariantCulture, $"{number}{(number % 100 is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })}");
}
