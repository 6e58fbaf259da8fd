namespace LlmEval.Assemblies.Tests.Targets;

public sealed class TargetTests
{
    [Theory]
    [InlineData("[EvalTarget] public string Ask(EvalCase c) => \"fine\";")]
    [InlineData("[EvalTarget] private static string Ask() => \"fine\";")]
    [InlineData("[EvalTarget] public async Task<EvalAnswer> Ask(EvalCase c, CancellationToken ct) { await Task.Yield(); return new EvalAnswer(\"fine\"); }")]
    [InlineData("[EvalTarget] public ValueTask<string> Ask(CancellationToken ct, IReadOnlyList<ChatMessage> messages) => new(\"fine\");")]
    [InlineData("[EvalTarget] public EvalAnswer Ask(EvalCase c, IEnumerable<ChatMessage> messages) => \"fine\";")]
    [InlineData("[EvalTarget] public Task<ChatResponse> Ask(EvalCase c) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, \"fine\")));")]
    public async Task A_method_is_asked_however_it_takes_its_case_and_gives_its_answer(string method)
    {
        using UserCode code = new UserCode().WithRag(method);

        EvaluationResult result = await code.EvaluateAsync();

        result.Outcomes.Should().ContainSingle().Which.SamplesDrawn.Should().BePositive();
        code.Result.Should().Contain("\"fine\"");
    }

    [Fact]
    public async Task A_class_that_is_a_chat_client_is_asked()
    {
        using UserCode code = new UserCode().Compile("""
            internal sealed class Client : IChatClient
            {
                public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken ct = default)
                {
                    EvalCase given = (EvalCase)options!.AdditionalProperties!["llmeval.case"]!;
                    return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"fine {given.Id} {given.Expected is null}")));
                }
                public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> m, ChatOptions? o = null, CancellationToken ct = default) => throw new NotSupportedException();
                public object? GetService(Type type, object? key = null) => null;
                public void Dispose() { }
            }
            """);

        await code.EvaluateAsync();

        code.Result.Should().Contain("fine a True").And.Contain("fine b True");
    }

    [Fact]
    public async Task The_case_holds_what_is_asked_and_nothing_of_what_is_expected_or_checked()
    {
        using UserCode code = new UserCode().WithRag("""
            [EvalTarget] public string Ask(EvalCase c) => $"fine [{c.Id}|{c.Vars["question"]!.Text}|{c.Find("expected")}|{c.ScoreReplace}|{c.Data}|{c.InputsHash}|{c.Location.File}|{c.MustPass}]";
            """);

        await code.EvaluateAsync();

        code.Result.Should().Contain("fine [a|How is Ann?||||00000000000000000000000000000000||False]");
    }

    [Fact]
    public async Task An_answer_carries_passages_tool_calls_usage_and_cost()
    {
        using UserCode code = new UserCode().WithRag("""
            [EvalTarget] public EvalAnswer Ask(EvalCase c) => new("fine")
            {
                Passages = [new Passage("28 days", "leave#1", "leave.md", 0.5)], ToolCalls = [new ToolCall("1", "search", "{\"q\":1}")],
                InputTokens = 3, OutputTokens = 4, Cost = 0.25,
            };
            """);

        EvaluationResult result = await code.EvaluateAsync();

        result.HasErrors.Should().BeFalse(string.Join('\n', result.Diagnostics));
        code.Result.Should().Contain("leave#1").And.Contain("28 days").And.Contain("search").And.Contain("0.25");
    }

    [Theory]
    [InlineData("[EvalTarget] public int Ask(EvalCase c) => 1;", "*LLM1003: The model 'code' cannot ask 'Handbook.Rag.Ask': it returns Int32. It takes any of EvalCase, IReadOnlyList<ChatMessage> and CancellationToken*")]
    [InlineData("[EvalTarget] public string Ask(EvalCase c, int k) => \"\";", "*LLM1003: *its parameter 'k' is of the type Int32. It takes*")]
    [InlineData("[EvalTarget] public string Ask(EvalCase c, EvalCase d) => \"\";", "*LLM1003: *two parameters of one kind*")]
    [InlineData("[EvalTarget] public string Ask<T>(EvalCase c) => \"\";", "*LLM1003: *generic*")]
    [InlineData("public Rag(int x) { } [EvalTarget] public string Ask(EvalCase c) => \"\";", "*LLM1003: *has no constructor without parameters*")]
    [InlineData("[EvalTarget] public string Ask() => \"\"; [BeforeCase] public int Reset(string s) => 1;", "*LLM1003: *'Handbook.Rag.Reset'*takes EvalCase, CancellationToken, both or neither*")]
    [InlineData("public string Ask(EvalCase c) => \"\";", "*LLM1015: 'Handbook.dll' has nothing that the model 'code' could ask. Mark a method with [[]EvalTarget]*")]
    [InlineData("[EvalTarget] public string Ask() => \"\"; [EvalTarget] public string Other() => \"\";", "*LLM1006: *several targets*Handbook.Rag.Ask, Handbook.Rag.Other. Say which*")]
    public async Task What_cannot_be_asked_is_an_error_of_the_build_at_the_item(string members, string error)
    {
        using UserCode code = new UserCode().WithRag(members);

        string said = await code.MistakeAsync();

        said.Should().StartWith(code.Spec.Location.File);
        // Square brackets are no wildcards here.
        said.Should().Match(error.Replace("[[]", "[", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Type_and_method_choose_among_several_and_are_part_of_the_identity()
    {
        using UserCode code = new UserCode().WithRag("[EvalTarget] public static string Ask() => \"fine\"; [EvalTarget] public static string Other() => \"fine\";");

        string? ask = (await code.With("Type", "Handbook.Rag").With("Method", "Ask").IdentifyAsync())!.Key;
        string? other = (await code.With("Type", "Rag").With("Method", "Other").IdentifyAsync())!.Key;

        ask.Should().NotBe(other);
        (await code.With("Type", "Handbook.Rug").MistakeAsync()).Should().Match("*LLM1015: There is no class 'Handbook.Rug'*Handbook.Rag*");
    }

    [Fact]
    public async Task Several_turns_need_the_conversation()
    {
        using UserCode code = new UserCode().WithRag("[EvalTarget] public string Ask(EvalCase c) => \"fine\";").Write("evals/questions.eval.yml", """
            models: [code]
            score:
              - contains: fine
            cases:
              - { id: a, turns: [{ user: One }, { user: Two }] }
            """);

        EvaluationResult result = await code.EvaluateAsync();

        result.Diagnostics.Should().Contain(d => d.Message.Contains("gets no conversation. Give it a parameter IReadOnlyList<ChatMessage>"));
        code.WithRag("[EvalTarget] public string Ask(IReadOnlyList<ChatMessage> m) => $\"fine {m.Count} {m[^1].Text}\";");
        await code.EvaluateAsync();
        code.Result.Should().Contain("fine 1 One").And.Contain("fine 3 Two");
    }
}
