using System.Reflection;
using LlmEval.Listing;
using LlmEval.XunitV3.Discovery;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace LlmEval.XunitV3;

/// <summary>
/// The cases of a suite as rows of a theory whose one parameter is an <see cref="LlmEvalCase"/>: one test a case, and a model where the suite has several. Its name is the
/// case's id; its traits are <c>suite</c>, <c>case</c> and, for each tag, <c>tag</c> and <c>category</c>. Suites are only listed for this: nothing is evaluated while tests are discovered.
/// <code>
/// [LlmEvalTheory, LlmEvalSuite("evals/triage.eval.yml")]
/// public async Task Sorts(LlmEvalCase item) => (await llm.EvaluateAsync(item, () => Triage.SortAsync(item["ticket"]))).Should().Pass();
/// </code>
/// </summary>
/// <param name="suite">The suite's name, or the path of its file relative to the project.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class LlmEvalSuiteAttribute(string suite) : DataAttribute
{
    /// <summary>The suite's name, or the path of its file relative to the project.</summary>
    public string Suite { get; } = suite;

    /// <summary>
    /// Whether an <see cref="LlmEvalTheoryAttribute"/> has a further test for the suite's verdict, which is red exactly when the gate is. True unless it is said. The first theory of
    /// an assembly that names the suite has it.
    /// </summary>
    public bool Verdict { get; set; } = true;

    /// <summary>Whether the theory was written by the build, which steps back where a theory of the user's names the suite.</summary>
    internal static bool IsGenerated(MethodInfo method) => method.DeclaringType?.IsDefined(typeof(LlmEvalGeneratedAttribute), inherit: false) == true;

    /// <inheritdoc/>
    /// <exception cref="LlmEvalSuiteException">The project has no such suite, or the suite cannot be listed: it names file, line and column.</exception>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        TestAssembly assembly = TestAssembly.Of(testMethod.DeclaringType!.Assembly);
        ListedSuite listed = assembly.Find(Suite);
        if (listed.Errors.Count > 0) { throw new LlmEvalSuiteException(listed); }

        return new([.. Rows(assembly, listed)]);
    }

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;

    /// <summary>A row for each case, and for each model where there are several.</summary>
    internal IEnumerable<LlmEvalRow> Rows(TestAssembly assembly, ListedSuite suite)
    {
        string key = assembly.KeyOf(suite);
        IReadOnlyList<string?> models = ModelsOf(suite);
        foreach (ListedCase item in suite.Cases)
        {
            foreach (string? model in models)
            {
                LlmEvalRow row = new(new LlmEvalCase(key, item.Id, model), item)
                {
                    // An empty label keeps the arguments out of the name.
                    Label = string.Empty,
                    TestDisplayName = NameOf(item.Id, model),
                    Skip = Skip ?? item.Skip,
                    SkipType = SkipType,
                    SkipUnless = SkipUnless,
                    SkipWhen = SkipWhen,
                    Timeout = TimeoutAsNullable,
                    Explicit = ExplicitAsNullable,
                };
                CaseTraits.Add(row.Traits, suite, item, model);
                for (int i = 0; Traits is not null && i + 1 < Traits.Length; i += 2) { CaseTraits.Add(row.Traits, Traits[i], Traits[i + 1]); }

                yield return row;
            }
        }
    }

    /// <summary>The models to tell apart; one null where there is one, so that another model in its place keeps the identity of the tests.</summary>
    internal static IReadOnlyList<string?> ModelsOf(ListedSuite suite) => suite.Models.Count > 1 ? [.. suite.Models] : new string?[] { null };

    /// <summary>The name of a test: what it is of, with the model only where there are several.</summary>
    internal static string NameOf(string id, string? model) => model is null ? id : $"{id} [{model}]";
}
