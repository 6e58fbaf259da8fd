using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Inference;

/// <summary>Chooses the tokens of one answer; each has its own chain, so that neighbours share no random numbers.</summary>
internal sealed class SamplerChain : IDisposable
{
    private readonly GrammarConstraint? _grammar;
    private readonly LocalModel _model;
    private nint _chain;

    /// <summary>Makes the chain that a request asks for.</summary>
    /// <exception cref="WorkerFault">Its grammar cannot be used.</exception>
    public SamplerChain(LocalModel model, Generate request)
    {
        _model = model;
        _grammar = request.Grammar is { } grammar ? new GrammarConstraint(model, grammar) : null;
        _chain = LlamaNative.llama_sampler_chain_init(new NativeSamplerChainParameters { NoPerf = 1 });
        if (request.Temperature is not > 0)
        {
            LlamaNative.llama_sampler_chain_add(_chain, LlamaNative.llama_sampler_init_greedy());
            return;
        }

        if (request.TopK is { } count) { LlamaNative.llama_sampler_chain_add(_chain, LlamaNative.llama_sampler_init_top_k(count)); }
        if (request.TopP is { } mass and < 1) { LlamaNative.llama_sampler_chain_add(_chain, LlamaNative.llama_sampler_init_top_p(mass, 1)); }

        LlamaNative.llama_sampler_chain_add(_chain, LlamaNative.llama_sampler_init_temp(request.Temperature.Value));

        // The largest number means "random" to the library.
        LlamaNative.llama_sampler_chain_add(_chain, LlamaNative.llama_sampler_init_dist(request.Seed ?? uint.MaxValue));
    }

    /// <summary>Chooses by the logits of a position of the last decoding step.</summary>
    /// <exception cref="WorkerFault">No token follows its grammar.</exception>
    public int Choose(DecodeContext context, int position) => _grammar is null
        ? LlamaNative.llama_sampler_sample(_chain, context.Handle, position)
        : _grammar.Choose(_chain, context.Logits(position, _model.VocabularySize));

    public void Dispose()
    {
        if (_chain != 0) { LlamaNative.llama_sampler_free(_chain); }

        _chain = 0;
        _grammar?.Dispose();
    }
}
