using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Suites;

/// <summary>Turns nodes into cases: those in a suite, and rows of data files.</summary>
internal sealed class CaseReader(IReadOnlyList<string> suiteTags, IReadOnlyList<ToolDefinition>? tools, DiagnosticBag diagnostics)
{
    private const string What = "a case";

    /// <summary>What an author writes who means a switch.</summary>
    private static readonly string[] s_switches = ["true", "false", "yes", "no", "on", "off"];

    private readonly CanonicalJson _canonical = new();

    /// <summary>A case that stands in a suite; null when it has mistakes.</summary>
    public EvalCase? InPlace(LocatedNode node)
    {
        if (MappingReader.Open(node, What, diagnostics) is not { } reader) { return null; }

        int before = diagnostics.Count;
        LocatedNode? id = reader.Node("id");
        LocatedNode? cluster = reader.Node("cluster");
        CaseValue vars = Variables(reader.Node("vars"));
        return Whole(reader, id, cluster, vars, null, before);
    }

    /// <summary>A row of a data file; null when it has mistakes.</summary>
    public EvalCase? Row(LocatedNode node, DataSource data)
    {
        if (node is not MappingNode row)
        {
            diagnostics.Add(Diagnostics.BadRow, node.Location, $"A row must be a mapping of variables, not {node.Kind}. Write {{\"name\": value}}.");
            return null;
        }

        int before = diagnostics.Count;
        LocatedNode? id = row[data.IdField ?? "id"];
        LocatedNode? cluster = row[data.ClusterField ?? "cluster"];
        MappingReader reader = MappingReader.Open(row, "a row", diagnostics)!;
        if (row["vars"] is { } given)
        {
            reader.Node(data.IdField ?? "id");
            reader.Node(data.ClusterField ?? "cluster");
            reader.Node("vars");
            MappingNode? inner = given as MappingNode;
            return Whole(reader, Needed(id ?? Option(inner, data.IdField), data.IdField, row), Needed(cluster ?? Option(inner, data.ClusterField), data.ClusterField, row), Variables(given), data, before);
        }

        List<KeyValuePair<string, CaseValue>> members = new(row.Entries.Count);
        foreach ((ScalarNode key, LocatedNode value) in row.Entries)
        {
            if (key.Text is "expected" or "tags" or "must-pass") { continue; }

            if (CaseValue.From(value, diagnostics) is { } variable) { members.Add(new(key.Text, variable)); }
        }

        return Finish(reader, Needed(id, data.IdField, row), Needed(cluster, data.ClusterField, row), CaseValue.OfMembers(members), [], null, null, data, before);
    }

    private static LocatedNode? Option(MappingNode? vars, string? field) => field is null ? null : vars?[field];

    private LocatedNode? Needed(LocatedNode? node, string? option, MappingNode row)
    {
        if (node is null && option is not null)
        {
            diagnostics.Add(Diagnostics.BadRow, row.Location, $"The row has no field '{option}', which 'data' of the suite names. Add it, or mend the suite.");
        }

        return node;
    }

    private EvalCase? Whole(MappingReader reader, LocatedNode? id, LocatedNode? cluster, CaseValue vars, DataSource? data, int before)
    {
        IReadOnlyList<LocatedNode>? replace = reader.List("score");
        IReadOnlyList<LocatedNode>? add = reader.List("score+");
        if (replace is not null && add is not null)
        {
            diagnostics.Add(Diagnostics.BadValue, reader.Node("score+")!.Location, "A case has either 'score' (instead of the suite's checks) or 'score+' (besides them), not both. Remove one.");
        }

        List<EvalTurn> turns = [];
        IReadOnlyList<LocatedNode>? nodes = reader.List("turns");
        foreach (LocatedNode node in nodes ?? [])
        {
            if (Turn(node) is { } turn) { turns.Add(turn); }
        }

        if (nodes is { Count: 0 })
        {
            diagnostics.Add(Diagnostics.BadValue, reader.Node("turns")!.Location, "'turns' of a case must hold at least one turn. Add one, or remove the key: then the prompt is the one turn.");
        }

        LocatedNode? script = reader.Node("replies");
        IReadOnlyList<ToolReply>? replies = ReplyReader.Read(script, tools, diagnostics);
        string? skip = Skip(reader.Node("skip"), data);
        EvalCase? item = Finish(reader, id, cluster, vars, turns, replace, add, data, before, last: false, script);
        reader.Done();
        return diagnostics.Count == before ? item! with { Replies = replies, Skip = skip } : null;
    }

    private EvalCase? Finish(
        MappingReader reader, LocatedNode? id, LocatedNode? cluster, CaseValue vars, IReadOnlyList<EvalTurn> turns,
        IReadOnlyList<LocatedNode>? replace, IReadOnlyList<LocatedNode>? add, DataSource? data, int before, bool last = true, LocatedNode? replies = null)
    {
        LocatedNode? expectedNode = reader.Node("expected");
        CaseValue? expected = expectedNode is null ? null : CaseValue.From(expectedNode, diagnostics);
        bool mustPass = reader.Flag("must-pass") ?? false;
        IReadOnlyList<string> own = reader.Texts("tags") ?? [];
        if (own.Count > 0) { SuiteNames.CheckTags(own, reader.Node("tags")!.Location, diagnostics); }

        string? givenId = Name(id, "id");
        string? group = Name(cluster, "cluster");
        if (last && diagnostics.Count != before) { return null; }

        Hash128 hash = Hash(vars, expected, turns, replies, replace, add);
        IReadOnlyList<string> inherited = data?.Tags ?? [];
        return new EvalCase
        {
            Id = givenId ?? $"case-{hash.ToString()[..12]}",
            HasGivenId = givenId is not null,
            Location = reader.Location,
            Vars = vars,
            Expected = expected is { IsNull: true } ? null : expected,
            Tags = own.Count + inherited.Count == 0 ? suiteTags : [.. suiteTags.Concat(inherited).Concat(own).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Cluster = group,
            MustPass = mustPass,
            Turns = turns,
            ScoreReplace = replace,
            ScoreAdd = add,
            Data = data,
            InputsHash = hash,
        };
    }

    /// <summary>Why a case is left out: without a reason nobody knows when it may come back.</summary>
    private string? Skip(LocatedNode? node, DataSource? data)
    {
        if (node is null) { return null; }

        string reason = node is ScalarNode { Scalar: ScalarKind.Text } text ? string.Join(' ', text.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : string.Empty;
        if (reason.Length is > 0 and <= EvalCase.MaxSkipLength && !reason.Any(char.IsControl) && !s_switches.Contains(reason, StringComparer.OrdinalIgnoreCase))
        {
            return data is { IsPrivate: true } ? EvalCase.PrivateSkip : reason;
        }

        bool isNo = node is ScalarNode flag && flag.Text.ToLowerInvariant() is "false" or "no" or "off";
        diagnostics.Add(Diagnostics.BadValue, node.Location, isNo ? "'skip' of a case is the reason why it is not asked. Remove the key: then the case is asked."
            : FormattableString.Invariant($"'skip' of a case must give the reason why it is not asked, a text of 1 to {EvalCase.MaxSkipLength} characters, such as 'skip: the order service is down, see issue 12'. Write the reason."));
        return null;
    }

    // Ids stand in baselines, one line a case, and in names of tests.
    private string? Name(LocatedNode? node, string key)
    {
        if (node is null) { return null; }

        if (node is ScalarNode { Scalar: not ScalarKind.Null } scalar && scalar.Text.Length is > 0 and <= EvalCase.MaxIdLength
            && !scalar.Text.Any(char.IsControl) && scalar.Text.AsSpan().Trim().Length == scalar.Text.Length)
        {
            return scalar.Text;
        }

        diagnostics.Add(Diagnostics.BadValue, node.Location,
            $"The {key} of a case must be a text of 1 to {EvalCase.MaxIdLength} characters in one line, without spaces at its ends. Mend it.");
        return null;
    }

    private CaseValue Variables(LocatedNode? node)
    {
        if (node is null) { return CaseValue.Empty; }

        if (node is not MappingNode vars)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, $"'vars' of a case must be a mapping of names to values, not {node.Kind}.");
            return CaseValue.Empty;
        }

        foreach ((ScalarNode key, _) in vars.Entries)
        {
            if (key.Text is "vars" or "expected")
            {
                diagnostics.Add(Diagnostics.BadValue, key.Location, $"A variable cannot be called '{key.Text}', which means something else in templates. Give it another name.");
            }
        }

        return CaseValue.From(vars, diagnostics) ?? CaseValue.Empty;
    }

    private EvalTurn? Turn(LocatedNode node)
    {
        if (MappingReader.Open(node, "a turn", diagnostics) is not { } reader) { return null; }

        string? text = reader.Text("user", required: true);
        Template? user = text is null ? null : Template.Parse((ScalarNode)reader.Node("user")!, diagnostics);
        IReadOnlyList<LocatedNode> score = reader.List("score") ?? [];
        bool stop = reader.Flag("stop") ?? false;
        reader.Done();
        return user is null ? null : new EvalTurn(node.Location, user, score, stop);
    }

    private Hash128 Hash(CaseValue vars, CaseValue? expected, IReadOnlyList<EvalTurn> turns, LocatedNode? replies, IReadOnlyList<LocatedNode>? replace, IReadOnlyList<LocatedNode>? add)
    {
        _canonical.Clear();
        _canonical.Raw("{\"expected\":").Value(expected ?? CaseValue.Null, sorted: true);
        if (replies is not null) { _canonical.Raw(",\"replies\":").Node(replies); }

        if (replace is not null) { _canonical.Raw(",\"score\":").Nodes(replace); }

        if (add is not null) { _canonical.Raw(",\"score+\":").Nodes(add); }

        _canonical.Raw(",\"turns\":[");
        for (int i = 0; i < turns.Count; i++)
        {
            _canonical.Raw(i == 0 ? "{\"score\":" : ",{\"score\":").Nodes(turns[i].Score)
                .Raw(turns[i].Stop ? ",\"stop\":true,\"user\":" : ",\"stop\":false,\"user\":").Text(turns[i].User.Source).Raw("}");
        }

        return _canonical.Raw("],\"vars\":").Value(vars, sorted: true).Raw("}").Hash();
    }
}
