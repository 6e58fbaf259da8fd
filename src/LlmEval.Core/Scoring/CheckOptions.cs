using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring.OverSuite;
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

    private readonly List<string> _keyed = [];
    private readonly List<string> _asks = [];
    private readonly List<MetricReference> _of = [];

    internal CheckOptions(CheckKind kind, string name, bool isNegated, MappingReader keys, DiagnosticBag diagnostics, CheckScope scope)
    {
        (Kind, Name, IsNegated, Keys, Diagnostics, Scope) = (kind, name, isNegated, keys, diagnostics, scope);
    }

    /// <summary>The project and the suite around the check.</summary>
    public CheckScope Scope { get; }

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

    /// <summary>What reads JSON schemas.</summary>
    public IJsonSchemaEngine SchemaEngine { get; internal init; } = NJsonSchemaEngine.Instance;

    /// <summary>What decides scores besides the keys as written: content of files, texts of prompts.</summary>
    internal IReadOnlyList<string> Keyed => _keyed;

    /// <summary>Names of the models that the check asks.</summary>
    internal IReadOnlyList<string> Asks => _asks;

    /// <summary>The metrics that the check names.</summary>
    internal IReadOnlyList<MetricReference> Of => _of;

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
            Diagnostics.Add(LlmEval.Model.Diagnostics.BadValue, node.Location, $"'{key}' of {What} must be a text, not {node.Kind}.");
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
            Diagnostics.Add(LlmEval.Model.Diagnostics.BadValue, list.Location, $"'{key}' of {What} is an empty list. Give at least one text.");
            return null;
        }

        List<CheckValue> values = [];
        foreach (LocatedNode item in list.Items)
        {
            if (item is not ScalarNode { Scalar: not ScalarKind.Null } scalar)
            {
                Diagnostics.Add(LlmEval.Model.Diagnostics.BadValue, item.Location, $"The items of '{key}' of {What} must be texts, not {(item is ScalarNode ? "null" : item.Kind)}.");
                return null;
            }

            if (CheckValue.Of(scalar, allowNull: false, Diagnostics) is not { } value) { return null; }

            values.Add(value);
        }

        _values.AddRange(values);
        return new CheckReferences(values);
    }

    /// <summary>
    /// Takes one or several values of which one has to do, by default the key <c>value</c>; <c>null</c> only where <paramref name="allowNull"/> says so. Null when it is
    /// absent or wrong (reported).
    /// </summary>
    internal IReadOnlyList<CheckValue>? Alternatives(string key = "value", bool allowNull = false)
    {
        if (Keys.Node(key) is not SequenceNode list) { return Value(key, required: true, allowNull) is { } only ? [only] : null; }

        if (!allowNull || list.Items.Count == 0) { return References(key)?.Values; }

        List<CheckValue> values = [];
        foreach (LocatedNode item in list.Items)
        {
            if (item is not ScalarNode scalar)
            {
                Diagnostics.Add(LlmEval.Model.Diagnostics.BadValue, item.Location, $"The items of '{key}' of {What} must be texts, numbers, booleans or null, not {item.Kind}.");
                return null;
            }

            if (CheckValue.Of(scalar, allowNull, Diagnostics) is not { } value) { return null; }

            values.Add(value);
        }

        _values.AddRange(values);
        return values;
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

        Diagnostics.Add(LlmEval.Model.Diagnostics.BadValue, value.Location, $"'{key}' of {What} is empty, which is in every answer. Give a text to look for.");
        return null;
    }

    /// <summary>
    /// Takes one or several texts none of which may be empty, because every answer contains the empty text. A template that turns out empty for a
    /// case leaves that case unscored.
    /// </summary>
    public CheckReferences? NonEmptyReferences(string key = "value")
    {
        CheckReferences? references = References(key);
        if (references is null || !references.HasEmpty) { return references; }

        Diagnostics.Add(LlmEval.Model.Diagnostics.BadValue, Keys.Node(key)!.Location, $"'{key}' of {What} is or has an empty text, which is in every answer. Give texts to look for.");
        return null;
    }

    /// <summary>Takes <c>path</c>: where in the answer's JSON to look; null when it is absent or wrong.</summary>
    internal JsonPath? Path() => Keys.Node("path") is { } node ? JsonPath.Parse(node, What, Diagnostics) : null;

    /// <summary>
    /// Takes a path to a file beside the suite, within the project; null when it is absent or wrong (reported when required or wrong). The file becomes an input of the
    /// build. What is read from it must be given to <see cref="AddToKey"/>, because the metric's key has only what is written in the suite.
    /// </summary>
    /// <returns>The full path.</returns>
    public string? File(string key, bool required = true)
    {
        if (Keys.Node(key) is not { } node)
        {
            if (required) { Missing(key); }

            return null;
        }

        if (node is not ScalarNode { Scalar: ScalarKind.Text } text)
        {
            Diagnostics.Add(LlmEval.Model.Diagnostics.BadValue, node.Location, $"'{key}' of {What} must be the path of a file beside the suite, not {node.Kind}.");
            return null;
        }

        if (Scope.ProjectDirectory is not { } directory || ProjectPath.Resolve(text.Text, node, directory, Diagnostics) is not { } path) { return null; }

        Scope.Add(path);
        return path;
    }

    /// <summary>
    /// Takes the name of a metric of answers that a check over the suite is made of, by default the key <c>of</c>; null when it is absent or no text (reported). That
    /// the metric exists is checked when all checks of all cases are known.
    /// </summary>
    public string? OfMetric(string key = "of") => OfMetric(key, isOfLabels: false);

    internal string? OfMetric(string key, bool isOfLabels)
    {
        if (Keys.Node(key) is not { } node)
        {
            Missing(key);
            return null;
        }

        if (Keys.Text(key) is not { } name) { return null; }

        _of.Add(new MetricReference(name, node.Location, isOfLabels));
        return name;
    }

    /// <summary>
    /// Takes the name of a model item that the check asks, by default the key <c>judge</c> and else the suite's <c>judge:</c>; null when there is none or it is unknown (reported).
    /// </summary>
    public string? Model(string key = "judge")
    {
        (string Name, Location Location)? named = Keys.Node(key) is not null
            ? Keys.Text(key) is { } own ? (own, Keys.Node(key)!.Location) : null
            : key == "judge" && Scope.Suite?.Judge is { } judge ? (judge.Name, judge.Location) : null;
        if (named is not { } model)
        {
            if (!Keys.Has(key))
            {
                Diagnostics.Add(LlmEval.Model.Diagnostics.MissingKey, Keys.Location,
                    $"{char.ToUpperInvariant(What[0])}{What[1..]} asks a model: name it as '{key}:' of the check{(key == "judge" ? " or of the suite" : string.Empty)}. {Known()}");
            }

            return null;
        }

        if (!Scope.Models.Contains(model.Name, StringComparer.Ordinal))
        {
            Diagnostics.Add(LlmEval.Model.Diagnostics.UnknownName, model.Location, MappingReader.UnknownWord($"There is no LlmModel item '{model.Name}' in the project", model.Name, Scope.Models));
            return null;
        }

        if (!_asks.Contains(model.Name, StringComparer.Ordinal)) { _asks.Add(model.Name); }

        return model.Name;

        string Known() => Scope.Models.Count == 0 ? "The project has no LlmModel item." : $"Models here: {string.Join(", ", Scope.Models.Order(StringComparer.Ordinal))}.";
    }

    /// <summary>Makes a text part of the metric's key: the content of a file, the text of a prompt. When it changes, scores cannot be compared with the baseline's.</summary>
    public void AddToKey(string text) => _keyed.Add(text);

    /// <summary>Reports that a key is missing.</summary>
    internal void Missing(string key) =>
        Diagnostics.Add(LlmEval.Model.Diagnostics.MissingKey, Keys.Location, $"The check '{Name}' needs the key '{key}', for instance: {Kind.Example}");
}
