namespace LlmEval.Assemblies.Tests.Evaluators;

/// <summary><c>Version</c> of an <c>LlmEvaluator</c> item: what its author says stands for the code.</summary>
public sealed class PluginVersionTests : IDisposable
{
    private readonly UserCode _code = new UserCode().With("Deterministic", "true").WithRag("[EvalTarget] public string Ask(EvalCase c) => \"fine\";").WithScore("mine");

    public void Dispose() => _code.Dispose();

    [Fact]
    public async Task It_stands_for_the_code_in_the_key_and_the_item_s_name_and_inputs_still_count()
    {
        string first = await KeyAsync("1", "checks", ("Version", "1"));

        (await KeyAsync("0.9", "checks", ("Version", "1"))).Should().Be(first, "other code of the same version is vouched for");
        (await KeyAsync("1", "checks", ("Version", "2"))).Should().NotBe(first);
        (await KeyAsync("1", "others", ("Version", "1"))).Should().NotBe(first);
        (await KeyAsync("1", "checks")).Should().NotBe(first);
        (await KeyAsync("1", "checks", ("Version", " "))).Should().Be(await KeyAsync("1", "checks"), "a blank one is none");
        _code.Write("words.txt", "one");
        string one = await KeyAsync("1", "checks", ("Version", "1"), ("Inputs", "words.txt"));
        _code.Write("words.txt", "two");
        (await KeyAsync("1", "checks", ("Version", "1"), ("Inputs", "words.txt"))).Should().NotBe(one);
    }

    [Fact]
    public async Task A_path_as_the_item_s_name_does_not_count_beyond_the_file_s_name() =>
        (await KeyAsync("1", _code.PluginPath(), ("Version", "1"))).Should().Be(await KeyAsync("1", "somewhere/else/Scorers.dll", ("Version", "1")));

    [Fact]
    public async Task Only_without_it_a_metric_says_that_its_key_holds_code()
    {
        (await MetricAsync("1", "checks")).IsKeyedByCode.Should().BeTrue();
        (await MetricAsync("1", "checks", ("Version", "1"))).IsKeyedByCode.Should().BeFalse();
    }

    private async Task<string> KeyAsync(string value, string name, params (string, string)[] metadata) => (await MetricAsync(value, name, metadata)).ScorerKey;

    private async Task<Model.Metric> MetricAsync(string value, string name, params (string, string)[] metadata)
    {
        _code.WithPlugin($"public IReadOnlyList<CheckKind> Kinds => [Kind(\"mine\", (_, _) => new(ScorerResult.Of({value})))];");
        _code.Evaluators.Clear();
        _code.WithEvaluator(name, _code.PluginPath(), metadata);
        EvaluationResult result = await _code.EvaluateAsync();
        result.Outcomes.Should().NotBeEmpty(string.Join('\n', result.Diagnostics));
        return result.Outcomes[0].Metrics.Single(m => m.Name == "mine");
    }
}
