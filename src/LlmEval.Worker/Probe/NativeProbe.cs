using LlmEval.Worker.Inference;
using LlmEval.Worker.Native;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Probe;

/// <summary>
/// Tries a native library to the end: loads it, recognises its layout, and lets a tiny model made on the spot write one token. The worker
/// does it in a process of its own, because a library that does not fit may crash.
/// </summary>
internal static class NativeProbe
{
    /// <summary>Tries it.</summary>
    /// <param name="files">The library.</param>
    /// <param name="gpu">Whether it must see a GPU and write its token there: what does not fit a driver shows only then.</param>
    public static ProbeResult Run(NativeFiles files, bool gpu)
    {
        try
        {
            NativeEngine engine = NativeEngine.Load(files);
            ComputeDevice? device = gpu ? engine.Devices().FirstOrDefault(d => d.IsGpu) : null;
            if (gpu && device is null)
            {
                return new ProbeResult
                {
                    Reason = $"it sees no GPU here, only {string.Join(", ", engine.Devices().Select(d => d.Text))}; so it would bring nothing",
                };
            }

            string path = Path.Combine(Path.GetTempPath(), $"llmeval-probe-{Guid.NewGuid():N}.gguf");
            try
            {
                File.WriteAllBytes(path, TinyModel.Create(new TinyModelShape()));
                WriteOneToken(engine, path, device);
            }
            finally
            {
                File.Delete(path);
            }

            return new ProbeResult
            {
                Works = true,
                Engine = engine.Version,
                Layout = engine.Layout.Name,
                Devices = [.. engine.Devices().Select(d => d.Text)],
            };
        }
        catch (WorkerFault fault)
        {
            return new ProbeResult { Reason = fault.Message };
        }
    }

    private static void WriteOneToken(NativeEngine engine, string path, ComputeDevice? device)
    {
        using LocalModel model = device is null ? LocalModel.Load(engine, path, gpuLayers: 0) : LocalModel.Load(engine, path, gpuLayers: 1000, engine.Device(device.Name));
        using DecodeContext context = DecodeContext.Create(engine, model, 256, 2, 64, 1, gpu: device is not null);
        int[] tokens = model.Tokenize("one token");
        int at = 0;
        for (int i = 0; i < tokens.Length; i++) { at = context.Add(tokens[i], i, 0, i == tokens.Length - 1); }

        if (context.Decode() is not 0 and int result)
        {
            throw new WorkerFault(FaultKind.NativeLibrary, $"The native library could not decode a token of a tiny model (llama_decode returned {result}).");
        }

        using SamplerChain sampler = new(model, new Generate { Turns = [], Stop = [] });
        sampler.Choose(context, at);
    }
}
