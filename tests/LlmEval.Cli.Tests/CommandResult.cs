namespace LlmEval.Cli.Tests;

/// <summary>What a command left.</summary>
/// <param name="Status">The exit status.</param>
/// <param name="Output">Standard output: what was asked for.</param>
/// <param name="Errors">Standard error: diagnostics and progress.</param>
internal sealed record CommandResult(int Status, string Output, string Errors);
