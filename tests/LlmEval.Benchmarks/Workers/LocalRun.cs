using System.Diagnostics;
using System.Globalization;
using LlmEval.Llama;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Benchmarks.Workers;

/// <summary>A number of answers of a local model, through provider, pipe and worker as every evaluation has them.</summary>
internal sealed record LocalRun(int Requests, int Tokens, double SharedTokens, double Seconds)
{
    /// <summary>Tokens of an answer.</summary>
    public const int AnswerTokens = 32;

    /// <summary>Tokens written a second.</summary>
    public double TokensPerSecond => Tokens / Seconds;

    /// <summary>Answers a second.</summary>
    public double RequestsPerSecond => Requests / Seconds;

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{TokensPerSecond:0} tokens/s, {RequestsPerSecond:0.0} requests/s, {SharedTokens / Requests:0} of {LocalPrompts.Tokens} prompt tokens shared, {(double)Tokens / Requests:0.0} tokens an answer");

    /// <summary>Starts the model with some slots and one thread.</summary>
    public static async Task<(IChatClient Client, int AtOnce)> StartAsync(BenchmarkContext context, string modelPath, int slots)
    {
        string home = Path.Combine(context.Repository, "artifacts", "tests-home"), output = Path.Combine(context.Scratch, "worker");
        Directory.CreateDirectory(output);
        LlamaModelProvider provider = new();
        ModelSpec model = new()
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"random-{slots}"),
            Provider = provider.Name,
            Location = Location.None,
            Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["Path"] = modelPath, ["Threads"] = "1", ["ContextSize"] = "1024", ["Slots"] = slots.ToString(CultureInfo.InvariantCulture),
            },
        };
        ModelContext project = new()
        {
            ProjectDirectory = context.Scratch,
            Home = home,
            OutputDirectory = output,
            Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase),
            Report = BenchmarkContext.Say,
        };
        return (await provider.StartAsync(model, project, CancellationToken.None), provider.Concurrency(model));
    }

    /// <summary>Asks, never more than <paramref name="atOnce"/> together.</summary>
    public static async Task<LocalRun> AskAsync(IChatClient client, IReadOnlyList<ChatMessage[]> prompts, int atOnce)
    {
        ChatOptions options = new() { MaxOutputTokens = AnswerTokens, Temperature = 0 };
        int tokens = 0, shared = 0;
        Stopwatch watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(prompts, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (prompt, cancellationToken) =>
        {
            ChatResponse response = await client.GetResponseAsync(prompt, options, cancellationToken);
            if (response.Usage!.InputTokenCount != LocalPrompts.Tokens) { throw new InvalidOperationException($"The prompt has {response.Usage.InputTokenCount} tokens."); }

            Interlocked.Add(ref tokens, (int)response.Usage.OutputTokenCount!);
            Interlocked.Add(ref shared, (int)response.AdditionalProperties!["shared_tokens"]!);
        });
        return new LocalRun(prompts.Count, tokens, shared, watch.Elapsed.TotalSeconds);
    }
}
