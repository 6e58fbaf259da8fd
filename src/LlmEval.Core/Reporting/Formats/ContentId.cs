using System.Security.Cryptography;
using System.Text;

namespace LlmEval.Reporting.Formats;

/// <summary>Identities made of contents: the same content has the same identity on every machine.</summary>
internal static class ContentId
{
    /// <summary>32 hexadecimal digits of the parts' SHA-256.</summary>
    public static string Hash(params ReadOnlySpan<string> parts) => Convert.ToHexStringLower(Bytes(parts)[..16]);

    /// <summary>A UUID of version 8 (RFC 9562, section 5.8) of the parts' SHA-256.</summary>
    public static string Uuid(params ReadOnlySpan<string> parts)
    {
        byte[] bytes = Bytes(parts)[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    private static byte[] Bytes(ReadOnlySpan<string> parts)
    {
        StringBuilder text = new();
        foreach (string part in parts) { text.Append(part.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)).Append(':').Append(part); }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
