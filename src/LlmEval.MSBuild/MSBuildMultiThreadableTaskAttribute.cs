namespace Microsoft.Build.Framework;

/// <summary>
/// Tells a multithreaded MSBuild (<c>-mt</c>) that a task reads neither the working directory nor the environment, so that it stays
/// in the process. MSBuild looks for the attribute by its full name; defining it here keeps the floor of the API at 17.7.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
