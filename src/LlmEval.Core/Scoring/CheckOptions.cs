using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring.Structure;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.Scoring;

/// <summary>
/// The options of one check, while it is bound. A kind takes the keys that it has; a key that nobody took is reported.
/// The common keys <c>threshold</c>, <c>weight</c>, <c>metric</c> and <c>gate</c> are taken for every kind.
/// </summary>
public sealed class CheckOptions
{
    private readonly List<CheckValue> _values = [];

    private readonly List<string> _keyParts = [];

    internal CheckOptions(CheckKind kind, string name, bool isNegated, MappingReader keys, DiagnosticBag diagnostics)
    {
        (Kind, Name, IsNegated, Keys, Diagnostics) = (kind, name, isNegated, keys, diagnostics);
    }

    /// <summary>The kind.</summary>
    public CheckKind Kind { get; }

    /// <summary>The name as written, with <c>not-</c>.</summary>
    public string Name { get; }

    /// <summary>Whether it is a <c>not-</c> form. The check inverts by itself; a scorer needs this only for its reasons.</summary>
    public bool IsNegated { get; }

    /// <summary>The check for messages: <c>the check 'equals'</c>.</summary>
    public string What => $"the check '{Name}'";

    /// <summary>The keys, for a kind's own options.</summary>
    public MappingReader Keys { get; }

    /// <summary>Where mistakes go.</summary>
    public DiagnosticBag Diagnostics { get; }

    /// <summary>The turn whose list the check stands in, from 0; null for a check of the suite or the case.</summary>
    public int? Turn { get; internal init; }

    /// <summary>The folder of the project, which no path of a check leaves; null for the folder of the check's own file.</summary>
    public string? ProjectDirectory { get; internal init; }

    /// <summary>What reads JSON schemas.</summary>
    public IJsonSchemaEngine SchemaEngine { get; internal init; } = NJsonSchemaEngine.Instance;

    /// <summary>What decides the scores beside the options as written, see <see cref="AddToKey"/>.</summary>
    internal IReadOnlyList<string> KeyParts => _keyParts;

    /// <summary>The values taken so far.</summary>
    internal IReadOnlyList<CheckValue> Values => _values;

    /// <summary>
    /// Takes a text that may be a template, by default the key <c>value</c>; null when it is absent or wrong (reported when it is
    /// required or wrong). <c>null</c> is taken only where <paramref name="allowNull"/> says so.
    /// </summary>
    public CheckValue? Value(string key = "value", bool required = true, bool allowNull = false)
    {
        LocatedNode? node = Keys.Node(key);
        if (node is null)
        {
            if (required) { Missing(key); }

            return null;
        }

        if (node is not ScalarNode scalar || (scalar.Scalar == ScalarKind.Null && !allowNull))
        {
            Diagnostics.Add(Model.Diagnostics.BadValue, node.Location, $"'{key}' of {What} must be a text, not {node.Kind}.");
            return null;
        }

        CheckValue? value = CheckValue.Of(scalar, allowNull, Diagnostics);
        if (value is not null) { _values.Add(value); }

        return value;
    }

    /// <summary>
    /// Takes one or several texts to compare with, by default the key <c>value</c>: a text or a list of them, each of which may be a template.
    /// Null when it is absent or wrong (reported).
    /// </summary>
    public CheckReferences? References(string key = "value", bool required = true)
    {
        if (Keys.Node(key) is not SequenceNode list)
        {
            CheckValue? only = Value(key, required);
            return only is null ? null : new CheckReferences([only]);
        }

        if (list.Items.Count == 0)
        {
            Diagnostics.Add(Model.Diagnostics.BadValue, list.Location, $"'{key}' of {What} is an empty list. Give at least one text.");
            return null;
        }

        List<CheckValue> values = [];
        foreach (LocatedNode item in list.Items)
        {
            if (item is not ScalarNode { Scalar: not ScalarKind.Null } scalar)
            {
                Diagnostics.Add(Model.Diagnostics.BadValue, item.Location, $"The items of '{key}' of {What} must be texts, not {(item is ScalarNode ? "null" : item.Kind)}.");
                return null;
            }

            if (CheckValue.Of(scalar, allowNull: false, Diagnostics) is not { } value) { return null; }

            values.Add(value);
        }

        _values.AddRange(values);
        return new CheckReferences(values);
    }

    /// <summary>
    /// Takes a JSON value of any form, written as YAML; its texts may be templates, and a text that is nothing but one placeholder stands
    /// for that value as it is. Null when it is absent or wrong (reported).
    /// </summary>
    public CheckJson? Json(string key = "value", bool required = true)
    {
        LocatedNode? node = Keys.Node(key);
        if (node is null)
        {
            if (required) { Missing(key); }

            return null;
        }

        CheckJson? value = CheckJson.Of(node, Diagnostics);
        if (value is not null) { _values.AddRange(value.Values); }

        return value;
    }

    /// <summary>
    /// Takes a text that must not be empty, because every answer contains the empty text. A template that turns out empty for a
    /// case leaves that case unscored.
    /// </summary>
    public CheckValue? NonEmptyValue(string key = "value")
    {
        CheckValue? value = Value(key);
        if (value?.Constant is not "") { return value; }

        Diagnostics.Add(Model.Diagnostics.BadValue, value.Location, $"'{key}' of {What} is empty, which is in every answer. Give a text to look for.");
        return null;
    }

    /// <summary>
    /// Adds to the metric's key what decides its scores and does not stand in the options: the content of a file that they name, the
    /// version of a library. The order of the calls matters.
    /// </summary>
    /// <param name="part">The text, or its hash when it is long.</param>
    public void AddToKey(string part) => _keyParts.Add(part);

    /// <summary>Takes the path of a file, relative to the file in which the check stands; null when it is absent or wrong (reported).</summary>
    /// <returns>The full path of a file that exists inside the project.</returns>
    public string? File(string key)
    {
        LocatedNode? node = Keys.Node(key);
        if (node is null) { return null; }

        if (node is ScalarNode { Scalar: ScalarKind.Text } path)
        {
            string own = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(node.Location.File))!;
            return Documents.ProjectPath.Resolve(path.Text, node, ProjectDirectory ?? own, Diagnostics);
        }

        Diagnostics.Add(Model.Diagnostics.BadValue, node.Location, $"'{key}' of {What} must be the path of a file, not {node.Kind}.");
        return null;
    }

    /// <summary>Takes <c>path</c>: where in the answer's JSON to look; null when it is absent or wrong.</summary>
    internal JsonPath? Path() => Keys.Node("path") is { } node ? JsonPath.Parse(node, What, Diagnostics) : null;

    /// <summary>Reports that a key is missing.</summary>
    internal void Missing(string key) =>
        Diagnostics.Add(Model.Diagnostics.MissingKey, Keys.Location, $"The check '{Name}' needs the key '{key}', for instance: {Kind.Example}");
}
