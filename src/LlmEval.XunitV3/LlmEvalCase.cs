using System.ComponentModel;
using LlmEval.Documents;
using LlmEval.Suites;
using LlmEval.XunitV3.Discovery;
using LlmEval.XunitV3.Running;
using Xunit.Sdk;

namespace LlmEval.XunitV3;

/// <summary>
/// A case of a suite, as the parameter of a theory. Only its identity is part of the test: suite, id and, where the suite has several, model. What it says is read from the suite when it
/// is asked for, so that a test keeps its history when its case is edited or moved.
/// </summary>
public sealed class LlmEvalCase : IXunitSerializable, IEquatable<LlmEvalCase>
{
    private EvalCase? _content;

    /// <summary>For deserialization.</summary>
    [Obsolete("Called by the de-serializer")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public LlmEvalCase()
    {
    }

    /// <summary>A case by its identity.</summary>
    /// <param name="suite">The suite's name.</param>
    /// <param name="id">The case's id.</param>
    /// <param name="model">The model item; null where the suite has one.</param>
    internal LlmEvalCase(string suite, string id, string? model) => (Suite, Id, Model) = (suite, id, model);

    /// <summary>Name of the suite; its path where suites of several projects share the name.</summary>
    public string Suite { get; private set; } = string.Empty;

    /// <summary>The case's id, unique in its suite.</summary>
    public string Id { get; private set; } = string.Empty;

    /// <summary>Name of the model item where the suite has several, else null.</summary>
    public string? Model { get; private set; }

    /// <summary>Tags of suite, data file and case.</summary>
    public IReadOnlyList<string> Tags => Content.Tags;

    /// <summary>What is expected, or null. <see cref="ExpectedText"/> has it as a template shows it.</summary>
    public CaseValue? Expected => Content.Expected;

    /// <summary>What is expected as text: lists and mappings as JSON. Null when nothing is.</summary>
    public string? ExpectedText => Expected is { IsNull: false } value ? value.ToText() : null;

    /// <summary>Whether its texts must not be shown: keep them out of the test's output.</summary>
    public bool IsPrivate => Content.IsPrivate;

    /// <summary>A variable as a template shows it: a text as it is, lists and mappings as JSON. A dotted path leads into it; <c>expected.name</c> is understood too.</summary>
    /// <exception cref="KeyNotFoundException">The case has no such variable; the message lists those that it has.</exception>
    public string this[string variable] => Content.Find(variable) is { } value
        ? value.ToText()
        : throw new KeyNotFoundException($"The case '{Id}' of '{Suite}' has no variable '{variable}'. It has: {string.Join(", ", Content.Vars.Members.Select(m => m.Key))}.");

    /// <summary>The variable's value with its kind, or null when the case has none of that name.</summary>
    public CaseValue? Find(string variable) => Content.Find(variable);

    private EvalCase Content => _content ??= CaseContents.Of(TestAssembly.Current()).Read(Suite, Id);

    /// <inheritdoc/>
    void IXunitSerializable.Serialize(IXunitSerializationInfo info)
    {
        info.AddValue("s", Suite);
        info.AddValue("c", Id);
        if (Model is not null) { info.AddValue("m", Model); }
    }

    /// <inheritdoc/>
    void IXunitSerializable.Deserialize(IXunitSerializationInfo info)
    {
        Suite = info.GetValue<string>("s") ?? string.Empty;
        Id = info.GetValue<string>("c") ?? string.Empty;
        Model = info.GetValue<string>("m");
    }

    /// <inheritdoc/>
    public bool Equals(LlmEvalCase? other) => other is not null && other.Suite == Suite && other.Id == Id && other.Model == Model;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LlmEvalCase);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Suite, Id, Model);

    /// <summary>Suite, id and model.</summary>
    public override string ToString() => Model is null ? $"{Suite}/{Id}" : $"{Suite}/{Id} [{Model}]";
}
