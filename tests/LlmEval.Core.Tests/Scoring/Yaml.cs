using System.Text.RegularExpressions;
using LlmEval.Documents;
using LlmEval.Model;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LlmEval.Scoring;

/// <summary>YAML as located nodes, for tests of checks alone.</summary>
internal static partial class Yaml
{
    public const string File = "suite.eval.yml";

    public static LocatedNode Read(string yaml)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(yaml));
        return Node(stream.Documents[0].RootNode);
    }

    public static IReadOnlyList<LocatedNode> List(string yaml) => ((SequenceNode)Read(yaml)).Items;

    private static LocatedNode Node(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new MappingNode(At(node),
            [.. mapping.Select(e => new KeyValuePair<ScalarNode, LocatedNode>((ScalarNode)Node(e.Key), Node(e.Value)))]),
        YamlSequenceNode list => new SequenceNode(At(node), [.. list.Select(Node)]),
        YamlScalarNode scalar => new ScalarNode(At(node), scalar.Value!, KindOf(scalar)),
        _ => throw new NotSupportedException(),
    };

    private static ScalarKind KindOf(YamlScalarNode scalar) => scalar switch
    {
        { Style: not ScalarStyle.Plain } => ScalarKind.Text,
        { Value: "" or "~" or "null" } => ScalarKind.Null,
        { Value: "true" or "false" or "True" } => ScalarKind.Boolean,
        _ when Integer().IsMatch(scalar.Value!) => ScalarKind.Integer,
        _ when Real().IsMatch(scalar.Value!) => ScalarKind.Real,
        _ => ScalarKind.Text,
    };

    private static Location At(YamlNode node) => new(File, (int)node.Start.Line, (int)node.Start.Column);

    [GeneratedRegex(@"^-?\d+$")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^-?(\d+\.\d*([eE][-+]?\d+)?|\.inf|\.nan)$")]
    private static partial Regex Real();
}
