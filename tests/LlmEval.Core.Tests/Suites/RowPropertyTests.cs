using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Core.Tests.Documents;
using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Suites;

public sealed class RowPropertyTests
{
    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("json")]
    [InlineData("yaml")]
    public void Random_data_never_throw_and_no_case_means_an_error(string format)
    {
        string[] pieces =
        [
            "a", "id", "expected.x", "tags", "must-pass", "vars", "score", "turns", ",", ";", "\"", "\n", "\r\n", "{", "}", "[", "]", ":", ": ", "- ", "1", "null", "true", " ", "ü", "{\"id\":\"a\"}\n", "{\"vars\":{\"q\":1},\"turns\":[{\"user\":\"{{\"}]}\n", "a,b\n1,2\n", "\u0000", "\uFEFF",
        ];
        using SuiteFolder project = new();
        string path = project.Write($"evals/rows.{format}", string.Empty);
        EvalSuite suite = project.Suite($"data: rows.{format}")!;
        Check(Gen.OneOf(Gen.Elements(pieces).ListOf().Select(p => Encoding.UTF8.GetBytes(string.Concat(p))), ArbMap.Default.GeneratorFor<byte[]>()), bytes =>
        {
            File.WriteAllBytes(path, bytes);
            DiagnosticBag found = new();
            EvalCase[] cases = [.. suite.ReadCases(found)];
            return (cases.Length > 0 || found.HasErrors) && cases.Select(c => c.Id).Distinct().Count() == cases.Length;
        });
    }

    [Fact]
    public void What_is_written_as_CSV_is_read_back()
    {
        using SuiteFolder project = new();
        string path = project.Write("evals/rows.csv", string.Empty);
        EvalSuite suite = project.Suite("data: rows.csv")!;
        Gen<string> fields = Gen.Elements("a", "\"", ",", "\n", "\r\n", " ", "ü", ";", "'", "\U0001F600").ListOf().Select(p => string.Concat(p));
        Check(Gen.Two(fields).ListOf().Select(r => r.Select(f => (First: f.Item1, Second: f.Item2)).ToArray()), rows =>
        {
            string text = "n,first,second\n" + string.Concat(rows.Select((r, n) => $"{n},{Quoted(r.First)},{Quoted(r.Second)}\r\n"));
            File.WriteAllText(path, text);
            DiagnosticBag found = new();
            EvalCase[] cases = [.. suite.ReadCases(found)];
            int line = 2;
            return rows.Length == 0 || (found.Count == 0 && cases.Select(c => (c.Find("first")!.Text, c.Find("second")!.Text)).SequenceEqual(rows)
                && cases.Zip(rows).All(p => Starts(p.First, p.Second, ref line)));
        });

        static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

        static bool Starts(EvalCase item, (string First, string Second) row, ref int line)
        {
            bool right = item.Location.Line == line;
            line += 1 + (row.First + row.Second).Count(c => c == '\n');
            return right;
        }
    }

    [Fact]
    public void Random_suites_never_throw_and_no_suite_means_an_error()
    {
        string[] pieces =
        [
            "name", "prompt", "models", "tags", "parameters", "data", "score", "score+", "cases", "gate", "limits", "effort", "samples", "id", "vars", "turns", "user", "file", "s.csv", "../..",
            ": ", ":\n  ", "\n", "\n  - ", "[", "]", "{", "}", ", ", "{{x}}", "'", "~", "1", ".nan", "cheap", "&a ", "*a", "\u0000",
        ];
        using SuiteFolder project = new();
        Check(Gen.Elements(pieces).ListOf().Select(p => string.Concat(p)), text =>
        {
            string path = project.Write("evals/s.eval.yml", text);
            DiagnosticBag found = new();
            EvalSuite? suite = SuiteFile.Load(path, project.Root, found);
            return (suite is not null || found.HasErrors) && (suite is null || found.HasErrors || suite.ReadCases(found).Any() || found.HasErrors);
        });
    }

    private static void Check<T>(Gen<T> gen, Func<T, bool> holds) =>
        FsCheck.Fluent.Prop.ForAll(gen.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(50));
}
