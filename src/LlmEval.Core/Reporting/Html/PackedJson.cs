using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmEval.Reporting.Html;

/// <summary>JSON that the page's script unpacks: deflate (RFC 1951), then base64, so that no text of it is seen by whoever reads the page's markup.</summary>
internal static class PackedJson
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A writer into a buffer.</summary>
    public static Utf8JsonWriter Writer(Stream buffer) => new(buffer, s_options);

    /// <summary>Packs what was written.</summary>
    public static string Pack(ReadOnlySpan<byte> json)
    {
        using MemoryStream packed = new(json.Length / 4);
        using (DeflateStream deflate = new(packed, CompressionLevel.Fastest, leaveOpen: true)) { deflate.Write(json); }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }
}
