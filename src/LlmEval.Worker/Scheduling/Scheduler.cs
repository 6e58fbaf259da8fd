using System.Globalization;
using LlmEval.Worker.Inference;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Scheduling;

/// <summary>
/// Decodes many answers together: a slot that ends is filled again at once, prompts are read in chunks beside the answers being
/// written, and a beginning that several prompts have is read once. One thread uses it.
/// </summary>
internal sealed class Scheduler : IDisposable
{
    private const int Remembered = 16;

    private readonly LocalModel _model;
    private readonly PromptRenderer _renderer;
    private readonly DecodeContext _context;
    private readonly int _contextSize;
    private readonly bool _sharesPrefix;
    private readonly Action<Message> _answer;
    private readonly Slot[] _slots;
    private readonly PrefixStore _prefixes;
    private readonly LinkedList<Job> _queue = new();
    private readonly Queue<int[]> _recent = new();

    /// <summary>Creates it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="renderer">Its chat template.</param>
    /// <param name="context">Its cells, with <paramref name="slots"/> + <see cref="PrefixStore.Most"/> sequences.</param>
    /// <param name="slots">Answers at once.</param>
    /// <param name="contextSize">Most tokens of one request.</param>
    /// <param name="sharesPrefix">Whether the model's memory can be shared in part.</param>
    /// <param name="answer">Takes <see cref="Generated"/> and <see cref="Failed"/>.</param>
    public Scheduler(
        LocalModel model, PromptRenderer renderer, DecodeContext context, int slots, int contextSize, bool sharesPrefix, Action<Message> answer)
    {
        (_model, _renderer, _context, _contextSize, _sharesPrefix, _answer) = (model, renderer, context, contextSize, sharesPrefix, answer);
        _slots = [.. Enumerable.Range(0, slots).Select(i => new Slot(i))];
        _prefixes = new PrefixStore(context, slots);
    }

    /// <summary>Whether there is nothing to do.</summary>
    public bool Idle => _queue.Count == 0 && Array.TrueForAll(_slots, s => s.Job is null);

    private int FreeCells => _context.Cells - _slots.Sum(s => s.Reserved) - _prefixes.Cells;

    /// <summary>Takes a request: renders and counts it, and queues it or says why not.</summary>
    public void Submit(Generate request)
    {
        try
        {
            int[] prompt = _model.Tokenize(_renderer.Render(request.Turns));
            if (prompt.Length == 0) { throw new WorkerFault(FaultKind.Decoding, "The prompt is empty."); }

            if (prompt.Length >= _contextSize)
            {
                throw new WorkerFault(FaultKind.PromptTooLong, string.Create(CultureInfo.InvariantCulture,
                    $"A prompt of {prompt.Length} tokens leaves no room for an answer in a context of {_contextSize} tokens. Raise ContextSize on the LlmModel item or shorten the prompt."));
            }

            _queue.AddLast(new Job(request, prompt, Math.Min(request.MaxTokens ?? int.MaxValue, _contextSize - prompt.Length)));
        }
        catch (WorkerFault fault)
        {
            _answer(new Failed(request.Id, fault.Kind, fault.Message, fault.Line));
        }
    }

    /// <summary>How many tokens a conversation is; nothing is decoded.</summary>
    public PromptSize Measure(IReadOnlyList<Turn> turns)
    {
        try
        {
            return new PromptSize(_model.Tokenize(_renderer.Render(turns)).Length);
        }
        catch (WorkerFault fault)
        {
            return new PromptSize(0, fault.Kind, fault.Message, fault.Line);
        }
    }

    /// <summary>Forgets a request, wherever it is.</summary>
    public void Cancel(long id)
    {
        for (LinkedListNode<Job>? node = _queue.First; node is not null; node = node.Next)
        {
            if (node.Value.Request.Id != id) { continue; }

            _queue.Remove(node);
            return;
        }

        if (Array.Find(_slots, s => s.Job?.Request.Id == id) is { } slot) { Release(slot); }
    }

    /// <summary>One decoding step.</summary>
    /// <exception cref="InvalidOperationException">The native library failed in a way after which it cannot go on.</exception>
    public void Step()
    {
        Fill();
        foreach (Slot slot in _slots)
        {
            slot.LogitsAt = slot.Writes ? _context.Add(slot.Next, slot.Position, slot.Sequence, wantLogits: true) : -1;
        }

        foreach (Slot slot in _slots) { Read(slot); }

        if (_context.Count == 0) { return; }

        int result = _context.Decode();
        if (result != 0) { Fail(result); return; }

        foreach (Slot slot in _slots)
        {
            if (slot.LogitsAt >= 0) { Write(slot); }
        }
    }

    public void Dispose()
    {
        foreach (Slot slot in _slots) { slot.End(); }

        _context.Dispose();
    }

    private void Fill()
    {
        foreach (Slot slot in _slots)
        {
            if (slot.Job is not null) { continue; }
            if (_queue.First is not { } first || !Start(slot, first.Value)) { return; }

            _queue.RemoveFirst();
        }
    }

    private bool Start(Slot slot, Job job)
    {
        (Prefix? prefix, int shared) = _sharesPrefix ? Share(job) : (null, 0);
        if (job.Cells - shared > FreeCells)
        {
            // Beginnings that nobody stands on give way to a request, then only does the request wait.
            _prefixes.DropUnused(prefix);

            if (job.Cells - shared > FreeCells)
            {
                if (Array.Exists(_slots, s => s.Job is not null)) { return false; }

                _prefixes.DropUnused(null);
                (prefix, shared) = (null, 0);
            }
        }

        SamplerChain sampler;
        try
        {
            sampler = new SamplerChain(_model, job.Request);
        }
        catch (WorkerFault fault)
        {
            _answer(new Failed(job.Request.Id, fault.Kind, fault.Message));
            return true;
        }

        if (prefix is not null) { _prefixes.Use(prefix, slot.Sequence, shared); }

        slot.Begin(job, sampler, prefix, shared);
        _prefixes.Began();
        _recent.Enqueue(job.Prompt);
        if (_recent.Count > Remembered) { _recent.Dequeue(); }

        return true;
    }

    /// <summary>The longest kept beginning of a job; keeps a longer one when others would have it too.</summary>
    private (Prefix? Prefix, int Length) Share(Job job)
    {
        (Prefix? best, int kept) = _prefixes.Longest(job.Prompt.AsSpan(0, job.Prompt.Length - 1));
        IEnumerable<int[]> others = _queue.Select(j => j.Prompt).Where(p => p != job.Prompt).Take(64).Concat(_recent);
        int length = PrefixChoice.Length(job.Prompt, others, kept);
        if (length <= kept) { return (best, kept); }

        int[] tokens = job.Prompt[..length];
        Slot? reader = Array.Find(_slots, s => s.HasRead(tokens));
        return _prefixes.Keep(tokens, best, kept, reader?.Sequence, FreeCells) is { } longer ? (longer, length) : (best, kept);
    }

    private void Read(Slot slot)
    {
        while (slot.Job is { } job && slot.Done < job.Prompt.Length && _context.Room > 0)
        {
            bool last = slot.Done == job.Prompt.Length - 1;
            int at = _context.Add(job.Prompt[slot.Done], slot.Done, slot.Sequence, last);
            slot.Done++;
            if (last) { slot.LogitsAt = at; }
        }
    }

    private void Write(Slot slot)
    {
        int token;
        try
        {
            token = slot.Choose(_context);
        }
        catch (WorkerFault fault)
        {
            _answer(new Failed(slot.Job!.Request.Id, fault.Kind, fault.Message));
            Release(slot);
            return;
        }

        bool ended = _model.IsEnd(token);
        if (!ended)
        {
            byte[] piece = _model.Piece(token);
            slot.Likely?.Add(piece, _context.Logits(slot.LogitsAt, _model.VocabularySize), token);
            ended = slot.Text.Add(piece);
        }

        if (!ended && slot.Produced < slot.Job!.MostTokens) { return; }

        _answer(new Generated
        {
            Id = slot.Job!.Request.Id,
            Text = slot.Text.ToString(),
            InputTokens = slot.Job.Prompt.Length,
            SharedTokens = slot.Shared,
            OutputTokens = slot.Produced,
            Cut = !ended,
            Milliseconds = slot.Milliseconds,
            FirstTokenMilliseconds = slot.FirstTokenMilliseconds,
            Tokens = slot.Likely?.Texts(slot.Text.Length),
            Logprobs = slot.Likely?.Values(slot.Text.Length),
        });
        Release(slot);
    }

    private void Release(Slot slot)
    {
        _context.Forget(slot.Sequence);
        slot.End();
    }

    private void Fail(int result)
    {
        if (result != 1) { throw Broken(result); }

        // Cells are reserved before use, so this is a defect; the requests fail, the process lives.
        foreach (Slot slot in _slots.Where(s => s.Job is not null))
        {
            _answer(new Failed(slot.Job!.Request.Id, FaultKind.Decoding, "The model's memory had no cell left."));
            Release(slot);
        }
    }

    private static InvalidOperationException Broken(int result) =>
        new(string.Create(CultureInfo.InvariantCulture, $"llama_decode returned {result}."));
}
