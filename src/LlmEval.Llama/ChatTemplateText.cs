using System.Globalization;
using System.Text;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Worker.Templates;

namespace LlmEval.Llama;

/// <summary>What an item says of the chat template: <c>ChatTemplate</c> and <c>ChatTemplateDate</c>.</summary>
/// <param name="Text">A family's name or a template; null when the item says nothing.</param>
/// <param name="File">Full path of the file that it is from; null when it stands on the item.</param>
/// <param name="Date">What a template that asks for the date gets; null when the item does not say.</param>
internal sealed record ChatTemplateText(string? Text, string? File, DateTime? Date)
{
    private const int MostBytes = 1 << 20;
    private static readonly string[] s_extensions = [".jinja", ".jinja2", ".j2"];

    /// <summary>Reads them; a file or a template that is wrong is reported with its line.</summary>
    public static ChatTemplateText Read(ModelSpec model, string projectDirectory, DiagnosticBag diagnostics)
    {
        DateTime? date = null;
        if (model["ChatTemplateDate"] is { } day)
        {
            if (DateTime.TryParseExact(day.Trim(), ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime read)) { date = read; }
            else
            {
                diagnostics.Add(Diagnostics.BadValue, model.Location,
                    $"ChatTemplateDate of the model '{model.Name}' must be a date such as 2025-01-31 (or 2025-01-31T12:00:00), which the template gets for today.");
            }
        }

        if (model["ChatTemplate"] is not { } said) { return new ChatTemplateText(null, null, date); }
        if (said.Contains('{', StringComparison.Ordinal))
        {
            Check(said, model.Location, model.Location.File, diagnostics);
            return new ChatTemplateText(said, null, date);
        }

        return PathOf(model, projectDirectory) is { } path
            ? new ChatTemplateText(ReadFile(path, model, diagnostics), path, date)
            : new ChatTemplateText(said.Trim(), null, date);
    }

    /// <summary>Full path of the file that an item names; null when it names none.</summary>
    public static string? PathOf(ModelSpec model, string projectDirectory) =>
        model["ChatTemplate"] is { } said && !said.Contains('{', StringComparison.Ordinal) && s_extensions.Any(e => said.EndsWith(e, StringComparison.OrdinalIgnoreCase))
            ? Path.GetFullPath(said, projectDirectory)
            : null;

    /// <summary>The text of a file; an empty template when it cannot be read, which was reported then.</summary>
    private static string ReadFile(string path, ModelSpec model, DiagnosticBag diagnostics)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
            {
                diagnostics.Add(Diagnostics.DocumentTooLarge, new Location(path), "It is larger than 1 MiB, which no chat template is.");
                return string.Empty;
            }

            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(System.IO.File.ReadAllBytes(path)).TrimStart('\ufeff');
            Check(text, new Location(path), path, diagnostics);
            return text;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            diagnostics.Add(Diagnostics.FileNotFound, model.Location, $"The ChatTemplate of the model '{model.Name}' does not exist: '{path}'.");
        }
        catch (DecoderFallbackException)
        {
            diagnostics.Add(Diagnostics.BadEncoding, new Location(path), "The chat template is not UTF-8. Save it as UTF-8.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(Diagnostics.FileNotFound, model.Location, $"The ChatTemplate of the model '{model.Name}' cannot be read: {e.Message}");
        }

        return string.Empty;
    }

    private static void Check(string text, Location location, string? file, DiagnosticBag diagnostics)
    {
        try
        {
            JinjaTemplate.Parse(text);
        }
        catch (JinjaException e)
        {
            bool own = file is not null && file == location.File && location.Line == 0;
            diagnostics.Add(Diagnostics.BadPattern, own && e.Line > 0 ? new Location(file!, e.Line) : location,
                $"The chat template cannot be rendered: {(own ? e.Reason : e.Message)}. Chat templates are Jinja, in the subset that the README of LlmEval.Llama lists.");
        }
    }
}
