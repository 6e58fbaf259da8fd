using Microsoft.Extensions.AI;

namespace LlmEval.Models;

/// <summary>Counts tokens without answering. A client that can gives it as a service, so that what cannot fit is known before the run.</summary>
public interface IPromptSizes
{
    /// <summary>Most tokens of a request and its answer together; null when it is not known.</summary>
    int? ContextSize { get; }

    /// <summary>How many tokens the messages are, as the model would get them.</summary>
    ValueTask<int> CountTokensAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken);
}
