using System.Globalization;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Llama;

/// <summary>A LoRA adapter that an item names.</summary>
/// <param name="Path">Full path of its GGUF file.</param>
/// <param name="Scale">How much of it is added to the weights; 0 is none.</param>
internal sealed record LlamaAdapter(string Path, float Scale)
{
    private const float MostScale = 1000;

    /// <summary>
    /// Reads <c>Adapter</c>: paths with <c>;</c> between them, each with <c>=SCALE</c> where it has a scale of its own; the others have
    /// <c>AdapterScale</c>, else 1.
    /// </summary>
    public static IReadOnlyList<LlamaAdapter> Read(ModelSpec model, string projectDirectory, DiagnosticBag diagnostics)
    {
        float common = 1;
        if (model["AdapterScale"] is { } said && !TryScale(said, out common)) { Wrong("AdapterScale", said); }
        if (model["Adapter"] is not { } text)
        {
            if (model["AdapterScale"] is not null)
            {
                diagnostics.Add(Diagnostics.MissingKey, model.Location, $"The model '{model.Name}' has AdapterScale and no Adapter. Name the adapter's file, or remove AdapterScale.");
            }

            return [];
        }

        List<LlamaAdapter> adapters = [];
        foreach (string entry in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // A path may have a '=' itself: it is a scale's only before a number, or behind the ending.
            (string path, float scale) = (entry, common);
            if (entry.LastIndexOf('=') is > 0 and int at && (TryScale(entry[(at + 1)..], out float own) | entry[..at].EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)))
            {
                if (!TryScale(entry[(at + 1)..], out own)) { Wrong("Adapter", entry[(at + 1)..]); }

                (path, scale) = (entry[..at], own);
            }

            path = System.IO.Path.GetFullPath(path.Trim(), projectDirectory);
            if (adapters.Exists(a => a.Path == path))
            {
                diagnostics.Add(Diagnostics.BadValue, model.Location, $"Adapter of the model '{model.Name}' names '{path}' twice. Add the scales up.");
                continue;
            }

            adapters.Add(new LlamaAdapter(path, scale));
        }

        return adapters;

        void Wrong(string name, string value) => diagnostics.Add(Diagnostics.BadValue, model.Location, string.Create(CultureInfo.InvariantCulture,
            $"{name} of the model '{model.Name}' has the scale '{value}', which must be a number from -{MostScale} to {MostScale}, such as 0.5."));
    }

    private static bool TryScale(string text, out float scale) =>
        float.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out scale) && Math.Abs(scale) <= MostScale;
}
