using System.Runtime.InteropServices;
using System.Text;
using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Inference;

/// <summary>The weights and the vocabulary of one GGUF file.</summary>
internal sealed unsafe class LocalModel : IDisposable
{
    private nint _handle;

    private LocalModel(nint handle, nint vocabulary) => (_handle, Vocabulary) = (handle, vocabulary);

    public nint Handle => _handle;

    public nint Vocabulary { get; }

    /// <summary>Context in tokens that the model was trained with.</summary>
    public int TrainedContext => LlamaNative.llama_model_n_ctx_train(_handle);

    /// <summary>The chat template that the file carries; null when it carries none.</summary>
    public string? ChatTemplate => Marshal.PtrToStringUTF8((nint)LlamaNative.llama_model_chat_template(_handle, null));

    /// <summary>Text of the token that begins a text; null when the vocabulary has none.</summary>
    public string? BeginText => SpecialText(LlamaNative.llama_vocab_bos(Vocabulary));

    /// <summary>Text of the token that ends a text; null when the vocabulary has none.</summary>
    public string? EndText => SpecialText(LlamaNative.llama_vocab_eos(Vocabulary));

    /// <summary>Loads a file.</summary>
    /// <param name="engine">The library.</param>
    /// <param name="path">The file.</param>
    /// <param name="gpuLayers">Layers to put on the devices.</param>
    /// <param name="gpus">Those devices (<see cref="NativeEngine.Device"/>); none means the processor alone, whatever the library sees.</param>
    /// <exception cref="WorkerFault">llama.cpp cannot use it, or it is no model that writes text.</exception>
    public static LocalModel Load(NativeEngine engine, string path, int gpuLayers, params ReadOnlySpan<nint> gpus)
    {
        ParameterBlob parameters = LlamaNative.llama_model_default_params();

        // A list of devices ends with a null pointer; it is read while the model is loaded and not kept.
        nint* devices = stackalloc nint[gpus.Length + 1];
        for (int i = 0; i < gpus.Length; i++) { devices[i] = gpus[i]; }

        devices[gpus.Length] = 0;
        *(nint**)(parameters.Bytes + engine.Layout.Devices) = devices;
        *(int*)(parameters.Bytes + engine.Layout.GpuLayers) = gpus.Length == 0 ? 0 : gpuLayers;
        nint handle = LlamaNative.llama_model_load_from_file(path, parameters);
        if (handle == 0)
        {
            string errors = NativeLog.Errors();
            throw new WorkerFault(FaultKind.ModelFile, $"llama.cpp {engine.Version} cannot load it{(errors.Length == 0 ? string.Empty : ": " + errors)}.");
        }

        LocalModel model = new(handle, LlamaNative.llama_model_get_vocab(handle));
        if (LlamaNative.llama_model_has_encoder(handle) || LlamaNative.llama_vocab_n_tokens(model.Vocabulary) == 0)
        {
            model.Dispose();
            throw new WorkerFault(FaultKind.ModelFile, "It is an encoder or has no vocabulary; only decoder models that write text can be evaluated.");
        }

        return model;
    }

    /// <summary>Tokens of a rendered prompt: the beginning token as the vocabulary says, control tokens recognised.</summary>
    public int[] Tokenize(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int[] tokens = new int[utf8.Length + 8];
        int count;
        fixed (byte* source = utf8)
        fixed (int* target = tokens)
        {
            count = LlamaNative.llama_tokenize(Vocabulary, source, utf8.Length, target, tokens.Length, addSpecial: true, parseSpecial: true);
        }

        if (count < 0) { throw new WorkerFault(FaultKind.Decoding, "The prompt could not be split into tokens."); }

        // A template that writes the beginning token itself must not make it come twice.
        int begin = LlamaNative.llama_vocab_bos(Vocabulary);
        int start = count > 1 && begin >= 0 && tokens[0] == begin && tokens[1] == begin ? 1 : 0;
        return tokens[start..count];
    }

    /// <summary>The bytes of a token's text; control tokens have none.</summary>
    public byte[] Piece(int token)
    {
        byte* small = stackalloc byte[128];
        int length = LlamaNative.llama_token_to_piece(Vocabulary, token, small, 128, 0, special: false);
        if (length >= 0) { return new ReadOnlySpan<byte>(small, length).ToArray(); }

        byte[] large = new byte[-length];
        fixed (byte* buffer = large) { length = LlamaNative.llama_token_to_piece(Vocabulary, token, buffer, large.Length, 0, special: false); }

        return large[..Math.Max(0, length)];
    }

    private string? SpecialText(int token)
    {
        if (token < 0) { return null; }

        byte* text = stackalloc byte[256];
        int length = LlamaNative.llama_token_to_piece(Vocabulary, token, text, 256, 0, special: true);
        return length > 0 ? Encoding.UTF8.GetString(text, length) : null;
    }

    /// <summary>Whether a token ends the answer.</summary>
    public bool IsEnd(int token) => LlamaNative.llama_vocab_is_eog(Vocabulary, token);

    public void Dispose()
    {
        if (_handle != 0) { LlamaNative.llama_model_free(_handle); }

        _handle = 0;
    }
}
