using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Inference;

/// <summary>Holds one answer to a grammar, and to well-formed UTF-8.</summary>
internal sealed class GrammarConstraint : IDisposable
{
    private readonly LocalModel _model;
    private Utf8Gate _gate;
    private nint _grammar;

    /// <summary>Reads a grammar.</summary>
    /// <exception cref="WorkerFault">llama.cpp cannot use it.</exception>
    public GrammarConstraint(LocalModel model, string grammar)
    {
        NativeLog.Clear();
        _model = model;
        _grammar = LlamaNative.llama_sampler_init_grammar(model.Vocabulary, grammar, "root");
        if (_grammar != 0) { return; }

        string errors = NativeLog.Errors();
        throw new WorkerFault(FaultKind.Grammar, $"llama.cpp cannot use it{(errors.Length == 0 ? string.Empty : ": " + errors)}.");
    }

    /// <summary>
    /// Chooses a token. What the sampler would choose freely is asked of the grammar first: nearly always it follows, and a vocabulary need not be
    /// searched. If not, the sampler chooses among all that follow. The distribution is the same: p(t) + (1 - p(A)) p(t)/p(A) = p(t)/p(A).
    /// </summary>
    /// <exception cref="WorkerFault">The vocabulary has no token that could follow.</exception>
    public int Choose(nint sampler, ReadOnlySpan<float> logits)
    {
        TokenCandidates candidates = _model.Candidates;
        candidates.Fill(logits);
        candidates.Apply(sampler);
        int? token = candidates.Selected;
        if (token is not { } free || !Follows(free))
        {
            candidates.Fill(logits);
            candidates.Apply(_grammar);
            candidates.Keep(IsText);
            if (candidates.Count == 0) { throw new WorkerFault(FaultKind.Grammar, "The answer came to a place where no token of the model's vocabulary follows the grammar."); }

            candidates.Apply(sampler);
            token = candidates.Selected ?? throw new WorkerFault(FaultKind.Decoding, "The sampler selected no token.");
        }

        LlamaNative.llama_sampler_accept(_grammar, token.Value);
        LlamaNative.llama_sampler_accept(sampler, token.Value);
        if (!_model.IsEnd(token.Value)) { _gate.Take(_model.Piece(token.Value)); }

        return token.Value;
    }

    public void Dispose()
    {
        if (_grammar != 0) { LlamaNative.llama_sampler_free(_grammar); }

        _grammar = 0;
    }

    private bool Follows(int token)
    {
        _model.Candidates.Fill(token);
        _model.Candidates.Apply(_grammar);
        _model.Candidates.Keep(IsText);
        return _model.Candidates.Count == 1;
    }

    /// <summary>
    /// Whether a token may stand in the text. A control token may not: to llama.cpp's grammars it is its own name, and in the answer it is nothing.
    /// </summary>
    private bool IsText(int token)
    {
        if (_model.IsEnd(token) || _model.IsPlain(token)) { return !_gate.Within; }

        byte[] piece = _model.Piece(token);
        return piece.Length > 0 && _gate.Fits(piece);
    }
}
