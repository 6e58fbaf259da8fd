namespace LlmEval.Assemblies.Closure;

/// <summary>A file that the code consists of.</summary>
/// <param name="Name">Its name in every output folder: <c>Handbook.dll</c>, <c>de/Handbook.resources.dll</c>, <c>runtimes/linux-x64/native/libx.so</c>.</param>
/// <param name="Path">Where it is here; null when it is neither in the output folder nor among the restored packages.</param>
/// <param name="IsManaged">Whether it is an assembly.</param>
/// <param name="IsOfProject">Whether a project builds it; else a package brings it.</param>
/// <param name="Runtime">The platform it is for, null for all.</param>
internal sealed record CodeAsset(string Name, string? Path, bool IsManaged, bool IsOfProject, string? Runtime);
