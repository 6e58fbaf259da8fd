using System.Runtime.InteropServices;

namespace LlmEval.Worker.Native;

/// <summary>
/// The part of llama.cpp's C API that the worker uses. Every function here has the same signature in all versions of
/// <see cref="ParameterLayout.Known"/>. Names are the library's own.
/// </summary>
internal static unsafe partial class LlamaNative
{
    public const string Llama = "llama";
    public const string Ggml = "ggml";

    /// <summary>What the library must export, else it is not usable.</summary>
    public static IReadOnlyList<string> Required { get; } =
    [
        nameof(llama_backend_init), nameof(llama_log_set), nameof(llama_model_default_params), nameof(llama_context_default_params),
        nameof(llama_model_load_from_file), nameof(llama_model_free), nameof(llama_init_from_model), nameof(llama_free),
        nameof(llama_model_get_vocab), nameof(llama_model_n_ctx_train), nameof(llama_model_chat_template), nameof(llama_model_has_encoder),
        nameof(llama_vocab_n_tokens), nameof(llama_vocab_bos), nameof(llama_vocab_eos), nameof(llama_vocab_is_eog), nameof(llama_tokenize), nameof(llama_token_to_piece),
        nameof(llama_decode), nameof(llama_get_memory), nameof(llama_memory_seq_cp), nameof(llama_memory_seq_rm), nameof(llama_memory_clear),
        nameof(llama_n_ctx), nameof(llama_n_batch), nameof(llama_n_seq_max), nameof(llama_chat_apply_template),
        nameof(llama_sampler_chain_init), nameof(llama_sampler_chain_add), nameof(llama_sampler_init_greedy), nameof(llama_sampler_init_temp),
        nameof(llama_sampler_init_top_k), nameof(llama_sampler_init_top_p), nameof(llama_sampler_init_dist), nameof(llama_sampler_init_grammar),
        nameof(llama_sampler_sample), nameof(llama_sampler_apply), nameof(llama_sampler_accept), nameof(llama_sampler_free),
        nameof(llama_get_logits_ith), nameof(llama_get_embeddings_seq), nameof(llama_model_n_embd), nameof(llama_model_meta_val_str),
    ];

    /// <summary>What libggml must export.</summary>
    public static IReadOnlyList<string> RequiredOfGgml { get; } =
        [nameof(ggml_backend_load_all_from_path), nameof(ggml_backend_load_all), nameof(ggml_backend_dev_count), nameof(ggml_backend_dev_get)];

    [LibraryImport(Ggml, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ggml_backend_load_all_from_path(string folder);

    [LibraryImport(Ggml)]
    public static partial void ggml_backend_load_all();

    [LibraryImport(Ggml)]
    public static partial nuint ggml_backend_dev_count();

    [LibraryImport(Ggml)]
    public static partial nint ggml_backend_dev_get(nuint index);

    [LibraryImport(Llama)]
    public static partial void llama_backend_init();

    [LibraryImport(Llama)]
    public static partial void llama_log_set(delegate* unmanaged[Cdecl]<int, byte*, nint, void> callback, nint user);

    [LibraryImport(Llama)]
    public static partial ParameterBlob llama_model_default_params();

    [LibraryImport(Llama)]
    public static partial ParameterBlob llama_context_default_params();

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint llama_model_load_from_file(string path, ParameterBlob parameters);

    [LibraryImport(Llama)]
    public static partial void llama_model_free(nint model);

    [LibraryImport(Llama)]
    public static partial nint llama_init_from_model(nint model, ParameterBlob parameters);

    [LibraryImport(Llama)]
    public static partial void llama_free(nint context);

    [LibraryImport(Llama)]
    public static partial nint llama_model_get_vocab(nint model);

    [LibraryImport(Llama)]
    public static partial int llama_model_n_ctx_train(nint model);

    [LibraryImport(Llama)]
    public static partial byte* llama_model_chat_template(nint model, byte* name);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_model_has_encoder(nint model);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_n_tokens(nint vocab);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_bos(nint vocab);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_eos(nint vocab);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_vocab_is_eog(nint vocab, int token);

    [LibraryImport(Llama)]
    public static partial int llama_tokenize(
        nint vocab, byte* text, int length, int* tokens, int capacity,
        [MarshalAs(UnmanagedType.U1)] bool addSpecial, [MarshalAs(UnmanagedType.U1)] bool parseSpecial);

    [LibraryImport(Llama)]
    public static partial int llama_token_to_piece(
        nint vocab, int token, byte* buffer, int length, int leftStrip, [MarshalAs(UnmanagedType.U1)] bool special);

    [LibraryImport(Llama)]
    public static partial int llama_decode(nint context, NativeBatch batch);

    [LibraryImport(Llama)]
    public static partial nint llama_get_memory(nint context);

    [LibraryImport(Llama)]
    public static partial void llama_memory_seq_cp(nint memory, int from, int to, int start, int end);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_memory_seq_rm(nint memory, int sequence, int start, int end);

    [LibraryImport(Llama)]
    public static partial void llama_memory_clear(nint memory, [MarshalAs(UnmanagedType.U1)] bool data);

    [LibraryImport(Llama)]
    public static partial uint llama_n_ctx(nint context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_batch(nint context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_seq_max(nint context);

    [LibraryImport(Llama)]
    public static partial int llama_chat_apply_template(
        byte* template, NativeChatMessage* messages, nuint count, [MarshalAs(UnmanagedType.U1)] bool addAssistant, byte* buffer, int length);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_chain_init(NativeSamplerChainParameters parameters);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_chain_add(nint chain, nint sampler);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_greedy();

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_temp(float temperature);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_top_k(int count);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_top_p(float mass, nuint minimum);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_dist(uint seed);

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint llama_sampler_init_grammar(nint vocab, string grammar, string root);

    [LibraryImport(Llama)]
    public static partial int llama_sampler_sample(nint sampler, nint context, int index);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_apply(nint sampler, NativeCandidates* candidates);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_accept(nint sampler, int token);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_free(nint sampler);

    [LibraryImport(Llama)]
    public static partial float* llama_get_logits_ith(nint context, int index);

    [LibraryImport(Llama)]
    public static partial float* llama_get_embeddings_seq(nint context, int sequence);

    [LibraryImport(Llama)]
    public static partial int llama_model_n_embd(nint model);

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int llama_model_meta_val_str(nint model, string key, byte* buffer, nuint length);
}
