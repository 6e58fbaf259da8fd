using System.Globalization;
using LlmEval.Worker.Probe;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests;

public sealed class SharedBeginningTests : IDisposable
{
    private static readonly ChatOptions s_short = new() { MaxOutputTokens = 1 };
    private static readonly string s_common = new('c', 60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(20, true)]
    [InlineData(80, false)]
    public async Task A_beginning_is_kept_while_others_come_between_and_forgotten_after_many(int others, bool isKept)
    {
        await using LlamaChatClient sut = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder, new TinyModelShape { ContextLength = 512 })));
        for (int i = 0; i < 3; i++) { await AskAsync(sut, s_common + i); }

        int before = await AskAsync(sut, s_common + "again");
        for (int i = 0; i < others; i++) { await AskAsync(sut, string.Create(CultureInfo.InvariantCulture, $"{i} is another question")); }

        int after = await AskAsync(sut, s_common + "at last");

        before.Should().BeGreaterThan(60);
        (after > 60).Should().Be(isKept);
    }

    /// <summary>Asks, and says how many tokens did not have to be read.</summary>
    private static async Task<int> AskAsync(LlamaChatClient client, string text) =>
        (int)(await client.GetResponseAsync([new(ChatRole.User, text)], s_short, Tests.Token)).AdditionalProperties!["shared_tokens"]!;
}
