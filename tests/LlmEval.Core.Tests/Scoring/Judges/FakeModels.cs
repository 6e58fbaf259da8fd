using System.Collections.Concurrent;
using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

/// <summary>Answers for the models that judges ask.</summary>
internal sealed class FakeModels(Func<ScoringRequest, Answer> answer) : IScoringModels
{
    public FakeModels(Func<ScoringRequest, string> text)
        : this(r => new Answer { Text = text(r) })
    {
    }

    public FakeModels(string text)
        : this(_ => text)
    {
    }

    public ConcurrentQueue<ScoringRequest> Asked { get; } = [];

    public async ValueTask<Answer> AskAsync(ScoringRequest request, CancellationToken cancellationToken)
    {
        Asked.Enqueue(request);
        await Task.Yield();
        return answer(request);
    }

    public ValueTask<IReadOnlyList<float>> EmbedAsync(string model, string text, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>What the judge is shown, all messages.</summary>
    public static string Seen(ScoringRequest request) => string.Join('\n', request.Messages.Select(m => m.Text));

    /// <summary>The text in one frame of a request.</summary>
    public static string Data(ScoringRequest request, string name)
    {
        string seen = Seen(request), open = $"<data name=\"{name}\">\n";
        int start = seen.IndexOf(open, StringComparison.Ordinal) + open.Length;
        start.Should().BeGreaterThanOrEqualTo(open.Length, name);
        return seen[start..seen.IndexOf("\n</data>", start, StringComparison.Ordinal)];
    }
}
