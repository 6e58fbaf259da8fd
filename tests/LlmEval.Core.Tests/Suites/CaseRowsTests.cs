using LlmEval.Core.Tests.Documents;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Suites;

public sealed class CaseRowsTests : IDisposable
{
    private readonly SuiteFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("rows.csv", "id,ticket,document,expected.category,expected.sub.x,tags,must-pass\na,\"down, \"\"really\"\"\nnow\",d1,outage,1,x; y ,true\nb,,d2,bug,2,,\n")]
    [InlineData("rows.jsonl", """
        {"id": "a", "ticket": "down, \"really\"\nnow", "document": "d1", "expected": {"category": "outage", "sub": {"x": "1"}}, "tags": ["x", "y"], "must-pass": true}
        {"id": "b", "ticket": "", "document": "d2", "expected": {"category": "bug", "sub": {"x": "2"}}}
        """)]
    [InlineData("rows.json", """
        [{"id": "a", "ticket": "down, \"really\"\nnow", "document": "d1", "expected": {"category": "outage", "sub": {"x": "1"}}, "tags": ["x", "y"], "must-pass": true},
        {"id": "b", "ticket": "", "document": "d2", "expected": {"category": "bug", "sub": {"x": "2"}}}]
        """)]
    [InlineData("rows.yaml", """
        - { id: a, ticket: "down, \"really\"\nnow", document: d1, expected: { category: outage, sub: { x: '1' } }, tags: [x, y], must-pass: true }
        - { must-pass: false, id: b, ticket: '', document: d2, expected: { sub: { x: '2' }, category: bug } }
        """)]
    public void Rows_of_every_format_are_the_same_cases(string file, string text)
    {
        EvalCase[] cases = _project.Rows(file, text, ", cluster: document, tags: [t], private: true");

        _project.Found.Items.Should().BeEmpty();
        cases.Select(c => $"{c.Id} {c.HasGivenId} {c.Cluster} {c.MustPass} {c.IsPrivate} {string.Join('+', c.Tags)}").Should().Equal(
            "a True d1 True True t+x+y", "b True d2 False True t");
        cases[0].Vars.ToJson().Should().Be("""{"id":"a","ticket":"down, \"really\"\nnow","document":"d1"}""");
        cases[0].Find("expected.sub.x")!.Text.Should().Be("1");
        cases[1].Find("ticket")!.Text.Should().BeEmpty();
        cases.Select(c => c.InputsHash).Should().Equal(
            InputsHashTests.Sha256("""{"expected":{"category":"outage","sub":{"x":"1"}},"turns":[],"vars":{"document":"d1","id":"a","ticket":"down, \"really\"\nnow"}}"""),
            InputsHashTests.Sha256("""{"expected":{"category":"bug","sub":{"x":"2"}},"turns":[],"vars":{"document":"d2","id":"b","ticket":""}}"""));
    }

    [Fact]
    public void A_case_without_an_id_is_named_by_its_inputs()
    {
        EvalCase[] cases = _project.Rows("rows.jsonl", "{\"a\": 1, \"b\": 2}\n{\"a\": 1, \"b\": 3}\n");

        cases.Select(c => c.Id).Should().Equal(cases.Select(c => $"case-{c.InputsHash.ToString()[..12]}"));
        cases.Should().OnlyContain(c => !c.HasGivenId);
        cases[0].Id.Should().NotBe(cases[1].Id);
    }

    [Fact]
    public void A_row_with_vars_is_a_case_in_full()
    {
        EvalCase[] cases = _project.Rows(
            "rows.jsonl",
            """
            {"id": "a", "vars": {"q": 1}, "expected": "x", "turns": [{"user": "{{q}}"}], "score": ["is-json"]}
            {"id": "b", "vars": {"q": 1}, "other": 1}
            {"id": "c", "vars": 1}
            """);

        cases.Should().ContainSingle().Which.Turns.Should().ContainSingle();
        cases[0].Vars.ToJson().Should().Be("""{"q":1}""");
        _project.Found.Lines().Should().Equal("LLM1002 2", "LLM1003 3");
    }

    [Fact]
    public void A_field_that_the_suite_names_must_be_in_every_row()
    {
        EvalCase[] cases = _project.Rows("rows.jsonl", "{\"k\": \"1\", \"c\": \"x\"}\n{\"c\": \"x\"}\n{\"k\": 3}\n{\"k\": \"\", \"c\": \"x\"}\n{\"k\": null, \"c\": 5}\n{\"k\": 4, \"c\": 5}\n", ", id: k, cluster: c");

        cases.Select(c => $"{c.Id} {c.Cluster}").Should().Equal("1 x", "4 5");
        _project.Found.Lines().Should().Equal("LLM1020 2", "LLM1020 3", "LLM1003 4", "LLM1003 5");
    }

    [Theory]
    [InlineData("a,b\n1,2\n1\n3,4\n", "LLM1020 3", 2)]
    [InlineData("a,b\n1,2,3\n3,4\n", "LLM1020 2", 1)]
    [InlineData("a,b\n1,x\"y\n3,4\n", "LLM1020 2", 1)]
    [InlineData("a,b\n\"1\"x,y\n3,4\n", "LLM1020 2", 1)]
    [InlineData("a,b\n\"1\n\n2\",y\n\n3,\"4\n5,6\n", "LLM1020 6", 1)]
    [InlineData("a,b\n\"1\n2\",3\n4\n", "LLM1020 4", 1)]
    [InlineData("a,a\n1,2\n", "LLM1005 1", 0)]
    [InlineData("a,\n1,2\n", "LLM1020 1", 0)]
    [InlineData("expected,expected.x\n1,2\n", "LLM1020 1", 0)]
    [InlineData("vars\n1\n", "LLM1020 1", 0)]
    [InlineData("a,must-pass\n1,maybe\n2,TRUE\n", "LLM1003 2", 1)]
    [InlineData("", "LLM1007 1", 0)]
    [InlineData("a,b\n", "LLM1007 1", 0)]
    public void A_CSV_record_that_cannot_be_read_is_reported_at_the_line_where_it_starts(string text, string place, int cases)
    {
        _project.Rows("rows.csv", text).Should().HaveCount(cases);

        _project.Found.Lines().Should().Equal(place);
    }

    [Theory]
    [InlineData("rows.jsonl", "")]
    [InlineData("rows.json", "[]")]
    [InlineData("rows.yaml", "# nothing\n")]
    public void A_file_without_rows_is_an_error_in_the_suite(string file, string text)
    {
        _project.Rows(file, text).Should().BeEmpty();

        _project.Found.Lines().Should().Equal("LLM1007 1");
        _project.Found.Items[0].Location.File.Should().EndWith("s.eval.yml");
    }

    [Fact]
    public void CSV_is_UTF8_with_or_without_a_byte_order_mark()
    {
        _project.Write("evals/rows.csv", [0xEF, 0xBB, 0xBF, .. "größe,b\r\nä,1\r\n"u8, 0xFC, .. ",2\r\nx,3\r\n"u8]);

        EvalCase[] cases = [.. _project.Suite("data: rows.csv")!.ReadCases(_project.Found)];

        cases.Select(c => c.Find("größe")?.Text).Should().Equal("ä", "x");
        _project.Found.Lines().Should().Equal("LLM1023 3");
    }

    [Fact]
    public void UTF16_is_refused()
    {
        _project.Write("evals/rows.csv", [0xFF, 0xFE, (byte)'a', 0, (byte)'\n', 0]);

        _project.Suite("data: rows.csv")!.ReadCases(_project.Found).Should().BeEmpty();

        _project.Found.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1023");
    }

    [Fact]
    public void Two_cases_with_one_id_are_reported_at_the_second_with_the_line_of_the_first()
    {
        _project.Write("evals/rows.jsonl", "{\"id\": \"b\"}\n{\"id\": \"a\"}\n{\"id\": \"b\"}\n{\"x\": 1}\n{\"x\": 1}\n");

        EvalCase[] cases = [.. _project.Suite("cases:\n  - id: a\n  - id: a\ndata: rows.jsonl\n")!.ReadCases(_project.Found)];

        cases.Select(c => c.Id).Should().HaveCount(3).And.StartWith(["a", "b"]);
        _project.Found.Lines().Should().Equal("LLM1004 3", "LLM1004 2", "LLM1004 3", "LLM1004 5");
        _project.Found.Items[0].Message.Should().Contain("line 2");
        _project.Found.Items[1].Message.Should().Contain("s.eval.yml(2)");
        _project.Found.Items[2].Message.Should().Contain("line 1");
        _project.Found.Items[3].Message.Should().Contain("line 4");
    }

    [Fact]
    public void After_twenty_bad_rows_reading_stops()
    {
        _project.Rows("rows.jsonl", string.Concat(Enumerable.Repeat("{\n", 50)) + "{\"a\": 1}\n").Should().BeEmpty();

        _project.Found.Items.Should().HaveCount(21).And.OnlyContain(d => d.Code == "LLM1020");
    }

    [Theory]
    [InlineData("rows.jsonl", "{\"q\": PLANTED}\n[\"PLANTED\"]\n{\"id\": [\"PLANTED\"]}\n{\"tags\": [\"PLANTED;\"]}\n{\"PLANTED\": 1, \"PLANTED\": 2}\n{\"vars\": {}, \"PLANTED\": 1}\n{\"vars\": {}, \"turns\": [{\"user\": \"{{PLANTED x}}\"}]}\n")]
    [InlineData("rows.csv", "q,must-pass\nPLANTED,PLANTED\nPLANTED\nx\"PLANTED,\n")]
    [InlineData("rows.yaml", "- PLANTED\n- { q: PLANTED, q: PLANTED, id: [PLANTED] }\n- *PLANTED\n")]
    public void Nothing_of_private_data_is_told(string file, string text)
    {
        _project.Rows(file, text, ", private: true").Should().BeEmpty();

        _project.Found.Items.Should().HaveCountGreaterThan(2).And.OnlyContain(d => !d.Message.Contains("PLANTED") && d.Location.Line > 0);
    }

    [Fact]
    public void Cases_in_place_come_first_and_each_reading_gives_the_same()
    {
        _project.Write("evals/a.csv", "id,q\n1,x\n");
        _project.Write("evals/b.yaml", "- { id: 2 }\n");
        EvalSuite suite = _project.Suite("data: [a.csv, { file: b.yaml }]\ncases: [{ id: 0 }]\n")!;

        suite.ReadCases(_project.Found).Select(c => c.Id).Should().Equal("0", "1", "2");
        suite.ReadCases(_project.Found).Select(c => c.Id).Should().Equal("0", "1", "2");
        _project.Found.Items.Should().BeEmpty();
    }

    [Fact]
    public void Rows_are_read_only_as_far_as_they_are_asked_for()
    {
        _project.Write("evals/rows.jsonl", "{\"id\": 1}\nbroken\n");

        _project.Suite("data: rows.jsonl")!.ReadCases(_project.Found).First().Id.Should().Be("1");

        _project.Found.Items.Should().BeEmpty();
    }
}
