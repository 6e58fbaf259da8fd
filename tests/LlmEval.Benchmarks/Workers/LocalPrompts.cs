using Microsoft.Extensions.AI;

namespace LlmEval.Benchmarks.Workers;

/// <summary>
/// Prompts of 506 tokens for the random model, to which every character is a token: a system turn of 449 and a user turn of 27, and what ChatML puts
/// around them.
/// </summary>
internal static class LocalPrompts
{
    /// <summary>Tokens of a prompt.</summary>
    public const int Tokens = 506;

    /// <summary>Of these, the tokens that all prompts of a run begin with.</summary>
    public const int Shared = 466;

    private const int System = 449, User = 27;

    /// <summary>Prompts that all begin the same way up to their last 40 tokens; another seed, another beginning.</summary>
    public static IReadOnlyList<ChatMessage[]> Alike(int count, int seed)
    {
        Random random = new(seed);
        string system = Letters(random, System);
        return [.. Enumerable.Range(0, count).Select(_ => Turns(system, Letters(random, User)))];
    }

    /// <summary>Prompts of the same length of which no two begin the same way, so that each is read in full.</summary>
    public static IReadOnlyList<ChatMessage[]> Different(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Turns(Letters(random, System), Letters(random, User)))];
    }

    private static ChatMessage[] Turns(string system, string user) => [new(ChatRole.System, system), new(ChatRole.User, user)];

    private static string Letters(Random random, int count) => new(random.GetItems<char>("abcdefghijklmnopqrstuvwxyz", count));
}
