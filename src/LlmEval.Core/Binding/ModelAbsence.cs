using LlmEval.Models;

namespace LlmEval.Binding;

/// <summary>What to say of a model that cannot be identified on this machine.</summary>
internal static class ModelAbsence
{
    /// <summary>What is missing and the mend, as two sentences without their full stops.</summary>
    public static (string What, string Mend) Of(ModelBinding model, ModelContext context) =>
        model.Provider.Missing(model.Spec, context) is { } said ? said : model.Spec["Path"] is { } path
            ? ($"its file '{Path.GetFileName(path)}' is not on this machine", "Fetch it or correct Path, or give the item Sha256 so that unchanged suites are known to match")
            : ("what it needs is not on this machine", "Provide it");
}
