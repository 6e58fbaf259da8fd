namespace LlmEval.Reporting.Html;

/// <summary>What is to be told of a case. The numbers are those that the page's script knows; the order is that of the list, the most urgent first.</summary>
[Flags]
internal enum CaseStatus
{
    /// <summary>Nothing changed.</summary>
    None = 0,

    /// <summary>Confirmed as lost one by one, or must-pass and failed.</summary>
    Confirmed = 1,

    /// <summary>A metric got worse.</summary>
    Lost = 2,

    /// <summary>Something could not be scored.</summary>
    Unscored = 4,

    /// <summary>Lost once and fine when it was run again.</summary>
    Unstable = 8,

    /// <summary>A metric got better.</summary>
    Won = 16,

    /// <summary>Only the baseline has it.</summary>
    Vanished = 32,

    /// <summary>Its inputs were edited.</summary>
    Edited = 64,

    /// <summary>The baseline does not have it.</summary>
    New = 128,

    /// <summary>A check that decides fails now.</summary>
    Fails = 256,
}
