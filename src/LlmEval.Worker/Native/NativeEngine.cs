using System.Runtime.InteropServices;
using System.Text;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Native;

/// <summary>The native library, loaded, checked and ready: once a process.</summary>
internal sealed unsafe class NativeEngine
{
    private static readonly string[] s_gpuNames = ["Vulkan", "CUDA", "ROCm", "HIP", "MUSA", "Metal", "MTL", "SYCL", "OpenCL", "WebGPU", "CANN"];

    private readonly nint _llama;
    private readonly nint _ggml;

    private NativeEngine(nint llama, nint ggml, ParameterLayout layout, string version) =>
        (_llama, _ggml, Layout, Version) = (llama, ggml, layout, version);

    /// <summary>Where its parameters lie.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>What it says of itself, else the name of its layout.</summary>
    public string Version { get; }

    /// <summary>Loads the libraries and checks them before anything is called that could do harm.</summary>
    /// <exception cref="WorkerFault">They cannot be loaded or do not fit.</exception>
    public static NativeEngine Load(NativeFiles files)
    {
        foreach (string file in files.Preload) { Open(file); }

        nint ggml = Open(files.Ggml);
        nint llama = Open(files.Llama);
        RequireExports(files.Ggml, ggml, LlamaNative.RequiredOfGgml);
        RequireExports(files.Llama, llama, LlamaNative.Required);
        NativeLibrary.SetDllImportResolver(
            typeof(LlamaNative).Assembly,
            (name, _, _) => name switch { LlamaNative.Llama => llama, LlamaNative.Ggml => ggml, _ => 0 });

        LlamaNative.llama_log_set(&NativeLog.Receive, 0);
        string? version = ReadVersion(llama);
        ParameterBlob model = LlamaNative.llama_model_default_params();
        ParameterBlob context = LlamaNative.llama_context_default_params();
        ReadOnlySpan<byte> modelBytes = new(model.Bytes, ParameterBlob.Length);
        ReadOnlySpan<byte> contextBytes = new(context.Bytes, ParameterBlob.Length);
        ParameterLayout layout = ParameterLayout.Detect(modelBytes, contextBytes)
            ?? throw new WorkerFault(FaultKind.NativeLibrary, $"'{files.Llama}' ({version ?? "no version"}) does not fit: {ParameterLayout.Describe(modelBytes, contextBytes)}");

        foreach (string folder in files.BackendFolders) { LlamaNative.ggml_backend_load_all_from_path(folder); }

        if (LlamaNative.ggml_backend_dev_count() == 0) { LlamaNative.ggml_backend_load_all(); }

        LlamaNative.llama_backend_init();
        return new NativeEngine(llama, ggml, layout, version ?? layout.Name);
    }

    /// <summary>The devices of its backends: CPU and what GPUs there are.</summary>
    public IReadOnlyList<ComputeDevice> Devices()
    {
        List<ComputeDevice> devices = [];
        nuint count = LlamaNative.ggml_backend_dev_count();
        nint typeOf = Export(_ggml, "ggml_backend_dev_type");
        for (nuint i = 0; i < count; i++)
        {
            nint device = LlamaNative.ggml_backend_dev_get(i);
            string name = Text(Export(_ggml, "ggml_backend_dev_name"), device);
            int type = typeOf == 0 ? 0 : ((delegate* unmanaged[Cdecl]<nint, int>)typeOf)(device);
            devices.Add(new ComputeDevice(name, Text(Export(_ggml, "ggml_backend_dev_description"), device), IsGpu(name, type)));
        }

        return devices;
    }

    /// <summary>The handle of a device; 0 when there is none of that name.</summary>
    public nint Device(string name)
    {
        nuint count = LlamaNative.ggml_backend_dev_count();
        for (nuint i = 0; i < count; i++)
        {
            nint device = LlamaNative.ggml_backend_dev_get(i);
            if (Text(Export(_ggml, "ggml_backend_dev_name"), device) == name) { return device; }
        }

        return 0;
    }

    /// <summary>Layers of a model without its output layer; null where the library does not say.</summary>
    public int? LayersOf(nint model)
    {
        nint export = Export(_llama, "llama_model_n_layer");
        return export == 0 ? null : ((delegate* unmanaged[Cdecl]<nint, int>)export)(model);
    }

    /// <summary>Asks a yes-or-no question about a model that not every version can answer; false where it cannot.</summary>
    public bool Is(string question, nint model)
    {
        nint export = Export(_llama, question);
        return export != 0 && ((delegate* unmanaged[Cdecl]<nint, byte>)export)(model) != 0;
    }

    /// <summary>Reads a LoRA adapter for a model, which owns it then; 0 when it cannot be used.</summary>
    public nint ReadAdapter(nint model, string path)
    {
        nint export = Export(_llama, "llama_adapter_lora_init");
        if (export == 0) { throw new WorkerFault(FaultKind.NativeLibrary, $"llama.cpp {Version} has no LoRA adapters (it does not export llama_adapter_lora_init)."); }

        fixed (byte* utf8 = Encoding.UTF8.GetBytes(path + '\0')) { return ((delegate* unmanaged[Cdecl]<nint, byte*, nint>)export)(model, utf8); }
    }

    /// <summary>Puts adapters on a context; false when they do not fit it. Versions differ: one call for all, or one for each.</summary>
    public bool SetAdapters(nint context, ReadOnlySpan<nint> adapters, ReadOnlySpan<float> scales)
    {
        if (Export(_llama, "llama_set_adapters_lora") is not 0 and nint all)
        {
            fixed (nint* first = adapters)
            fixed (float* scale = scales)
            {
                return ((delegate* unmanaged[Cdecl]<nint, nint*, nuint, float*, int>)all)(context, first, (nuint)adapters.Length, scale) == 0;
            }
        }

        nint one = Export(_llama, "llama_set_adapter_lora");
        if (one == 0) { throw new WorkerFault(FaultKind.NativeLibrary, $"llama.cpp {Version} has no LoRA adapters (it exports neither llama_set_adapters_lora nor llama_set_adapter_lora)."); }

        for (int i = 0; i < adapters.Length; i++)
        {
            if (((delegate* unmanaged[Cdecl]<nint, nint, float, int>)one)(context, adapters[i], scales[i]) != 0) { return false; }
        }

        return true;
    }

    /// <summary>Numbers of a pooled embedding.</summary>
    public int EmbeddingWidth(nint model)
    {
        nint export = Export(_llama, "llama_model_n_embd_out");
        int width = export == 0 ? 0 : ((delegate* unmanaged[Cdecl]<nint, int>)export)(model);
        return width > 0 ? width : LlamaNative.llama_model_n_embd(model);
    }

    /// <summary>
    /// The type 1 is a GPU in every version. What 2 is has changed (an accelerator, then a GPU that shares the processor's memory), so there the
    /// name decides.
    /// </summary>
    private static bool IsGpu(string name, int type) => type == 1
        || (type == 2 && s_gpuNames.Any(n => name.StartsWith(n, StringComparison.OrdinalIgnoreCase)));

    private static nint Open(string file)
    {
        if (!File.Exists(file)) { throw new WorkerFault(FaultKind.NativeLibrary, $"The native library '{file}' does not exist."); }

        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new WorkerFault(FaultKind.NativeLibrary, $"The native library '{file}' cannot be loaded: {OneLine(e.Message)}");
        }
    }

    private static void RequireExports(string file, nint handle, IReadOnlyList<string> names)
    {
        string[] missing = [.. names.Where(n => Export(handle, n) == 0)];
        if (missing.Length > 0)
        {
            throw new WorkerFault(FaultKind.NativeLibrary, $"'{file}' is not a llama.cpp library that fits: it does not export {string.Join(", ", missing)}.");
        }
    }

    private static nint Export(nint handle, string name) => NativeLibrary.TryGetExport(handle, name, out nint address) ? address : 0;

    private static string? ReadVersion(nint llama)
    {
        nint export = Export(llama, "llama_version");
        return export == 0 ? null : Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)export)());
    }

    private static string Text(nint export, nint argument) =>
        export == 0 ? string.Empty : Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<nint, byte*>)export)(argument)) ?? string.Empty;

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
