using System.ComponentModel;
using System.Reflection;
using LlmEval.XunitV3.Running;
using Xunit.Sdk;
using Xunit.v3;

namespace LlmEval.XunitV3.Discovery;

/// <summary>
/// A test that belongs to a theory of the user's and runs a method of ours: a suite's verdict, or what keeps a suite from being listed. It is shown and filtered as one of the theory's, and
/// the class of the theory is not created for it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LlmEvalTestCase : XunitTestCase
{
    private string _method = string.Empty;
    private string[] _arguments = [];

    /// <summary>For deserialization.</summary>
    [Obsolete("Called by the de-serializer")]
    public LlmEvalTestCase()
    {
    }

    private LlmEvalTestCase(IXunitTestMethod theory, string name, string uniqueId, Dictionary<string, HashSet<string>> traits, string? file, int? line, int timeout, string method, string[] arguments)
        : base(theory, name, uniqueId, @explicit: false, traits: traits, sourceFilePath: file, sourceLineNumber: line, timeout: timeout)
    {
        _method = method;
        _arguments = arguments;
    }

    /// <summary>Whether it is a verdict, which runs after the cases.</summary>
    internal bool IsVerdict => _method == nameof(SuiteTests.JudgeAsync);

    /// <summary>The test of a suite's verdict.</summary>
    internal static LlmEvalTestCase Verdict(IXunitTestMethod theory, string name, string suite, string? model, Dictionary<string, HashSet<string>> traits, string file, int line) =>
        new(theory, name, Identity(theory, "verdict", suite, model ?? string.Empty), traits, file, line, timeout: 0, nameof(SuiteTests.JudgeAsync), [suite, model ?? string.Empty]);

    /// <summary>A test that fails with what keeps a suite from being run.</summary>
    internal static LlmEvalTestCase Failure(IXunitTestMethod theory, string name, string suite, string message, Dictionary<string, HashSet<string>> traits, string? file, int? line) =>
        new(theory, name, Identity(theory, "failure", suite), traits, file, line, timeout: 0, nameof(SuiteTests.Fail), [message, file ?? string.Empty, (line ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture)]);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<IXunitTest>> CreateTests()
    {
        MethodInfo method = typeof(SuiteTests).GetMethod(_method, BindingFlags.Static | BindingFlags.Public)!;
        XunitTestMethod ours = new(new XunitTestClass(typeof(SuiteTests), TestCollection), method, [.. _arguments]);
        return new([new XunitTest(this, ours, Explicit, SkipReason, SkipType, SkipUnless, SkipWhen, TestCaseDisplayName, testIndex: 0,
            Traits.ToDictionary(t => t.Key, t => (IReadOnlyCollection<string>)t.Value, StringComparer.OrdinalIgnoreCase), Timeout, [.. _arguments])]);
    }

    /// <inheritdoc/>
    protected override void Serialize(IXunitSerializationInfo info)
    {
        base.Serialize(info);
        info.AddValue("llm", _method);
        info.AddValue("lla", _arguments);
    }

    /// <inheritdoc/>
    protected override void Deserialize(IXunitSerializationInfo info)
    {
        base.Deserialize(info);
        _method = info.GetValue<string>("llm") ?? string.Empty;
        _arguments = info.GetValue<string[]>("lla") ?? [];
    }

    private static string Identity(IXunitTestMethod theory, params string[] parts) => UniqueIDGenerator.ForTestCase(theory.UniqueID, null, [.. parts]);
}
