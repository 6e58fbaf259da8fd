namespace LlmEval.Gating.Baselines;

/// <summary>Whether a baseline's file is what somebody accepted.</summary>
public enum BaselineIntegrity
{
    /// <summary>Its last accept says nothing of it: it was made by an earlier version, or nobody accepted it yet.</summary>
    Unknown,

    /// <summary>Its metrics and cases are those of its last accept, in whatever order.</summary>
    AsAccepted,

    /// <summary>Its accepts are of two branches that were merged: its cases are of both, or of another accept than the last.</summary>
    Merged,

    /// <summary>Its metrics or cases are not those of its last accept: a merge that kept one accept alone, or an edit by hand.</summary>
    Edited,
}
