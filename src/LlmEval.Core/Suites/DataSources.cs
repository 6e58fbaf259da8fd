using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites;

/// <summary>Reads <c>data:</c> of a suite: a path, a mapping with options, or a list of both.</summary>
internal static class DataSources
{
    public static IReadOnlyList<DataSource> Read(LocatedNode? node, string projectDirectory, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case null:
                return [];
            case SequenceNode list:
                if (list.Items.Count == 0) { diagnostics.Add(Diagnostics.NoCases, list.Location, "'data' names no file. Name one, or remove the key."); }

                return [.. list.Items.Select(i => One(i, projectDirectory, diagnostics)).OfType<DataSource>()];
            default:
                return One(node, projectDirectory, diagnostics) is { } source ? [source] : [];
        }
    }

    private static DataSource? One(LocatedNode node, string projectDirectory, DiagnosticBag diagnostics)
    {
        if (node is ScalarNode { Scalar: ScalarKind.Text } path) { return Source(path, projectDirectory, diagnostics); }

        if (node is not MappingNode)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, $"'data' of a suite must be a path or a mapping with 'file', not {node.Kind}.");
            return null;
        }

        MappingReader reader = MappingReader.Open(node, "'data'", diagnostics)!;
        string? file = reader.Text("file", required: true);
        DataSource? source = file is null ? null : Source((ScalarNode)reader.Node("file")!, projectDirectory, diagnostics);
        IReadOnlyList<string> tags = reader.Texts("tags") ?? [];
        if (tags.Count > 0) { SuiteNames.CheckTags(tags, reader.Node("tags")!.Location, diagnostics); }

        string? id = reader.Text("id");
        string? cluster = reader.Text("cluster");
        bool isPrivate = reader.Flag("private") ?? false;
        reader.Done();
        return source is null ? null : source with { IdField = id, ClusterField = cluster, IsPrivate = isPrivate, Tags = tags };
    }

    private static DataSource? Source(ScalarNode path, string projectDirectory, DiagnosticBag diagnostics)
    {
        if (!DataRows.CanRead(path.Text))
        {
            diagnostics.Add(Diagnostics.BadValue, path.Location, $"'{path.Text}' is not a data file: its name must end in {DataRows.Formats}.");
            return null;
        }

        return ProjectPath.Resolve(path.Text, path, projectDirectory, diagnostics) is { } full ? new DataSource(full, path.Location) : null;
    }
}
