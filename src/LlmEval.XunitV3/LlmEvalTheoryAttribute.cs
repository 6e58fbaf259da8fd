using System.Runtime.CompilerServices;
using LlmEval.XunitV3.Discovery;
using Xunit;
using Xunit.v3;

namespace LlmEval.XunitV3;

/// <summary>
/// A theory over an evaluation suite. What it adds to <see cref="TheoryAttribute"/>: each test points at the line of its case, the suite's verdict is one further test, and a suite that
/// cannot be listed is one failing test that points at the mistake while other suites run.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(LlmEvalTheoryDiscoverer))]
public sealed class LlmEvalTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : TheoryAttribute(sourceFilePath, sourceLineNumber);
