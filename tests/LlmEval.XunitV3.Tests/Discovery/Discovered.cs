using Xunit.Runner.Common;
using Xunit.v3;

namespace LlmEval.XunitV3.Tests.Discovery;

/// <summary>The tests that xunit itself finds in an assembly: of this one, by its own discoverer.</summary>
internal static class Discovered
{
    /// <summary>All tests of a class.</summary>
    public static async Task<IReadOnlyList<IXunitTestCase>> OfAsync(Type type)
    {
        XunitTestAssembly assembly = new(type.Assembly, configFileName: null, type.Assembly.GetName().Version, uniqueID: null);
        await using XunitTestFrameworkDiscoverer discoverer = new(assembly);
        List<IXunitTestCase> found = [];
        Xunit.Sdk.ITestFrameworkDiscoveryOptions options = TestFrameworkOptions.ForDiscovery(new TestAssemblyConfiguration());
        await discoverer.Find(test => { found.Add((IXunitTestCase)test); return new(true); }, options, [type]);
        return found;
    }

    /// <summary>The class that the build wrote for a suite.</summary>
    public static Type Generated(string name) =>
        typeof(Discovered).Assembly.GetExportedTypes().Single(t => t.IsDefined(typeof(LlmEvalGeneratedAttribute), inherit: false) && t.Name == name);
}
