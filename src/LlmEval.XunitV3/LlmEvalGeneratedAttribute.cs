using System.ComponentModel;

namespace LlmEval.XunitV3;

/// <summary>Marks a test class that the build wrote for a suite. Its tests step back where a theory of the user's names the suite.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LlmEvalGeneratedAttribute : Attribute;
