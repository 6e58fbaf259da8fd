using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;
using LlmEval.Suites.Variants;
using LlmEval.Suites.Variants.Attacks;
using LlmEval.Suites.Variants.Counterfactual;
using LlmEval.Suites.Variants.Perturb;

namespace LlmEval.Suites;

/// <summary>Reads suites (<c>*.eval.yml</c>, <c>*.eval.yaml</c>) with the defaults that they inherit.</summary>
public static class SuiteFile
{
    private const string What = "a suite";

    /// <summary>Whether a file holds defaults for the suites below it and is no suite itself.</summary>
    public static bool IsDefaults(string path) => SuiteDefaults.IsDefaults(path);

    /// <summary>The name of a suite that gives none: its file's, without <c>.eval.yml</c>.</summary>
    public static string DefaultName(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return name.EndsWith(".eval", StringComparison.OrdinalIgnoreCase) && name.Length > 5 ? name[..^5] : name;
    }

    /// <summary>Reads a suite.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="projectDirectory">Full path of the folder that no path in the suite may leave, and where inheriting begins.</param>
    /// <param name="diagnostics">Where mistakes go; what concerns inherited defaults is reported for every suite that inherits them.</param>
    /// <param name="salt">What makes the canaries of its attacks the project's own: the property <c>LlmEvalSalt</c>, or the project's name.</param>
    /// <returns>
    /// The suite, or null when its file is no mapping. A suite with smaller mistakes is returned, so that later stations
    /// find theirs too: it may be used only if no error was added.
    /// </returns>
    public static EvalSuite? Load(string path, string projectDirectory, DiagnosticBag diagnostics, string salt = "")
    {
        path = Path.GetFullPath(path);
        if (YamlReader.Read(path, diagnostics) is not { } document || MappingReader.Open(document, What, diagnostics) is null) { return null; }

        List<string> files = [path];
        MappingNode whole = SuiteDefaults.Inherit((MappingNode)document, path, projectDirectory, files, diagnostics);
        MappingReader reader = MappingReader.Open(whole, What, diagnostics)!;
        reader.Node("score+");

        IReadOnlyList<string> tags = reader.Texts("tags") ?? [];
        if (tags.Count > 0) { SuiteNames.CheckTags(tags, reader.Node("tags")!.Location, diagnostics); }

        tags = [.. tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string? toolFile = reader.Text("tools") is { } toolPath ? ProjectPath.Resolve(toolPath, reader.Node("tools")!, projectDirectory, diagnostics) : null;
        IReadOnlyList<ToolDefinition>? tools = toolFile is not null ? ToolFile.Read(toolFile, diagnostics) : reader.Has("tools") ? null : [];
        if (toolFile is not null) { files.Add(toolFile); }

        IReadOnlyList<DataSource> data = DataSources.Read(reader.Node("data"), projectDirectory, diagnostics);
        IReadOnlyList<LocatedNode> score = reader.List("score") ?? [];
        EvalSuite suite = new()
        {
            Name = Name(reader, path, diagnostics),
            NameLocation = reader.Node("name")?.Location ?? document.Location,
            Path = path,
            Location = document.Location,
            ProjectDirectory = Path.GetFullPath(projectDirectory),
            Description = reader.Text("description"),
            Prompt = Prompt(reader, diagnostics),
            Models = Models(reader, diagnostics),
            ModelsLocation = reader.Node("models")?.Location ?? document.Location,
            Judge = Judge(reader, diagnostics),
            Tags = tags,
            Parameters = reader.Node("parameters") is { } parameters ? ParameterReader.Kebab(parameters, diagnostics) : ModelParameters.Empty,
            Tools = tools,
            Data = data,
            Score = score,
            Expanders = Expanders(reader, tools, score, projectDirectory, salt, files, diagnostics),
            CasesInPlace = Cases(reader, tags, tools, diagnostics),
            Gate = Gate(reader.Node("gate"), diagnostics),
            Limits = Limits(reader.Node("limits"), diagnostics),
            Effort = reader.Choice("effort", "quick", "cheap", "standard") switch
            {
                "quick" => Suites.Effort.Quick,
                "cheap" => Suites.Effort.Cheap,
                "standard" => Suites.Effort.Standard,
                _ => null,
            },
            Samples = (int?)reader.Integer("samples", 1, 1000),
            Files = [.. files.Concat(data.Select(d => d.File)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
        reader.Done();
        if (!reader.Has("data") && reader.Node("cases") is null or SequenceNode { Items.Count: 0 })
        {
            diagnostics.Add(Diagnostics.NoCases, reader.Node("cases")?.Location ?? document.Location, "The suite has no cases. Add 'cases' or a file of them as 'data'.");
        }

        return suite;
    }

    private static string Name(MappingReader reader, string path, DiagnosticBag diagnostics)
    {
        string name = reader.Text("name") ?? DefaultName(path);
        if (!SuiteNames.IsName(name))
        {
            diagnostics.Add(Diagnostics.BadValue, reader.Node("name")?.Location ?? reader.Location,
                $"'{name}' cannot be the name of a suite, which is part of file names: 1 to 100 characters, none of / \\ : * ? \" < > | {{ }}, no dot or space at its ends. Set 'name'.");
        }

        return name;
    }

    private static LocatedName? Prompt(MappingReader reader, DiagnosticBag diagnostics)
    {
        if (reader.Text("prompt") is not { } name) { return null; }

        LocatedNode node = reader.Node("prompt")!;
        SuiteNames.RefuseTemplates(node, "prompt", diagnostics);
        return new LocatedName(name, node.Location);
    }

    private static LocatedName? Judge(MappingReader reader, DiagnosticBag diagnostics)
    {
        if (reader.Text("judge") is not { } name) { return null; }

        LocatedNode node = reader.Node("judge")!;
        SuiteNames.RefuseTemplates(node, "judge", diagnostics);
        return new LocatedName(name, node.Location);
    }

    /// <summary>What makes further cases, in the order in which a case's variants follow each other.</summary>
    private static ICaseExpander[] Expanders(
        MappingReader reader, IReadOnlyList<ToolDefinition>? tools, IReadOnlyList<LocatedNode> score, string projectDirectory, string salt, List<string> files, DiagnosticBag diagnostics)
    {
        ICaseExpander?[] expanders =
        [
            AttackReader.Read(reader.Node("attacks"), tools, salt, diagnostics),
            CounterfactualReader.Read(reader.Node("counterfactual"), projectDirectory, files, diagnostics),
            PerturbReader.Read(reader.Node("perturb"), score, diagnostics),
        ];
        return [.. expanders.OfType<ICaseExpander>()];
    }

    private static List<LocatedName> Models(MappingReader reader, DiagnosticBag diagnostics)
    {
        List<LocatedName> models = [];
        if (reader.Texts("models") is null) { return models; }

        LocatedNode node = reader.Node("models")!;
        SuiteNames.RefuseTemplates(node, "models", diagnostics);
        foreach (ScalarNode name in node is SequenceNode list ? list.Items.Cast<ScalarNode>() : [(ScalarNode)node])
        {
            if (models.Exists(m => m.Name == name.Text))
            {
                diagnostics.Add(Diagnostics.DuplicateName, name.Location, $"The model '{name.Text}' is named twice. Remove one.");
                continue;
            }

            models.Add(new LocatedName(name.Text, name.Location));
        }

        if (models.Count == 0)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, "'models' of a suite must name at least one model. Name one, or remove the key: then the prompt's own model is used.");
        }

        return models;
    }

    private static List<EvalCase> Cases(MappingReader suite, IReadOnlyList<string> tags, IReadOnlyList<ToolDefinition>? tools, DiagnosticBag diagnostics)
    {
        CaseReader reader = new(tags, tools, diagnostics);
        return [.. (suite.List("cases") ?? []).Select(reader.InPlace).OfType<EvalCase>()];
    }

    private static MappingNode? Gate(LocatedNode? node, DiagnosticBag diagnostics)
    {
        if (node is null || MappingReader.Open(node, "'gate'", diagnostics) is null) { return null; }

        SuiteNames.RefuseTemplates(node, "gate", diagnostics);
        return (MappingNode)node;
    }

    private static SuiteLimits Limits(LocatedNode? node, DiagnosticBag diagnostics)
    {
        if (node is null || MappingReader.Open(node, "'limits'", diagnostics) is not { } reader) { return SuiteLimits.None; }

        DiagnosticBag templates = new();
        SuiteNames.RefuseTemplates(node, "limits", templates);
        diagnostics.AddRange(templates.Items);
        if (templates.HasErrors) { return SuiteLimits.None; }

        SuiteLimits limits = new()
        {
            Location = node.Location,
            Spend = reader.Number("spend", 0),
            Time = reader.Time("time"),
            CaseTime = reader.Time("case-time"),
            CaseSteps = (int?)reader.Integer("case-steps", 1, int.MaxValue),
            Tokens = reader.Integer("tokens", 1),
        };
        reader.Done();
        return limits;
    }
}
