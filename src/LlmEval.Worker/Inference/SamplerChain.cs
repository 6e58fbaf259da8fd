using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Inference;

/// <summary>Chooses the tokens of one answer; each has its own chain, so that neighbours share no random numbers.</summary>
internal sealed class SamplerChain : IDisposable
{
    /// <summary>One JSON object (RFC 8259) in llama.cpp's grammar notation; white space bounded, so that it cannot go on for ever.</summary>
    private const string JsonObject =
        """
        root ::= object
        value ::= object | array | string | number | "true" | "false" | "null"
        object ::= "{" ws ( pair ( "," ws pair )* )? "}" ws
        pair ::= string ":" ws value ws
        array ::= "[" ws ( value ws ( "," ws value ws )* )? "]"
        string ::= "\"" ( [^"\\\x00-\x1F] | "\\" ( ["\\/bfnrt] | "u" [0-9a-fA-F]{4} ) )* "\""
        number ::= "-"? ( "0" | [1-9] [0-9]{0,15} ) ( "." [0-9]{1,15} )? ( [eE] [-+]? [0-9]{1,3} )?
        ws ::= [ \n]{0,4}
        """;

    private nint _chain;

    /// <summary>Makes the chain that a request asks for.</summary>
    public SamplerChain(LocalModel model, Generate request)
    {
        _chain = LlamaNative.llama_sampler_chain_init(new NativeSamplerChainParameters { NoPerf = 1 });
        if (request.Json)
        {
            nint grammar = LlamaNative.llama_sampler_init_grammar(model.Vocabulary, JsonObject, "root");
            if (grammar == 0)
            {
                Dispose();
                throw new WorkerFault(FaultKind.Decoding, "The grammar of JSON could not be set up for this vocabulary.");
            }

            LlamaNative.llama_sampler_chain_add(_chain, grammar);
        }

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
    public int Choose(DecodeContext context, int position) => LlamaNative.llama_sampler_sample(_chain, context.Handle, position);

    public void Dispose()
    {
        if (_chain != 0) { LlamaNative.llama_sampler_free(_chain); }

        _chain = 0;
    }
}
