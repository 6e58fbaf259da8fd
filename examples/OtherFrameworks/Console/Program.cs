using LlmEval.Engine;
using LlmEval.Listing;

// Runs every suite that this project and those it references have, and says what the gate says. Exit status 1 when one is red.
await using LlmEvalRunner runner = LlmEvalRunner.ForAssembly(typeof(Program).Assembly);
using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
bool isRed = false;
foreach (ListedSuite suite in runner.Suites)
{
    foreach (string model in suite.Models)
    {
        SuiteResult verdict = await runner.RunSuiteAsync(suite.Name, model, stop.Token);
        isRed |= verdict.IsRed;
        Console.WriteLine($"{suite.Name} x {model}: {verdict.Verdict}. {(verdict.IsRed ? verdict.FailureMessage : verdict.Message)}");
        foreach (CaseResult item in verdict.Cases.Where(c => c.IsRed)) { Console.WriteLine($"  {item.CaseId}: {item.Message}"); }
    }
}

return isRed ? 1 : 0;
