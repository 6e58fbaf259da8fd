using System.ComponentModel;
using System.Reflection;
using LlmEval.Listing;
using LlmEval.Model;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace LlmEval.XunitV3.Discovery;

/// <summary>Finds the tests of a theory over suites: its cases, its verdicts, and what keeps a suite from being listed.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LlmEvalTheoryDiscoverer : TheoryDiscoverer
{
    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        LlmEvalSuiteAttribute[] suites = [.. testMethod.DataAttributes.OfType<LlmEvalSuiteAttribute>()];
        bool isSkipped = factAttribute is { Skip: not null, SkipUnless: null, SkipWhen: null };
        if (suites.Length == 0 || isSkipped || factAttribute is not ITheoryAttribute theory)
        {
            return await base.Discover(discoveryOptions, testMethod, factAttribute).ConfigureAwait(false);
        }

        // Always one by one, also for a runner that would leave it to the run: which cases run decides what is asked.
        TestAssembly assembly = TestAssembly.Of(testMethod.TestClass.Class.Assembly);
        List<IXunitTestCase> tests = [];
        if (suites.Length != testMethod.DataAttributes.Count)
        {
            // Beside rows that are not ours xunit reads them all, and says what is wrong with a suite. The verdicts stay with the theory.
            tests.AddRange(await base.Discover(discoveryOptions, testMethod, factAttribute).ConfigureAwait(false));
            foreach (ListedSuite suite in suites.Select(s => assembly.Claims.Find(s.Suite)).OfType<ListedSuite>().Where(s => s.Errors.Count == 0)) { AddVerdicts(tests, assembly, suite, testMethod, isGenerated: false); }

            return tests;
        }

        foreach (LlmEvalSuiteAttribute attribute in suites) { await AddAsync(tests, assembly, attribute, discoveryOptions, testMethod, theory).ConfigureAwait(false); }

        return tests;
    }

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyCollection<IXunitTestCase>> CreateTestCasesForDataRow(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod,
        ITheoryAttribute theoryAttribute, ITheoryDataRow dataRow, object?[] testMethodArguments)
    {
        if (dataRow is not LlmEvalRow row)
        {
            return await base.CreateTestCasesForDataRow(discoveryOptions, testMethod, theoryAttribute, dataRow, testMethodArguments).ConfigureAwait(false);
        }

        var found = TestIntrospectionHelper.GetTestCaseDetailsForTheoryDataRow(discoveryOptions, testMethod, theoryAttribute, dataRow, testMethodArguments);
        return
        [
            new XunitTestCase(found.ResolvedTestMethod, found.TestCaseDisplayName, found.UniqueID, found.Explicit, found.SkipExceptions, found.SkipReason, found.SkipType, found.SkipUnless,
                found.SkipWhen, TestIntrospectionHelper.GetTraits(testMethod, dataRow), testMethodArguments, row.Listed.Location.File, row.Listed.Location.Line, found.Timeout),
        ];
    }

    private async ValueTask AddAsync(List<IXunitTestCase> tests, TestAssembly assembly, LlmEvalSuiteAttribute attribute, ITestFrameworkDiscoveryOptions options, IXunitTestMethod method, ITheoryAttribute theory)
    {
        ListedSuite suite;
        try
        {
            suite = assembly.Find(attribute.Suite);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            tests.Add(LlmEvalTestCase.Failure(method, attribute.Suite, attribute.Suite, e.Message, NewTraits(method), theory.SourceFilePath, theory.SourceLineNumber));
            return;
        }

        bool isGenerated = LlmEvalSuiteAttribute.IsGenerated(method.Method);
        bool isTaken = isGenerated && assembly.Claims.IsTaken(suite);
        if (suite.Errors.Count > 0)
        {
            Location place = suite.Errors[0].Location;
            if (!isTaken) { tests.Add(Failure(method, suite, LlmEvalSuiteException.MessageOf(suite), place)); }

            return;
        }

        if (isGenerated && !isTaken && suite.IsHandedOver)
        {
            tests.Add(Failure(method, suite,
                $"The answers of the suite '{suite.Name}' are handed over by tests (Provider=\"Test\"), and no theory of this project names it. Write one with [LlmEvalTheory] and " +
                $"[LlmEvalSuite(\"{suite.Name}\")] that calls EvaluateAsync, or set TestClass=\"none\" on its LlmEvalSuite item.", suite.Location));
            return;
        }

        if (!isTaken)
        {
            foreach (LlmEvalRow row in attribute.Rows(assembly, suite))
            {
                tests.AddRange(await CreateTestCasesForDataRow(options, method, theory, row, ((ITheoryDataRow)row).GetData()).ConfigureAwait(false));
            }
        }

        AddVerdicts(tests, assembly, suite, method, isGenerated);
    }

    private static void AddVerdicts(List<IXunitTestCase> tests, TestAssembly assembly, ListedSuite suite, IXunitTestMethod method, bool isGenerated)
    {
        MethodInfo? owner = assembly.Claims.VerdictOf(suite);
        if (isGenerated ? owner is not null || assembly.Claims.IsVerdictRefused(suite) : !IsSame(owner, method.Method)) { return; }

        if (isGenerated && suite.IsHandedOver)
        {
            // Judged beside the class that hands over, the verdict would come before the answers.
            tests.Add(Failure(method, suite,
                $"The verdict of the suite '{suite.Name}' comes after the tests that hand its answers over: mark their method with [LlmEvalTheory] instead of [Theory], which has the verdict as its last test.", suite.Location));
            return;
        }

        foreach (string? model in LlmEvalSuiteAttribute.ModelsOf(suite))
        {
            Dictionary<string, HashSet<string>> traits = NewTraits(method);
            CaseTraits.AddVerdict(traits, suite, model);
            tests.Add(LlmEvalTestCase.Verdict(method, LlmEvalSuiteAttribute.NameOf("verdict of " + suite.Name, model), assembly.KeyOf(suite), model, traits, suite.Location.File, suite.Location.Line));
        }
    }

    private static LlmEvalTestCase Failure(IXunitTestMethod method, ListedSuite suite, string message, Location place)
    {
        Dictionary<string, HashSet<string>> traits = NewTraits(method);
        CaseTraits.AddVerdict(traits, suite, model: null);
        return LlmEvalTestCase.Failure(method, "verdict of " + suite.Name, suite.Name, message, traits, place.File.Length > 0 ? place.File : suite.Path, place.Line);
    }

    private static Dictionary<string, HashSet<string>> NewTraits(IXunitTestMethod method) => TestIntrospectionHelper.GetTraits(method, dataRow: null);

    // A method that is inherited is another one of reflection's for each class.
    private static bool IsSame(MethodInfo? one, MethodInfo other) => one is not null && one.MetadataToken == other.MetadataToken && one.ReflectedType == other.ReflectedType;
}
