using System.Text;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Llama;

/// <summary>The grammar that an item names.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Text">Its text, with line ends of one character.</param>
internal sealed record LlamaGrammar(string Path, string Text)
{
    private const int MostBytes = 1 << 20;

    /// <summary>Full path of the file that an item names; null when it names none.</summary>
    public static string? PathOf(ModelSpec model, string projectDirectory) =>
        model["Grammar"] is { } said ? System.IO.Path.GetFullPath(said, projectDirectory) : null;

    /// <summary>Reads <c>Grammar</c>; null when it is absent or wrong. A grammar is source, so a missing one is a mistake and no missing model.</summary>
    public static LlamaGrammar? Read(ModelSpec model, string projectDirectory, DiagnosticBag diagnostics)
    {
        if (PathOf(model, projectDirectory) is not { } path) { return null; }

        if (!File.Exists(path))
        {
            diagnostics.Add(Diagnostics.FileNotFound, model.Location, $"The grammar of the model '{model.Name}' does not exist: '{path}'.");
            return null;
        }

        try
        {
            byte[] bytes = new FileInfo(path).Length <= MostBytes ? File.ReadAllBytes(path) : throw new IOException($"it is larger than {MostBytes} bytes");
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF').ReplaceLineEndings("\n");
            if (Grammars.GrammarSyntax.Check(text) is not { } mistake) { return new LlamaGrammar(path, text); }

            diagnostics.Add(Diagnostics.BadPattern, new Location(path, mistake.Line, mistake.Column), $"The grammar cannot be read: {mistake.Reason}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(Diagnostics.FileNotFound, model.Location, $"The grammar of the model '{model.Name}' cannot be read: '{path}': {e.Message}");
        }
        catch (DecoderFallbackException)
        {
            diagnostics.Add(Diagnostics.BadEncoding, new Location(path, 1, 1), "The grammar is not UTF-8. Save it as UTF-8.");
        }

        return null;
    }
}
