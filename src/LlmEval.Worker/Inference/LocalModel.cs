using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Inference;

/// <summary>The weights and the vocabulary of one GGUF file.</summary>
internal sealed unsafe class LocalModel : IDisposable
{
    private readonly NativeEngine _engine;
    private readonly List<nint> _adapters = [];
    private readonly List<float> _scales = [];
    private bool[]? _plain;
    private nint _handle;

    private LocalModel(NativeEngine engine, nint handle, nint vocabulary)
    {
        (_engine, _handle, Vocabulary) = (engine, handle, vocabulary);
        VocabularySize = LlamaNative.llama_vocab_n_tokens(vocabulary);
        Candidates = new TokenCandidates(VocabularySize);
    }

    public nint Handle => _handle;

    public nint Vocabulary { get; }

    /// <summary>Number of tokens that it knows.</summary>
    public int VocabularySize { get; }

    /// <summary>Room to choose among them; one choice at a time.</summary>
    public TokenCandidates Candidates { get; }

    /// <summary>Numbers of an embedding.</summary>
    public int EmbeddingWidth => _engine.EmbeddingWidth(_handle);

    /// <summary>How the file says that the embeddings of a text become one (llama.cpp's <c>llama_pooling_type</c>); null when it does not.</summary>
    public int? Pooling => int.TryParse(Metadata(Metadata("general.architecture") + ".pooling_type"), NumberStyles.None, CultureInfo.InvariantCulture, out int type) ? type : null;

    /// <summary>Whether every token sees those after it too: such a model reads and never writes.</summary>
    public bool ReadsBothWays => Metadata(Metadata("general.architecture") + ".attention.causal") == "false";

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

        LocalModel model = new(engine, handle, LlamaNative.llama_model_get_vocab(handle));
        if (LlamaNative.llama_model_has_encoder(handle) || model.VocabularySize == 0)
        {
            model.Dispose();
            throw new WorkerFault(FaultKind.ModelFile, "It is an encoder with a decoder or has no vocabulary; only models that write text or embed it can be evaluated.");
        }

        return model;
    }

    /// <summary>Reads a LoRA adapter, for every context made from here on. One of scale 0 is read, to see that it fits, and not used.</summary>
    /// <exception cref="WorkerFault">It does not fit the model.</exception>
    public void AddAdapter(AdapterFile file)
    {
        NativeLog.Clear();
        nint adapter = _engine.ReadAdapter(_handle, file.Path);
        if (adapter == 0)
        {
            string errors = NativeLog.Errors();
            throw new WorkerFault(FaultKind.Adapter, $"'{file.Path}' does not fit the model{(errors.Length == 0 ? string.Empty : $" ({errors})")}. Name an adapter that was made for this model, or remove it from Adapter on the LlmModel item.");
        }

        if (file.Scale == 0) { return; }

        _adapters.Add(adapter);
        _scales.Add(file.Scale);
    }

    /// <summary>Puts the adapters on a context.</summary>
    public void PutAdaptersOn(nint context)
    {
        if (_adapters.Count > 0 && !_engine.SetAdapters(context, CollectionsMarshal.AsSpan(_adapters), CollectionsMarshal.AsSpan(_scales)))
        {
            throw new WorkerFault(FaultKind.Adapter, $"llama.cpp {_engine.Version} could not put the adapters on the model ({NativeLog.Errors()}).");
        }
    }

    /// <summary>
    /// Tokens of a text, the beginning and the end as the vocabulary says. In a rendered prompt control tokens are recognised; in a text to embed
    /// they are only words.
    /// </summary>
    public int[] Tokenize(string text, bool control = true)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int[] tokens = new int[utf8.Length + 8];
        int count;
        fixed (byte* source = utf8)
        fixed (int* target = tokens)
        {
            count = LlamaNative.llama_tokenize(Vocabulary, source, utf8.Length, target, tokens.Length, addSpecial: true, parseSpecial: control);
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

    /// <summary>Whether a token's bytes are text by themselves: not a part of a character, and not nothing, as those of control tokens.</summary>
    public bool IsPlain(int token)
    {
        if (_plain is null)
        {
            // Once a model: a grammar asks it of every token of the vocabulary.
            bool[] plain = new bool[VocabularySize];
            for (int i = 0; i < plain.Length; i++) { plain[i] = Piece(i) is { Length: > 0 } piece && System.Text.Unicode.Utf8.IsValid(piece); }

            _plain = plain;
        }

        return _plain[token];
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

    private string? Metadata(string key)
    {
        byte* buffer = stackalloc byte[256];
        int length = LlamaNative.llama_model_meta_val_str(_handle, key, buffer, 256);
        return length is < 0 or > 255 ? null : Encoding.UTF8.GetString(buffer, length);
    }

    public void Dispose()
    {
        if (_handle != 0) { LlamaNative.llama_model_free(_handle); }

        _handle = 0;
    }
}
