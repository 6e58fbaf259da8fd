namespace LlmEval.XunitV3.Tests.Discovery;

#pragma warning disable xUnit1008, xUnit1013 // What a user's project may have all the same.
/// <summary>A row of the user's beside those of a suite.</summary>
public sealed class MixedTests(LlmEvalFixture llm)
{
    [LlmEvalTheory]
    [LlmEvalSuite("mixed")]
    [InlineData(null)]
    public Task Cases(LlmEvalCase? item) => item is null ? Task.CompletedTask : llm.RunAsync(item);
}

/// <summary>A method that names a suite and is no test.</summary>
public sealed class PlainMethod
{
    [LlmEvalSuite("plain")]
    public static string? NameOf(LlmEvalCase? item) => item?.Id;
}

/// <summary>A theory of a class that cannot take the fixture in a constructor.</summary>
public static class StaticTests
{
    [LlmEvalTheory]
    [LlmEvalSuite("static")]
    public static async Task Cases(LlmEvalCase item) => await (await TestContext.Current.GetFixture<LlmEvalFixture>())!.RunAsync(item);
}
