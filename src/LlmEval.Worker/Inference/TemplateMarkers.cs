using System.Text.RegularExpressions;

namespace LlmEval.Worker.Inference;

/// <summary>
/// The control texts of chat formats, such as <c>&lt;|im_start|&gt;</c>, <c>[INST]</c> or <c>&lt;start_of_turn&gt;</c>. Every one that a
/// rendered prompt has must be written by the template, literally or composed of a role's name.
/// </summary>
internal static partial class TemplateMarkers
{
    /// <summary>Markers of the rendered prompt that the template's text cannot have written, sorted.</summary>
    public static IReadOnlyList<string> Foreign(string template, string rendered)
    {
        string[] markers = [.. Marker().Matches(rendered).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (markers.Length == 0 && Marker().Match(template) is { Success: true } lost) { return [$"no {lost.Value}"]; }

        return [.. markers.Where(m => !Writes(template, m))];
    }

    private static bool Writes(string template, string marker)
    {
        if (template.Contains(marker, StringComparison.Ordinal)) { return true; }

        // Written by the name of a variable.
        if (marker is "<s>" or "<bos>" && template.Contains("bos_token", StringComparison.Ordinal)) { return true; }
        if (marker is "</s>" or "<eos>" or "<|endoftext|>" && template.Contains("eos_token", StringComparison.Ordinal)) { return true; }

        // Composed of a role: '<|' + message['role'] + '|>'.
        Match composed = Composed().Match(marker);
        return composed.Success && composed.Groups["name"].Value is "system" or "user" or "assistant"
            && Composition().IsMatch(template);
    }

    [GeneratedRegex(@"<\|[^|<>\s]{1,48}\|>|<｜[^<>\s]{1,48}｜>|\[/?[A-Z_]{2,24}\]|</?(?:start_of_turn|end_of_turn|s|SYS|extra_id_\d|bos|eos)>|<<SYS>>|###\s\w+:", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marker();

    [GeneratedRegex(@"^<\|(?<name>\w+)\|>$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Composed();

    [GeneratedRegex(@"<\|['""]\s*[+~]\s*\w+(\[|\.)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Composition();
}
