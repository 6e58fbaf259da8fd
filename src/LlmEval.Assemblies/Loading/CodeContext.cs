using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using LlmEval.Assemblies.Closure;

namespace LlmEval.Assemblies.Loading;

/// <summary>
/// Where the user's assemblies are loaded: their own versions of everything but the framework and the two assemblies that are shared. What is
/// nowhere is missing, also when the engine happens to have an assembly of that name.
/// </summary>
internal sealed class CodeContext : AssemblyLoadContext
{
    private readonly CodeClosure _closure;
    private readonly string _entry;
    private readonly bool _isFromBytes;
    private readonly AssemblyDependencyResolver _resolver;
    private readonly ConcurrentDictionary<string, string> _refused = new(StringComparer.OrdinalIgnoreCase);

    private CodeContext(CodeClosure closure, string entry, bool isCollectible)
        : base("llmeval code " + Path.GetFileName(entry), isCollectible)
    {
        (_closure, _entry, _isFromBytes) = (closure, entry, isCollectible);
        _resolver = new AssemblyDependencyResolver(entry);
    }

    /// <summary>To look at: nothing runs, no file stays open, and it can be unloaded.</summary>
    /// <exception cref="InvalidOperationException">The list of dependencies cannot be understood.</exception>
    public static CodeContext ForReading(CodeClosure closure) => new(closure, closure.Entry, isCollectible: true);

    /// <summary>
    /// To run, from a copy of its files. It stays to the end of the process: much code (proxies, serializers) does not work in a context that
    /// can be unloaded.
    /// </summary>
    public static CodeContext ForRunning(CodeClosure closure, string copiedEntry) => new(closure, copiedEntry, isCollectible: false);

    /// <summary>The assembly itself.</summary>
    public Assembly LoadEntry() => Open(_entry);

    /// <summary>Why an assembly was refused: the runtime throws the text of its own exception, not of ours. Null for one that was not.</summary>
    /// <param name="name">Its name, with or without version.</param>
    public string? Refusal(string? name) => name is not null && _refused.TryGetValue(name.Split(',')[0], out string? why) ? why : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (SharedAssemblies.Find(assemblyName) is { } shared)
        {
            return SharedAssemblies.Mismatch("A dependency", assemblyName) is { } mismatch ? throw Refused(assemblyName, mismatch) : shared;
        }

        string? own = _resolver.ResolveAssemblyToPath(assemblyName);
        if (assemblyName.CultureName is { Length: > 0 }) { return own is null ? null : Open(own); }

        // The framework's unless the code brings a newer one, as the host of an application decides it.
        if (Frameworks.HasCore(assemblyName)) { return null; }

        own ??= _closure.Assets.FirstOrDefault(a => a is { IsManaged: true, Path: not null, Runtime: null } && Path.GetFileNameWithoutExtension(a.Name) == assemblyName.Name)?.Path
            ?? Frameworks.FindOther(assemblyName);
        return own is not null ? Open(own) : throw Refused(assemblyName,
            $"The assembly '{assemblyName.Name}' is not beside '{Path.GetFileName(_entry)}' and not among the restored packages. Build the project again; a library copies its packages with EnableDynamicLoading=true.");
    }

    private FileNotFoundException Refused(AssemblyName name, string why)
    {
        _refused[name.Name!] = why;
        return new FileNotFoundException(why, name.Name);
    }

    /// <inheritdoc/>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        string? path = _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) ?? Native(unmanagedDllName);
        return path is null ? IntPtr.Zero : LoadUnmanagedDllFromPath(path);
    }

    private Assembly Open(string path)
    {
        if (!_isFromBytes) { return LoadFromAssemblyPath(path); }

        using MemoryStream image = new(File.ReadAllBytes(path), writable: false);
        return LoadFromStream(image);
    }

    /// <summary>A native library of a package that was not copied: the one for this platform.</summary>
    private string? Native(string name)
    {
        string runtime = RuntimeInformation.RuntimeIdentifier;
        string os = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string portable = $"{os}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        foreach (string? wanted in (string?[])[runtime, portable, os, OperatingSystem.IsWindows() ? os : "unix", null])
        {
            CodeAsset? found = _closure.Assets.FirstOrDefault(a => a is { IsManaged: false, Path: not null } && a.Runtime == wanted && IsNamed(a.Name, name));
            if (found is null) { continue; }

            string copy = Path.Combine(Path.GetDirectoryName(_entry)!, found.Name);
            return File.Exists(copy) ? copy : found.Path;
        }

        return null;
    }

    private static bool IsNamed(string asset, string name)
    {
        string file = Path.GetFileName(asset);
        string bare = Path.GetFileNameWithoutExtension(file);
        return file == name || bare == name || bare == "lib" + name;
    }
}
