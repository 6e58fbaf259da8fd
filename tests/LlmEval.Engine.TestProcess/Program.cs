using LlmEval.Engine;

// MANIFEST SUITE [CASE]: what a test host does, in a process of its own. Prints the state and the message; what a framework would do with a token it leaves alone.
await using LlmEvalRunner runner = LlmEvalRunner.ForManifests([args[0]]);
Console.WriteLine("ready");
if (args.Length > 2)
{
    CaseResult result = await runner.RunCaseAsync(args[1], args[2]);
    Console.WriteLine($"{result.State} red={result.IsRed} {result.Message}");
    return result.IsRed ? 1 : 0;
}

SuiteResult suite = await runner.RunSuiteAsync(args[1]);
Console.WriteLine($"{suite.Verdict} red={suite.IsRed} {suite.Message}");
return suite.IsRed ? 1 : 0;
