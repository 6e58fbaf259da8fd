using System.Security.Cryptography;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Suites;

namespace LlmEval.Caching;

/// <summary>
/// Computes the keys of all requests to one model with one set of parameters. A request's key is the SHA-256 of (format version,
/// template engine's version, model identity, parameters, rendered messages); a sample's key is the SHA-256 of the request's key
/// and the sample's number. The tool's version is no part of either. Safe to use from several threads.
/// </summary>
public sealed class RequestKeys
{
    /// <summary>Version of the encoding; another number makes every key another.</summary>
    public const int FormatVersion = 1;

    // What not every request has begins with a number that no length of a text is, so that nothing else can have the same bytes.
    private const int ResultMark = -1, CallMark = -2, ToolsMark = -3, CaseMark = -4, TurnsMark = -5;

    private readonly byte[] _prefix;
    private readonly bool _readsCases;

    /// <summary>Fixes what all requests share.</summary>
    /// <param name="templateEngine">Version of the template engine that rendered the messages.</param>
    /// <param name="parameters">
    /// Effective parameters. What is not said is left out; the order of stop texts counts. The seed is the first sample's: sample n
    /// is drawn with seed + n, which its number already says.
    /// </param>
    /// <param name="modelIdentity">The key of <see cref="Models.ModelIdentity"/>.</param>
    /// <param name="readsCases">Whether the model gets the case itself, which is then part of its requests.</param>
    /// <param name="epoch">Name of the period that answers are drawn in, null for the first.</param>
    public RequestKeys(string templateEngine, ModelParameters parameters, string modelIdentity, bool readsCases = false, string? epoch = null)
    {
        _readsCases = readsCases;
        var encoder = new KeyEncoder(1024);
        encoder.Text("llmeval request");
        encoder.Count(FormatVersion);
        encoder.Text(templateEngine);
        encoder.Text(modelIdentity);
        encoder.Named("temperature", parameters.Temperature);
        encoder.Named("top-p", parameters.TopP);
        encoder.Named("top-k", parameters.TopK);
        encoder.Named("max-tokens", parameters.MaxTokens);
        encoder.Named("seed", parameters.Seed);
        encoder.Named("stop", parameters.Stop);
        encoder.Named("response-format", parameters.ResponseFormat);
        encoder.Named("json-schema", parameters.JsonSchema);
        encoder.Named("logprobs", parameters.Logprobs is { } logprobs ? logprobs ? "true" : "false" : null);
        encoder.Named("epoch", epoch);
        encoder.Text("messages");
        _prefix = encoder.Written.ToArray();
        encoder.Dispose();
    }

    /// <summary>
    /// The key of a request, whatever the sample: equal keys mean equally distributed answers. In a conversation each call has its
    /// own messages, the model's earlier answers among them.
    /// </summary>
    /// <param name="request">What is asked; its sample's number does not count.</param>
    public CacheKey Request(ModelRequest request)
    {
        var encoder = new KeyEncoder(4096);
        encoder.Raw(_prefix);
        Add(ref encoder, request);
        Span<byte> hash = stackalloc byte[CacheKey.Size];
        SHA256.HashData(encoder.Written, hash);
        encoder.Dispose();
        return new CacheKey(hash);
    }

    /// <summary>The first 16 digits of a hash of what is asked, whatever the model and the parameters: to tell a prompt that changed from a model that did.</summary>
    public string Asked(ModelRequest request)
    {
        var encoder = new KeyEncoder(4096);
        Add(ref encoder, request);
        Span<byte> hash = stackalloc byte[CacheKey.Size];
        SHA256.HashData(encoder.Written, hash);
        encoder.Dispose();
        return Convert.ToHexStringLower(hash[..8]);
    }

    private void Add(ref KeyEncoder encoder, ModelRequest request)
    {
        encoder.Count(request.Messages.Count);
        for (int i = 0; i < request.Messages.Count; i++) { Add(ref encoder, request.Messages[i]); }

        if (request.Tools.Count > 0) { Add(ref encoder, request.Tools); }
        if (_readsCases) { Add(ref encoder, request.Case); }
    }

    private static void Add(ref KeyEncoder encoder, in ChatTurn turn)
    {
        encoder.Text(turn.Role);
        encoder.Text(turn.Text);
        if (turn.ToolCallId is { } id)
        {
            encoder.Count(ResultMark);
            encoder.Text(id);
        }

        foreach (ToolCall call in turn.ToolCalls ?? [])
        {
            encoder.Count(CallMark);
            encoder.Text(call.Id);
            encoder.Text(call.Name);
            encoder.Text(call.Arguments);
        }
    }

    private static void Add(ref KeyEncoder encoder, IReadOnlyList<ToolDefinition> tools)
    {
        encoder.Count(ToolsMark);
        encoder.Count(tools.Count);
        foreach (ToolDefinition tool in tools)
        {
            encoder.Text(tool.Name);
            encoder.Text(tool.Description ?? string.Empty);
            encoder.Text(tool.Schema);
        }
    }

    private static void Add(ref KeyEncoder encoder, EvalCase testCase)
    {
        encoder.Count(CaseMark);
        encoder.Text(testCase.Id);
        encoder.Text(new CanonicalJson().Value(testCase.Vars, sorted: true).ToString());
        encoder.Count(testCase.Tags.Count);
        foreach (string tag in testCase.Tags) { encoder.Text(tag); }

        // It sees those too that were not asked yet.
        if (testCase.Turns.Count == 0) { return; }

        encoder.Count(TurnsMark);
        encoder.Count(testCase.Turns.Count);
        foreach (EvalTurn turn in testCase.Turns) { encoder.Text(turn.User.Source); }
    }

    /// <summary>The key of one sample of a request: N samples are N entries.</summary>
    /// <param name="request">What <see cref="Request"/> gave.</param>
    /// <param name="number">The sample's number, from 0.</param>
    public static CacheKey Sample(in CacheKey request, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Span<byte> bytes = stackalloc byte[CacheKey.Size + sizeof(int)];
        request.CopyTo(bytes);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes[CacheKey.Size..], number);
        Span<byte> hash = stackalloc byte[CacheKey.Size];
        SHA256.HashData(bytes, hash);
        return new CacheKey(hash);
    }
}
