using LlmEval.Core.Tests.Documents;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Suites;

public sealed class SuiteFileTests : IDisposable
{
    private const string Cases = "cases: [{id: a}]\n";
    private readonly SuiteFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void An_empty_suite_is_told_what_belongs_there()
    {
        _project.Suite("# nothing yet\n").Should().BeNull();

        _project.Found.Items.Should().ContainSingle().Which.Message.Should().Be("A suite must be a mapping of keys ('key: value'), and there is nothing.");
    }

    [Fact]
    public void A_suite_is_read_with_everything_it_says()
    {
        _project.Write("evals/tickets.jsonl", "{\"ticket\": \"t\"}");
        EvalSuite suite = _project.Suite("""
            name: triage
            description: Sorts tickets
            prompt: triage-prompt
            models: [triage-tiny, gpt]
            tags: [pr, nightly]
            parameters: { temperature: 0, top-p: 0.9, top-k: 5, max-tokens: 200, seed: 3, stop: [END, STOP] }
            data: { file: tickets.jsonl, id: ticket, cluster: customer, private: true, tags: [file] }
            score:
              - is-json
              - equals: { path: $.category, value: "{{expected.category}}" }
            cases:
              - id: outage
                vars: { ticket: "down" }
                expected: { category: outage }
                tags: [hard, pr]
                cluster: shop
                must-pass: true
                score+: [contains: urgent]
                turns:
                  - user: "Hello {{ticket}}"
                    score: [equals: x]
                    stop: true
                  - user: Bye
            gate: { floor: { category: 0.9 } }
            limits: { spend: 2.5, time: 30m, case-time: 90s, case-steps: 12, tokens: 1000 }
            effort: cheap
            samples: 5
            """)!;

        _project.Found.Items.Should().BeEmpty();
        (suite.Name, suite.NameLocation.Line, suite.Description).Should().Be(("triage", 1, "Sorts tickets"));
        suite.Prompt.Should().Be(new LocatedName("triage-prompt", new Location(suite.Path, 3, 9, 3, 22)));
        suite.Models.Select(m => $"{m.Name} {m.Location.Line}:{m.Location.Column}").Should().Equal("triage-tiny 4:10", "gpt 4:23");
        suite.ModelsLocation.Column.Should().Be(9);
        suite.Tags.Should().Equal("nightly", "pr");
        suite.Parameters.Should().BeEquivalentTo(new ModelParameters { Temperature = 0, TopP = 0.9, TopK = 5, MaxTokens = 200, Seed = 3, Stop = ["END", "STOP"] });
        DataSource data = suite.Data.Should().ContainSingle().Which;
        (data.File, data.IdField, data.ClusterField, data.IsPrivate, data.Location.Line).Should().Be((_project.Full("evals/tickets.jsonl"), "ticket", "customer", true, 7));
        suite.Score.Select(n => n.Location.Line).Should().Equal(9, 10);
        suite.Gate!["floor"].Should().BeOfType<MappingNode>();
        suite.Limits.Should().Be(new SuiteLimits
        {
            Location = suite.Limits.Location, Spend = 2.5, Time = TimeSpan.FromMinutes(30), CaseTime = TimeSpan.FromSeconds(90), CaseSteps = 12, Tokens = 1000,
        });
        (suite.Effort, suite.Samples).Should().Be((Effort.Cheap, 5));
        suite.Files.Should().Equal(_project.Full("evals/s.eval.yml"), _project.Full("evals/tickets.jsonl"));

        EvalCase item = suite.CasesInPlace.Should().ContainSingle().Which;
        (item.Id, item.HasGivenId, item.Cluster, item.MustPass, item.IsPrivate, item.Location.Line).Should().Be(("outage", true, "shop", true, false, 12));
        item.Tags.Should().Equal("hard", "nightly", "pr");
        (item.ScoreReplace, item.ScoreAdd!.Count).Should().Be((null, 1));
        item.Turns.Select(t => $"{t.User} {t.Score.Count} {t.Stop} {t.Location.Line}").Should().Equal("Hello {{ticket}} 1 True 20", "Bye 0 False 23");
        item.Find("ticket")!.Text.Should().Be("down");
        item.Find("vars.ticket")!.Text.Should().Be("down");
        item.Find("expected.category")!.Text.Should().Be("outage");
        item.Find("expected")!.ToText().Should().Be("""{"category":"outage"}""");
        item.Find("category").Should().BeNull();
    }

    [Fact]
    public void A_suite_as_users_write_them_streams_its_cases_in_place_and_its_rows()
    {
        _project.Write("evals/tickets.jsonl", "{\"ticket\": \"Cannot log in\", \"customer\": 7, \"expected\": {\"category\": \"access\"}}\n");
        EvalSuite suite = _project.Suite("""
            prompt: triage                          # prompts/triage.prompt.yml
            models: [triage-tiny, gpt]              # one verdict and one baseline each
            tags: [pr]
            parameters: { temperature: 0, max-tokens: 200 }
            data: { file: tickets.jsonl, id: ticket, cluster: customer, private: true }

            score:
              - is-json: triage.schema.json
              - equals: { path: $.category, value: "{{expected.category}}", metric: category }
              - f1: { of: category, average: macro }

            cases:                                  # besides the file's
              - id: outage-must-be-urgent
                vars: { ticket: "Checkout is down for all customers since 09:10" }
                expected: { category: outage, priority: urgent }
                must-pass: true

            gate:
              floor: { is-json: 1.0, category: 0.90 }
              budget: { cost-per-case: 0.002, p95-latency: 2s }
            limits: { spend: 2.00 }
            """)!;

        suite.ReadCases(_project.Found).Select(c => $"{c.Id} {c.Cluster} {c.Find("ticket")!.Text.Length} {c.IsPrivate}")
            .Should().Equal("outage-must-be-urgent  46 False", "Cannot log in 7 13 True");
        _project.Found.Items.Should().BeEmpty();
        suite.Name.Should().Be("s");
    }

    [Theory]
    [InlineData("s.eval.yml", "s")]
    [InlineData("a.b.eval.yaml", "a.b")]
    [InlineData("plain.yml", "plain")]
    [InlineData(".eval.yml", ".eval")]
    public void A_suite_without_a_name_has_that_of_its_file(string file, string name) => SuiteFile.DefaultName($"/x/{file}").Should().Be(name);

    [Theory]
    [InlineData("", "LLM1003 1")]
    [InlineData("- a", "LLM1003 1")]
    [InlineData("prompt: p\n", "LLM1007 1")]
    [InlineData("cases: []\n", "LLM1007 1")]
    [InlineData("data: []\n", "LLM1007 1")]
    [InlineData(Cases + "promt: p\n", "LLM1002 2")]
    [InlineData(Cases + "jury: j\n", "LLM1002 2")]
    [InlineData(Cases + "helpers: t.yml\n", "LLM1002 2")]
    [InlineData(Cases + "cases: []\n", "LLM1005 2")]
    [InlineData(Cases + "samples: 0\n", "LLM1003 2")]
    [InlineData(Cases + "samples: 1001\n", "LLM1003 2")]
    [InlineData(Cases + "samples: .nan\n", "LLM1003 2")]
    [InlineData(Cases + "samples: 1.5\n", "LLM1003 2")]
    [InlineData(Cases + "effort: huge\n", "LLM1003 2")]
    [InlineData(Cases + "models: []\n", "LLM1003 2")]
    [InlineData(Cases + "models: [a, b, a]\n", "LLM1016 2")]
    [InlineData(Cases + "models: ['{{m}}']\n", "LLM1021 2")]
    [InlineData(Cases + "gate:\n  floor: { x: '{{y}}' }\n", "LLM1021 3")]
    [InlineData(Cases + "gate:\n  '{{y}}': 1\n", "LLM1021 3")]
    [InlineData(Cases + "gate: default\n", "LLM1003 2")]
    [InlineData(Cases + "limits: { time: '{{t}}' }\n", "LLM1021 2")]
    [InlineData(Cases + "limits: { time: soon }\n", "LLM1003 2")]
    [InlineData(Cases + "limits: { spend: .inf }\n", "LLM1018 2")]
    [InlineData(Cases + "limits: { spend: -1 }\n", "LLM1003 2")]
    [InlineData(Cases + "limits: { steps: 1 }\n", "LLM1002 2")]
    [InlineData(Cases + "parameters: { temperature: .nan }\n", "LLM1018 2")]
    [InlineData(Cases + "parameters: { maxTokens: 1 }\n", "LLM1002 2")]
    [InlineData(Cases + "name: a/b\n", "LLM1003 2")]
    [InlineData(Cases + "name: ''\n", "LLM1003 2")]
    [InlineData(Cases + "tags: ['a;b']\n", "LLM1003 2")]
    [InlineData(Cases + "score: is-json\n", "LLM1003 2")]
    [InlineData(Cases + "score: []\nscore+: []\n", "LLM1003 3")]
    [InlineData(Cases + "data: none.csv\n", "LLM1013 2")]
    [InlineData(Cases + "data: { file: none.csv }\n", "LLM1013 2")]
    [InlineData(Cases + "data: ../../x.csv\n", "LLM1014 2")]
    [InlineData(Cases + "data: /x.csv\n", "LLM1014 2")]
    [InlineData(Cases + "data: x.xlsx\n", "LLM1003 2")]
    [InlineData(Cases + "data: { id: x }\n", "LLM1006 2")]
    [InlineData(Cases + "data: [[a.csv]]\n", "LLM1003 2")]
    [InlineData(Cases + "data: ~\n", "LLM1003 2")]
    [InlineData("cases:\n  - hello\n", "LLM1003 2")]
    [InlineData("cases:\n  - idd: a\n", "LLM1002 2")]
    [InlineData("cases:\n  - id: ' a'\n", "LLM1003 2")]
    [InlineData("cases:\n  - id: \"a\\nb\"\n", "LLM1003 2")]
    [InlineData("cases:\n  - id: []\n", "LLM1003 2")]
    [InlineData("cases:\n  - vars: x\n", "LLM1003 2")]
    [InlineData("cases:\n  - vars: { expected: x }\n", "LLM1003 2")]
    [InlineData("cases:\n  - vars: { x: .nan }\n", "LLM1018 2")]
    [InlineData("cases:\n  - must-pass: yes\n", "LLM1003 2")]
    [InlineData("cases:\n  - score: []\n    score+: []\n", "LLM1003 3")]
    [InlineData("cases:\n  - turns: []\n", "LLM1003 2")]
    [InlineData("cases:\n  - turns: [{ score: [] }]\n", "LLM1006 2")]
    [InlineData("cases:\n  - turns:\n    - user: 'x {{'\n", "LLM1021 3")]
    [InlineData("cases:\n  - turns: [{ user: x, wait: 1 }]\n", "LLM1002 2")]
    [InlineData("cases: [\n", "LLM1001 1")]
    public void A_mistake_is_reported_at_its_line(string text, string place)
    {
        _project.Suite(text);

        _project.Found.Lines().Should().Equal(place);
        _project.Found.Items.Should().OnlyContain(d => d.Location.File == _project.Full("evals/s.eval.yml") && d.Message.EndsWith('.'));
    }

    [Fact]
    public void A_link_to_data_outside_the_project_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        using ProjectFolder other = new();
        other.Write("x.csv", "a\n1\n");
        _project.Write("evals/readme.md", string.Empty);
        File.CreateSymbolicLink(_project.Full("evals/x.csv"), other.Full("x.csv"));

        _project.Suite("data: x.csv");

        _project.Found.Lines().Should().Equal("LLM1014 1");
    }

    [Fact]
    public void Every_mistake_of_a_suite_is_reported_at_once()
    {
        _project.Suite("samples: 0\neffort: x\ncases:\n  - id: a\n    vrs: {}\n  - must-pass: 1\nlimits: { time: x }\n");

        _project.Found.Lines().Should().BeEquivalentTo("LLM1003 1", "LLM1003 2", "LLM1002 5", "LLM1003 6", "LLM1003 7");
    }
}
