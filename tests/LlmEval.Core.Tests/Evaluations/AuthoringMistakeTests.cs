using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>What a first suite gets wrong is told once, at the place of the cause, with its mend.</summary>
public sealed class AuthoringMistakeTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task The_default_id_and_cluster_of_a_row_are_used()
    {
        _project.Write("evals/greet.eval.yml", "prompt: greet\nmodels: [m]\nscore: [contains: Hello]\ndata: rows.csv\n")
            .Write("evals/rows.csv", "id,cluster,name,other\na,x,Ann,1\nb,x,Bob,2\n");

        (await FoundAsync()).Should().ContainSingle(d => d.Code == "LLM1009").Which.Message.Should().Contain("'other'");
    }

    [Fact]
    public async Task A_forgotten_prompt_is_told_once_and_at_the_suite()
    {
        _project.Write("evals/greet.eval.yml", "models: [m]\nscore: [contains: Hello]\ndata: rows.csv\n").Write("evals/rows.csv", "id,name\na,Ann\nb,Bob\n");

        Diagnostic found = (await FoundAsync()).Should().ContainSingle().Subject;

        Place(found).Should().Be("LLM1006 greet.eval.yml(1)");
        found.Message.Should().Contain("names no prompt, and case 'a' has no 'turns:'").And.EndWith("Known: greet.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("gate: { floor: { contains: 0.9 } }\n")]
    public async Task A_forgotten_score_is_told_once_and_at_the_suite(string gate)
    {
        _project.Write("evals/greet.eval.yml", "prompt: greet\nmodels: [m]\n" + gate + "data: rows.csv\n").Write("evals/rows.csv", "id,name,answer\na,Ann,x\nb,Bob,y\n");

        Place((await FoundAsync()).Should().ContainSingle().Subject).Should().Be("LLM1010 greet.eval.yml(1)");
    }

    [Fact]
    public async Task A_single_case_without_a_check_is_told_where_it_stands()
    {
        _project.Write("evals/greet.eval.yml", """
            prompt: greet
            models: [m]
            cases:
              - { id: ann, vars: { name: Ann }, score: [contains: Hello] }
              - { id: bob, vars: { name: Bob } }
            """);

        Place((await FoundAsync()).Should().ContainSingle().Subject).Should().Be("LLM1010 greet.eval.yml(5)");
    }

    [Fact]
    public async Task Many_cases_without_a_check_are_told_together()
    {
        _project.Write("evals/greet.eval.yml", "prompt: greet\nmodels: [m]\ncases: [{ id: ann, vars: { name: Ann }, score: [contains: Hello] }]\ndata: rows.csv\n")
            .Write("evals/rows.csv", "name\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"n{i}\n")));

        (await FoundAsync()).Should().ContainSingle().Which.Message.Should().Contain("30 of 31 cases").And.Contain("rows.csv(2)");
    }

    [Fact]
    public async Task A_misspelt_score_is_not_drowned_by_what_follows_from_it()
    {
        _project.Replace("evals/greet.eval.yml", "score:", "gate: { floor: { contains: 0.9 } }\nscores:");

        (await FoundAsync()).Select(d => d.Code).Should().Equal("LLM1010", "LLM1002");
    }

    [Fact]
    public async Task With_a_wrong_prompt_the_mistakes_of_models_checks_cases_and_gate_are_told_too()
    {
        _project.Write("evals/greet.eval.yml", """
            prompt: gret
            models: [n]
            score:
              - contains: Hello
            gate: { floor: { contains: 90, other: 1 } }
            cases:
              - { id: ann, vars: { name: Ann } }
              - { id: bob, vars: { name: Bob }, score+: [equal: x] }
              - { id: cid, vars: { name: Cid }, score+: [equals: "{{none}}"] }
            """);

        (await FoundAsync()).Select(Place).Should().Equal(
            "LLM1015 greet.eval.yml(1)", "LLM1015 greet.eval.yml(2)", "LLM1003 greet.eval.yml(5)", "LLM1002 greet.eval.yml(8)", "LLM1008 greet.eval.yml(9)");
    }

    [Fact]
    public async Task A_gate_that_names_an_unknown_metric_is_told_with_a_wrong_prompt_too()
    {
        _project.Replace("evals/greet.eval.yml", "prompt: greet", "prompt: gret\ngate: { floor: { contain: 0.9 } }");

        (await FoundAsync()).Select(d => d.Code).Should().Equal("LLM1015", "LLM1012");
    }

    [Fact]
    public async Task A_prompt_with_mistakes_does_not_make_its_suite_miss_a_model()
    {
        _project.Write("prompts/greet.prompt.yml", "model: m\nmessages:\n  - role: usr\n    content: \"{{name}}\"\n").Replace("evals/greet.eval.yml", "models: [m]\n", "");

        (await FoundAsync()).Select(Place).Should().Equal("LLM1003 greet.prompt.yml(3)");
    }

    [Theory]
    [InlineData("Say hello to {name}", true)]
    [InlineData("Say hello to {names} and {{{name2}}}", false)]
    public async Task A_name_in_single_braces_is_taken_for_a_slip(string text, bool isSlip)
    {
        _project.Write("prompts/greet.prompt.yml", $"messages:\n  - role: user\n    content: |\n      Please.\n      {text}\n")
            .Replace("evals/greet.eval.yml", "name:", "name2: x, name:");

        Diagnostic found = (await FoundAsync()).First(d => d.Message.Contains("'name'", StringComparison.Ordinal));

        found.Code.Should().Be("LLM1009");
        found.Message.Contains("Did you mean '{{name}}' in greet.prompt.yml(5)?", StringComparison.Ordinal).Should().Be(isSlip);
    }

    [Theory]
    [InlineData("rows.csv", "id;name\na;Ann\n", "LLM1020 rows.csv(1)", "'id;name'. Is the file separated by ';'? Use ','.")]
    [InlineData("rows.csv", "id\tname\na\tAnn\n", "LLM1020 rows.csv(1)", "separated by tabs? Use ','.")]
    [InlineData("rows.csv", "key,name\na,Ann\nb,Bob\n", "LLM1020 rows.csv(1)", "no column 'id', which 'data' of the suite names. Add it, or mend the suite. Known: key, name.")]
    [InlineData("rows.csv", "id,nam\na,Ann\n", "LLM1008 rows.csv(2)", "Add the column 'name', or mend the placeholder.")]
    [InlineData("rows.jsonl", "{\"id\": \"a\"}\n", "LLM1008 rows.jsonl(1)", "Add the field 'name', or mend the placeholder.")]
    public async Task A_mistake_in_a_data_file_is_told_in_its_own_terms(string file, string text, string place, string message)
    {
        _project.Write("evals/greet.eval.yml", $"prompt: greet\nmodels: [m]\nscore: [contains: Hello]\ndata: {{ file: {file}, id: id }}\n").Write("evals/" + file, text);

        Diagnostic found = (await FoundAsync()).Should().ContainSingle(d => d.Severity == Severity.Error).Subject;

        Place(found).Should().Be(place);
        found.Message.Should().Contain(message);
    }

    [Theory]
    [InlineData("rows.csv", "id,name\na,Ann\n", "Add the column 'expected.x'")]
    [InlineData("rows.jsonl", "{\"id\": \"a\", \"name\": \"Ann\"}\n", "Give it under 'expected'")]
    public async Task What_is_expected_is_given_under_expected(string file, string text, string message)
    {
        _project.Write("evals/greet.eval.yml", $"prompt: greet\nmodels: [m]\nscore: [equals: '{{{{expected.x}}}}']\ndata: {file}\n").Write("evals/" + file, text);

        (await FoundAsync()).Should().ContainSingle().Which.Message.Should().Contain(message);
    }

    [Theory]
    [InlineData("prompts/greet.prompt.yml", "'prompt' takes a name, not a path: 'greet'. Known: greet.")]
    [InlineData("greet.prompt.yml", "'prompt' takes a name, not a path: 'greet'. Known: greet.")]
    [InlineData("gret", "Did you mean 'greet'?")]
    public async Task A_prompt_is_named_and_not_its_file(string name, string message)
    {
        _project.Replace("evals/greet.eval.yml", "prompt: greet", "prompt: " + name);

        (await FoundAsync()).Should().ContainSingle(d => d.Code == "LLM1015").Which.Message.Should().Contain(message);
    }

    [Fact]
    public async Task Two_suites_whose_names_differ_in_case_alone_would_share_a_baseline()
    {
        _project.Write("evals/more/other.eval.yml", "name: Greet\n" + _project.Read("evals/greet.eval.yml"));

        (await FoundAsync()).Should().ContainSingle().Which.Code.Should().Be("LLM1016");
    }

    [Fact]
    public async Task A_project_without_prompts_is_told_what_their_files_are_called()
    {
        File.Delete(Path.Combine(_project.Folder, "prompts/greet.prompt.yml"));

        (await FoundAsync()).Should().ContainSingle().Which.Message.Should().Contain("no prompt at all").And.Contain(".prompt.yml").And.NotContain("Known: .");
    }

    [Theory]
    [InlineData("perturb: [typos]", "Say hello.", "LLM1003 greet.eval.yml(3)", "'perturb' changes nothing that a model is sent")]
    [InlineData("counterfactual: { slots: { nam: names } }", "Greet {{name}}.", "LLM1003 greet.eval.yml(3)", "'counterfactual' makes nothing of any case")]
    [InlineData("perturb: [option-order]", "Greet {{name}}.", "LLM1003 greet.eval.yml(3)", "'perturb' makes nothing of any case")]
    public async Task Variants_that_reach_no_request_are_a_mistake(string maker, string user, string place, string message)
    {
        _project.Write("prompts/greet.prompt.yml", $"messages: [{{ role: user, content: \"{user}\" }}]\n")
            .Write("evals/greet.eval.yml", $"prompt: greet\nmodels: [m]\n{maker}\nscore: [contains: Hello]\ncases: [{{ id: a, vars: {{ name: Annabel Lee of the kingdom }} }}]\n");

        Diagnostic found = (await FoundAsync()).Should().ContainSingle(d => d.Severity == Severity.Error).Subject;

        Place(found).Should().Be(place);
        found.Message.Should().Contain(message);
    }

    [Theory]
    [InlineData("perturb: [typos]", "Greet {{name}}.")]
    [InlineData("attacks: [role-play]", "Say hello to {{name}}.")]
    [InlineData("counterfactual: { slots: { name: names } }", "Greet {{name}}.")]
    public async Task Variants_that_reach_the_request_are_none(string maker, string user)
    {
        _project.Write("prompts/greet.prompt.yml", $"messages: [{{ role: user, content: \"{user}\" }}]\n")
            .Write("evals/greet.eval.yml", $"prompt: greet\nmodels: [m]\n{maker}\nscore: [contains: Hello]\ncases: [{{ id: a, vars: {{ name: Annabel Lee of the kingdom }} }}]\n");

        (await FoundAsync()).Should().NotContain(d => d.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("attack-success-rate", "LLM1006", "'attacks:' of the suite makes, and the suite has none")]
    [InlineData("f1: contains", "LLM1003", "'contains' is of the check 'contains', which has none. Name a metric of 'equals'")]
    [InlineData("accuracy: cut", "LLM1003", "'cut' is of the check 'cut'")]
    public async Task A_check_over_the_suite_without_what_it_counts_is_a_mistake(string check, string code, string message)
    {
        _project.Write("evals/greet.eval.yml", $"prompt: greet\nmodels: [m]\nscore:\n  - contains: Hello\n  - {check}\ncases: [{{ id: a, vars: {{ name: Ann }} }}]\n");

        Diagnostic found = (await FoundAsync()).Should().ContainSingle().Subject;

        (found.Code, found.Location.Line).Should().Be((code, 5));
        found.Message.Should().Contain(message);
    }

    private static string Place(Diagnostic found) => $"{found.Code} {Path.GetFileName(found.Location.File)}({found.Location.Line})";

    private async Task<IReadOnlyList<Diagnostic>> FoundAsync() => (await _project.ValidateAsync()).Diagnostics;
}
