using LlmEval.Suites;
using Microsoft.Extensions.AI;

namespace LlmEval.Models;

/// <summary>Brackets the requests of one sample by the <see cref="ISampleScope"/> of the client that answers them, if it has one and is asked at all.</summary>
/// <param name="testCase">The case that the sample is drawn for.</param>
internal sealed class SampleBracket(EvalCase testCase)
{
    private ISampleScope? _scope;

    /// <summary>Begins the sample before its first request.</summary>
    public ValueTask EnterAsync(IChatClient client, CancellationToken cancellationToken)
    {
        if (_scope is not null || client.GetService(typeof(ISampleScope)) is not ISampleScope scope) { return ValueTask.CompletedTask; }

        _scope = scope;
        return scope.BeginAsync(testCase, cancellationToken);
    }

    /// <summary>Ends it, where it was begun.</summary>
    public ValueTask LeaveAsync() => _scope?.EndAsync(testCase) ?? ValueTask.CompletedTask;
}
