using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Llama;

/// <summary>The settings of the build that concern local models.</summary>
/// <param name="DeviceTimeout">How long to wait for a device that another run holds.</param>
/// <param name="MayInstall">Whether a native library may be installed when there is none.</param>
internal sealed record LlamaSettings(TimeSpan DeviceTimeout, bool MayInstall)
{
    private const string TimeoutName = "LlmEvalDeviceTimeout";
    private const string InstallName = "LlmEvalRuntimeInstall";

    /// <summary>Reads them; what is wrong is reported at <paramref name="location"/>, and the default taken.</summary>
    public static LlamaSettings Read(ModelContext context, Location location, DiagnosticBag diagnostics)
    {
        TimeSpan timeout = TimeSpan.FromMinutes(30);
        if (context.Setting(TimeoutName) is { } text
            && MappingReader.Time(new ScalarNode(location, text, ScalarKind.Text), TimeoutName, diagnostics) is { } said)
        {
            timeout = said;
        }

        bool mayInstall = true;
        if (context.Setting(InstallName) is { } install && !bool.TryParse(install, out mayInstall))
        {
            mayInstall = false;
            diagnostics.Add(Diagnostics.BadValue, location, $"{InstallName} must be true or false, not '{install}'.");
        }

        return new LlamaSettings(timeout, mayInstall);
    }
}
