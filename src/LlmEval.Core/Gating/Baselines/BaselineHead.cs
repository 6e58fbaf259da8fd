using System.Text.Json;

namespace LlmEval.Gating.Baselines;

/// <summary>What the first lines of a baseline say, without its cases.</summary>
/// <param name="Origin">Who gave the answers.</param>
/// <param name="FirstAccepted">The day of the first accept that it remembers, or null.</param>
/// <param name="Accepted">The day of the last accept, or null.</param>
public sealed record BaselineHead(BaselineOrigin Origin, DateOnly? FirstAccepted, DateOnly? Accepted)
{
    /// <summary>Name of the suite.</summary>
    public string Suite { get; init; } = string.Empty;

    /// <summary>Name of the model item.</summary>
    public string Model { get; init; } = string.Empty;

    /// <summary>Reads them; null where there is no file, or one that <see cref="Baseline.Load"/> will complain of.</summary>
    /// <param name="path">Full path.</param>
    public static BaselineHead? Read(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            Utf8Lines lines = new(stream, 1 << 12);
            BaselineLines.Header? header = null;
            DateOnly? first = null, accepted = null;
            while (lines.Next())
            {
                Utf8JsonReader json = new(lines.Line);
                if (!json.Read() || !json.Read() || json.TokenType != JsonTokenType.PropertyName) { return null; }

                if (header is null) { header = BaselineLines.ReadHeader(ref json); }
                else if (json.ValueTextEquals("accepted"u8))
                {
                    accepted = BaselineLines.ReadEntry(ref json).Date;
                    first ??= accepted;
                }
                else { break; }
            }

            return header is null ? null : new BaselineHead(header.Origin, first, accepted) { Suite = header.Suite, Model = header.Model };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException or BaselineFormatException)
        {
            return null;
        }
    }
}
