using System.Collections;
using Microsoft.Build.Framework;

namespace LlmEval.MSBuild.Tests;

/// <summary>Records what a task says, in the place of MSBuild.</summary>
internal sealed class FakeBuildEngine : IBuildEngine3
{
    private readonly object _lock = new();

    public List<BuildErrorEventArgs> Errors { get; } = [];

    public List<BuildWarningEventArgs> Warnings { get; } = [];

    public List<BuildMessageEventArgs> Messages { get; } = [];

    public bool IsRunningMultipleNodes => false;

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 80;

    public int ColumnNumberOfTaskNode => 5;

    public string ProjectFileOfTaskNode => "/package/build/LlmEval.Core.targets";

    public void LogErrorEvent(BuildErrorEventArgs e) { lock (_lock) { Errors.Add(e); } }

    public void LogWarningEvent(BuildWarningEventArgs e) { lock (_lock) { Warnings.Add(e); } }

    public void LogMessageEvent(BuildMessageEventArgs e) { lock (_lock) { Messages.Add(e); } }

    public void LogCustomEvent(CustomBuildEventArgs e) { }

    public void Yield() { }

    public void Reacquire() { }

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => false;

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs, string toolsVersion) => false;

    public bool BuildProjectFilesInParallel(string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IDictionary[] targetOutputsPerProject, string[] toolsVersion, bool useResultsCache, bool unloadProjectsOnCompletion) => false;

    public BuildEngineResult BuildProjectFilesInParallel(string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IList<string>[] removeGlobalProperties, string[] toolsVersion, bool returnTargetOutputs) => new(result: false, []);
}
