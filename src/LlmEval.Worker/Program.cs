using System.Text.Json;
using LlmEval.Worker;
using LlmEval.Worker.Probe;
using LlmEval.Worker.Protocol;

// Started by a run, never by hand: --pipe NAME serves a run; --probe NATIVE.json RESULT.json [gpu] tries a native library.
switch (args)
{
    case ["--pipe", string pipe]:
        ParentWatch.Start();
        await Session.RunAsync(pipe).ConfigureAwait(false);
        return 0;

    case ["--probe", string request, string result, .. string[] rest] when rest is [] or ["gpu"]:
        ParentWatch.Start();
        NativeFiles files = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(request).ConfigureAwait(false), MessageContext.Default.NativeFiles)
            ?? throw new InvalidDataException("The request to probe is empty.");
        ProbeResult outcome = NativeProbe.Run(files, gpu: rest.Length > 0);
        await File.WriteAllBytesAsync(result, JsonSerializer.SerializeToUtf8Bytes(outcome, MessageContext.Default.ProbeResult)).ConfigureAwait(false);
        return outcome.Works ? 0 : 1;

    default:
        await Console.Error.WriteLineAsync("usage: LlmEval.Worker --pipe NAME | --probe NATIVE.json RESULT.json [gpu]").ConfigureAwait(false);
        return 2;
}
