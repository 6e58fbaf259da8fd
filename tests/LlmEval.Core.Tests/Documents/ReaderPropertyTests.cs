using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Documents;

public sealed class ReaderPropertyTests
{
    private static readonly string[] Pieces =
    [
        "a", "key", ": ", ":", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", "'", "\"", "|", ">", "|-", "&x ", "*x", "!!str ", "!t ", "# c", "---", "...", "? ", "<<: ",
        "~", "0x1F", ".nan", "{{v}}", "\\", "\\u00e", "\\ud800", "\t", "\r\n", "%YAML 1.2\n", "%TAG ! x\n", "\u0085", "\u2028", "\u0000", "\uFEFF", "\U0001F600", "@", "`", "null", "1", "true", "é",
    ];

    [Fact]
    public void Random_YAML_like_text_never_throws_and_null_means_an_error()
    {
        Gen<string> texts = Gen.Elements(Pieces).ListOf().Select(p => string.Concat(p));
        Check(texts, 3000, text =>
        {
            DiagnosticBag found = new();
            LocatedNode? node = YamlReader.Parse(text, "f.yml", found);
            return (node is not null || found.HasErrors) && found.Items.All(d => d.Location.File == "f.yml");
        });
    }

    [Fact]
    public void Random_bytes_never_throw_in_any_reader()
    {
        using ProjectFolder folder = new();
        string path = folder.Full("bytes");
        Check(ArbMap.Default.GeneratorFor<byte[]>(), 500, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            DiagnosticBag found = new();
            bool ends = YamlReader.ReadItems(path, found).Count() + LocatedJson.ReadItems(path, found).Count() + LocatedJson.ReadLines(path, found).Count() >= 0;
            return ends && (YamlReader.Read(path, found) is not null || found.HasErrors) && (LocatedJson.Read(path, found) is not null || found.HasErrors);
        });
    }

    [Fact]
    public void Random_items_never_throw_when_streamed()
    {
        using ProjectFolder folder = new();
        string path = folder.Full("rows.yml");
        Check(Gen.Elements(Pieces).ListOf().Select(p => string.Concat(p)), 500, text =>
        {
            File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
            DiagnosticBag found = new();
            return YamlReader.ReadItems(path, found).All(n => n is not null);
        });
    }

    [Fact]
    public void JSON_reads_as_the_same_value_through_every_reader()
    {
        using ProjectFolder folder = new();
        Check(Values(3), 500, value =>
        {
            string json = value.ToJson();
            DiagnosticBag found = new();
            CaseValue?[] read =
            [
                From(LocatedJson.Parse(Encoding.UTF8.GetBytes(json), "f", found)),
                From(LocatedJson.ReadLines(folder.Write("a.jsonl", json), found).Single()),
                From(LocatedJson.ReadItems(folder.Write("a.json", $"[{json}]"), found).Single()),
                From(YamlReader.Parse(json, "f", found)),
            ];
            return read.All(r => value.Equals(r)) && found.Count == 0 && json == CaseValue.From(YamlReader.Parse(json, "f", found)!, found)!.ToJson();

            CaseValue? From(LocatedNode? node) => node is null ? null : CaseValue.From(node, found);
        });
    }

    private static Gen<CaseValue> Values(int depth)
    {
        Gen<string> texts = Gen.Elements("a", "B", " ", "ü", "\U0001F600", "\"", "\\", "\n", "\t", ":", "#", "{{", "0", "\u0001").ListOf().Select(p => string.Concat(p));
        Gen<CaseValue> leaves = Gen.OneOf(
            texts.Select(CaseValue.OfText),
            Gen.Constant(CaseValue.Null),
            Gen.Elements("1", "-2.50", "1e3", "true", "false", "0").Select(t => CaseValue.From(YamlReader.Parse(t, "f", new DiagnosticBag())!, new DiagnosticBag())!));
        return depth == 0 ? leaves : Gen.OneOf(
            leaves,
            Values(depth - 1).ListOf().Select(m => CaseValue.OfMembers([.. m.Take(4).Select((v, i) => KeyValuePair.Create($"k{i}", v))])));
    }

    private static void Check<T>(Gen<T> gen, int runs, Func<T, bool> holds) =>
        FsCheck.Fluent.Prop.ForAll(gen.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(runs).WithEndSize(60));
}
