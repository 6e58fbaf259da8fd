using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Prompts;

/// <summary>What fills the placeholders of a template: mostly a case of a suite.</summary>
public interface ITemplateValues
{
    /// <summary>What it is to the user, for messages: "the case 'outage'".</summary>
    string Description { get; }

    /// <summary>Where it is written; <see cref="Location.None"/> when nowhere, then the placeholder's place is reported.</summary>
    Location Location { get; }

    /// <summary>The value of a dotted path such as <c>ticket</c> or <c>expected.category</c>; null when there is none.</summary>
    CaseValue? Find(string path);

    /// <summary>How the author gives a value that is missing, as the beginning of a sentence: "Give it under 'vars'".</summary>
    string Remedy(string path) => "Give it under 'vars'";
}
