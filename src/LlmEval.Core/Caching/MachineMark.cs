using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>
/// Tells machines apart without naming them: a hash of what a machine is called and made of, salted by a random text in the user's home folder. A home that is copied to another machine gives
/// another mark there, and from a mark nobody can find the name by trying names.
/// </summary>
public static class MachineMark
{
    /// <summary>The file with the salt, in <see cref="HomeLocation"/>.</summary>
    public const string SaltFile = "machine-salt";

    private const int SaltBytes = 16;

    /// <summary>The mark: 16 hexadecimal digits; null where there is no salt and none can be made, so that nothing counts as measured here.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="mayCreate">Whether to make the salt where there is none: where something may be measured.</param>
    /// <param name="name">Name of the machine; the system's when null.</param>
    public static string? Of(string home, bool mayCreate, string? name = null)
    {
        string path = Path.Combine(home, SaltFile);
        try
        {
            if (!File.Exists(path))
            {
                if (!mayCreate) { return null; }

                Create(path);
            }

            string salt = File.ReadAllText(path).Trim();
            return salt.Length == 2 * SaltBytes ? Of(salt, name ?? Environment.MachineName, SystemId()) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LlmEvalException) { return null; }
    }

    private static string Of(string salt, string name, string system) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant(
        $"llmeval machine 1\n{salt}\n{name}\n{system}\n{Environment.ProcessorCount}\n{RuntimeInformation.OSArchitecture}")))[..8]);

    /// <summary>Writes a salt beside and moves it there: of two processes that do so at once the first one's stays.</summary>
    private static void Create(string path)
    {
        string own = $"{path}.{Path.GetRandomFileName()}";
        AtomicFile.WriteAllText(own, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes)));
        try { File.Move(own, path, overwrite: false); }
        catch (IOException) when (File.Exists(path)) { File.Delete(own); }
    }

    /// <summary>What Linux calls an installation; nothing elsewhere.</summary>
    private static string SystemId()
    {
        try { return File.Exists("/etc/machine-id") ? File.ReadAllText("/etc/machine-id").Trim() : string.Empty; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return string.Empty; }
    }
}
