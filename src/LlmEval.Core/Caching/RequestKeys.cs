using System.Security.Cryptography;
using LlmEval.Model;
using LlmEval.Models;

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

    private readonly byte[] _prefix;

    /// <summary>Fixes what all requests share.</summary>
    /// <param name="templateEngine">Version of the template engine that rendered the messages.</param>
    /// <param name="parameters">
    /// Effective parameters. What is not said is left out; the order of stop texts counts. The seed is the first sample's: sample n
    /// is drawn with seed + n, which its number already says.
    /// </param>
    /// <param name="modelIdentity">The key of <see cref="Models.ModelIdentity"/>.</param>
    public RequestKeys(string templateEngine, ModelParameters parameters, string modelIdentity)
    {
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
        encoder.Text("messages");
        _prefix = encoder.Written.ToArray();
        encoder.Dispose();
    }

    /// <summary>
    /// The key of a request, whatever the sample: equal keys mean equally distributed answers. In a conversation each call has its
    /// own messages, the model's earlier answers among them.
    /// </summary>
    /// <param name="messages">The rendered messages in their order.</param>
    public CacheKey Request(IReadOnlyList<ChatTurn> messages)
    {
        var encoder = new KeyEncoder(4096);
        encoder.Raw(_prefix);
        encoder.Count(messages.Count);
        for (int i = 0; i < messages.Count; i++)
        {
            encoder.Text(messages[i].Role);
            encoder.Text(messages[i].Text);
        }

        Span<byte> hash = stackalloc byte[CacheKey.Size];
        SHA256.HashData(encoder.Written, hash);
        encoder.Dispose();
        return new CacheKey(hash);
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
