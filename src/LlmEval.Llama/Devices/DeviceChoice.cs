using System.Globalization;
using LlmEval.Worker.Protocol;

namespace LlmEval.Llama.Devices;

/// <summary>What the metadatum <c>Device</c> says, and which devices that are.</summary>
internal sealed record DeviceChoice
{
    /// <summary>The first GPU where there is one.</summary>
    public static DeviceChoice Auto { get; } = new("auto");

    private DeviceChoice(string text) => Text = text;

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether the processor alone is meant.</summary>
    public bool IsCpu => Is("cpu");

    /// <summary>Whether a GPU must be there.</summary>
    public bool NeedsGpu => !IsCpu && !Is("auto");

    /// <summary>Reads it; null when it is no choice of devices: <c>auto</c>, <c>cpu</c>, <c>gpu</c>, numbers of GPUs from 0 or names of devices, with commas between.</summary>
    public static DeviceChoice? Read(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        bool several = parts.Length > 1;
        bool valid = parts.All(p => p.Length is > 0 and <= 60 && p.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '.' or '-' or '_'))
            && !(several && parts.Any(p => p.ToLowerInvariant() is "auto" or "cpu" or "gpu"))
            && parts.Distinct(StringComparer.OrdinalIgnoreCase).Count() == parts.Length;
        return valid ? new DeviceChoice(string.Join(',', parts)) : null;
    }

    /// <summary>The GPUs that are meant, in the order in which they are said.</summary>
    /// <param name="devices">All devices of the native library.</param>
    /// <param name="unknown">The first that is not there; null when all are.</param>
    public IReadOnlyList<ComputeDevice> Choose(IReadOnlyList<ComputeDevice> devices, out string? unknown)
    {
        unknown = null;
        ComputeDevice[] gpus = [.. devices.Where(d => d.IsGpu)];
        if (IsCpu) { return []; }
        if (Is("auto") || Is("gpu"))
        {
            unknown = gpus.Length == 0 && NeedsGpu ? Text : null;
            return gpus.Length == 0 ? [] : [gpus[0]];
        }

        List<ComputeDevice> chosen = [];
        foreach (string part in Text.Split(','))
        {
            ComputeDevice? device = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                ? gpus.ElementAtOrDefault(index)
                : Array.Find(gpus, d => string.Equals(d.Name, part, StringComparison.OrdinalIgnoreCase));
            if (device is null)
            {
                unknown = part;
                return [];
            }

            if (!chosen.Contains(device)) { chosen.Add(device); }
        }

        return chosen;
    }

    /// <summary>
    /// Names of the leases of devices: by their place among the GPUs, because two backends (CUDA and Vulkan) name one GPU differently
    /// and number it alike. The processor alone is <c>cpu</c>.
    /// </summary>
    public static IReadOnlyList<string> LeaseNames(IReadOnlyList<ComputeDevice> devices, IReadOnlyList<ComputeDevice> chosen)
    {
        if (chosen.Count == 0) { return ["cpu"]; }

        ComputeDevice[] gpus = [.. devices.Where(d => d.IsGpu)];
        return [.. chosen.Select(c => string.Create(CultureInfo.InvariantCulture, $"gpu{Place(gpus, c)}")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static int Place(ComputeDevice[] gpus, ComputeDevice device)
    {
        string digits = string.Concat(device.Name.Reverse().TakeWhile(char.IsAsciiDigit).Reverse());
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : Array.IndexOf(gpus, device);
    }

    private bool Is(string name) => string.Equals(Text, name, StringComparison.OrdinalIgnoreCase);
}
