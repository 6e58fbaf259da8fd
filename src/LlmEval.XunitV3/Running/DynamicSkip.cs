using Xunit.v3;

namespace LlmEval.XunitV3.Running;

/// <summary>Skips the test that throws it: xunit.v3 knows such an exception by how its message begins.</summary>
internal sealed class DynamicSkip(string reason) : Exception(DynamicSkipToken.Value + reason);
